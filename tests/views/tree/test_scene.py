"""What the two trees show for a selection: marks, numbers, words, always within the limit."""

import csv
import io
from typing import Any

import numpy as np
import pytest

from hrq.data.hierarchy.code_tree import code_tree
from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import PrefixError, UnknownNameError
from hrq.evaluate.matching.best_matches import best_nodes, best_prefixes
from hrq.evaluate.matching.two_trees import GOOD, TreePair, correspondence_csv, tree_pair
from hrq.layouts.tree_rows import MOST_ROWS
from hrq.views.tree.detail import Selection, code_detail, true_detail
from hrq.views.tree.scene import Unfoldings, code_marks, first_unfoldings, scene, true_marks

NAMES = ["animal", "canine", "pet", "dog", "wolf", "fox", "hamster", "goldfish", "poodle"]
LINKS = [
    ("canine", "animal"), ("pet", "animal"), ("dog", "canine"), ("dog", "pet"), ("wolf", "canine"), ("fox", "canine"),
    ("hamster", "pet"), ("goldfish", "pet"), ("poodle", "dog"),
]  # fmt: skip
CODES = {
    "canine": (0, 0), "dog": (0, 1), "poodle": (0, 1), "wolf": (0, 2), "pet": (1, 0), "hamster": (1, 1),
    "goldfish": (2, 0), "fox": (2, 1), "animal": (2, 2),
}  # fmt: skip


def put_together(hierarchy: Hierarchy, codes: np.ndarray[Any, Any]) -> TreePair:
    tree = code_tree(codes, hierarchy.names)
    return tree_pair(tree, hierarchy, best_nodes(tree, hierarchy), best_prefixes(tree, hierarchy))


@pytest.fixture
def pair() -> TreePair:
    hierarchy = Hierarchy.from_links(NAMES, LINKS, descriptions=[f"what {name} means" for name in NAMES])
    return put_together(hierarchy, np.array([CODES[name] for name in NAMES]))


def rows(shown: dict[str, Any], side: int) -> dict[str, dict[str, Any]]:
    """Rows by what they say."""
    return {row.get("text") or row["code"]: row for row in shown["sides"][side]["rows"]}


def said(lines: list[list[dict[str, Any]]]) -> str:
    return "\n".join(" ".join(piece["text"] for piece in line) for line in lines)


def show(pair: TreePair, selection: Selection) -> dict[str, Any]:
    return scene(pair, selection, first_unfoldings(pair).reveal(pair, selection), title="Animals")


def test_numbers_equal_a_count_by_hand(pair: TreePair) -> None:
    """Prefix 0 holds canine, dog, poodle and wolf; canine and all below it are these and fox."""
    row = rows(show(pair, Selection()), 0)["0"]
    assert row["count"] == "4"
    assert row["match"] == {
        "name": "canine", "precision": "1.00", "recall": "0.80", "f1": "0.89", "share": 0.89, "low": False,
    }  # fmt: skip


def test_a_synset_is_marked_in_both_trees_with_its_best_prefix(pair: TreePair) -> None:
    shown = show(pair, Selection(true_node=pair.truth.index("canine")))
    assert "selected" in rows(shown, 0)["canine"]["marks"]
    assert rows(shown, 0)["0"]["marks"] == "match"
    assert rows(shown, 1)["canine"]["marks"] == "selected"
    words = said(shown["sides"][0]["detail"])
    assert "0-0 is the code of canine" in words
    assert "best match 0 precision 1.00 · recall 0.80 · F1 0.89" in words
    leaf = show(pair, Selection(true_node=pair.truth.index("wolf")))
    assert [rows(leaf, 0)[name]["marks"] for name in ("0", "wolf")] == ["", "selected aim"]
    assert "what wolf means" in said(leaf["sides"][1]["detail"])


def test_a_prefix_marks_its_best_synset_with_the_three_numbers(pair: TreePair) -> None:
    prefix = pair.find_prefix("0")
    shown = show(pair, Selection(true_node=pair.truth.index("fox"), prefix=prefix))
    assert rows(shown, 0)["0"]["marks"] == "selected aim"
    assert rows(shown, 0)["fox"]["marks"] == "selected"
    assert rows(shown, 1)["canine"]["marks"] == "match aim"
    assert rows(shown, 1)["fox"]["marks"] == "selected"
    assert "is the best match of prefix 0: precision 1.00 · recall 0.80 · F1 0.89" in said(shown["sides"][1]["detail"])
    assert "runners-up" in said(shown["sides"][0]["detail"])


def test_a_prefix_without_a_counterpart_says_so_and_marks_nothing(pair: TreePair) -> None:
    names = [f"n{i:02}" for i in range(33)]
    parents = [(i, 0) for i in range(1, 3)] + [(i, 1 + i % 2) for i in range(3, 33)]
    hierarchy = Hierarchy.from_indices(names, np.array(parents))
    codes = np.array([[i // 2 % 5] for i in range(33)])
    poor = put_together(hierarchy, codes)
    prefix = poor.find_prefix("3")
    best = poor.prefix_matches(prefix)[0].f1
    assert best < GOOD
    assert true_marks(poor, Selection(prefix=prefix)) == {}
    detail = said(true_detail(poor, Selection(prefix=prefix)))
    assert f"no good counterpart (best F1 {best:.2f})" in detail
    assert "The nearest is" in detail


def test_several_parents_are_shown_and_lead_there(pair: TreePair) -> None:
    dog = pair.truth.index("dog")
    shown = show(pair, Selection(true_node=dog))
    assert rows(shown, 1)["dog"]["up"] == "also under pet"
    pieces = [piece for line in shown["sides"][1]["detail"] for piece in line if "go" in piece]
    assert pieces[0]["go"] == {"side": "true", "node": pair.truth.index("pet")}
    opened = first_unfoldings(pair).act(pair, "true", "toggle", pair.truth.index("pet"))
    kinds = [
        row["kind"] for row in scene(pair, Selection(), opened, title="")["sides"][1]["rows"] if row["node"] == dog
    ]
    assert kinds == ["ref"]


def test_a_code_that_several_items_share_can_be_opened(pair: TreePair) -> None:
    shared = pair.find_prefix("0-1")
    opened = first_unfoldings(pair).reveal(pair, Selection(prefix=shared)).act(pair, "code", "toggle", shared)
    shown = scene(pair, Selection(), opened, title="")
    assert {row["text"] for row in shown["sides"][0]["rows"] if row.get("text")} >= {"dog", "poodle"}


def test_every_piece_that_leads_somewhere_leads_to_a_node(pair: TreePair) -> None:
    for true_node in [None, *range(len(pair.truth))]:
        for prefix in [None, *pair.tree.prefix_nodes.tolist()]:
            selection = Selection(true_node, prefix)
            for line in code_detail(pair, selection) + true_detail(pair, selection):
                for piece in (piece for piece in line if "go" in piece):
                    at, node = piece["go"]["side"], piece["go"]["node"]
                    names = pair.truth.names if at == "true" else pair.labels
                    assert names[node] == piece["text"]


def test_a_prefix_is_found_by_its_name_and_only_by_it(pair: TreePair) -> None:
    assert pair.labels[pair.find_prefix("0-1")] == "0-1"
    assert pair.find_prefix("codes") == 0
    for wrong in ("0-9", "dog", "0-", "-1", "٣", "9" * 40, "0-0-0"):
        with pytest.raises((PrefixError, UnknownNameError)):
            pair.find_prefix(wrong)


def test_the_table_holds_every_prefix_with_numbers_that_sets_confirm(pair: TreePair) -> None:
    """Recomputed from the codes and the links with sets."""
    table = list(csv.DictReader(io.StringIO(correspondence_csv(pair, {"hash": "abc"}))))
    assert {row["hash"] for row in table} == {"abc"}
    prefixes = {code[:length] for code in CODES.values() for length in (1, 2)}
    assert {row["prefix"] for row in table} == {"-".join(map(str, prefix)) for prefix in prefixes}
    below = {name: {name} for name in NAMES}
    for _ in NAMES:
        for child, parent in LINKS:
            below[parent] |= below[child]
    for row in table:
        tokens = tuple(int(token) for token in row["prefix"].split("-"))
        members = {name for name, code in CODES.items() if code[: len(tokens)] == tokens}
        best = max(2 * len(members & under) / (len(members) + len(under)) for under in below.values())
        shared = len(members & below[row["synset"]])
        assert int(row["size"]) == len(members)
        assert int(row["synset_size"]) == len(below[row["synset"]])
        assert float(row["precision"]) == pytest.approx(shared / len(members), abs=1e-6)
        assert float(row["recall"]) == pytest.approx(shared / len(below[row["synset"]]), abs=1e-6)
        assert float(row["f1"]) == pytest.approx(best, abs=1e-6)


def test_random_selections_in_a_large_pair_stay_within_the_limit_and_visible() -> None:
    """Twenty selections one after another, as a reader would leave them open."""
    noise, size = np.random.default_rng(0), 4000
    links = np.array([(child, int(noise.integers(child // 30, child // 2 + 1))) for child in range(1, size)])
    hierarchy = Hierarchy.from_indices([f"n{i:04}" for i in range(size)], links)
    pair = put_together(hierarchy, noise.integers(0, 30, (size, 3)))
    unfoldings: Unfoldings = first_unfoldings(pair)
    for _ in range(20):
        selection = Selection(int(noise.integers(size)), int(noise.choice(pair.tree.prefix_nodes)))
        unfoldings = unfoldings.reveal(pair, selection)
        shown = scene(pair, selection, unfoldings, title="")
        for side, marks in zip(shown["sides"], (code_marks(pair, selection), true_marks(pair, selection)), strict=True):
            assert len(side["rows"]) <= MOST_ROWS
            assert set(marks) <= {row["node"] for row in side["rows"] if row["marks"]}


def test_a_window_on_a_large_family_says_how_many_a_click_adds() -> None:
    """Of 60 children 50 are shown, and ten are left: a click adds no more than there are."""
    for children, told in ((60, "show 10 more (10 hidden)"), (130, "show 50 more (80 hidden)")):
        names = ["top", *(f"leaf {number:03d}" for number in range(children))]
        hierarchy = Hierarchy.from_links(names, [(name, "top") for name in names[1:]])
        whole = put_together(hierarchy, np.arange(len(names))[:, None] % 7)
        shown = show(whole, Selection(hierarchy.index("top"), None))
        assert told in [row.get("text") for row in shown["sides"][1]["rows"]]
