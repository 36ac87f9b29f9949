"""The lesson's numbers and claims, recomputed from the library and the bundled runs."""

import re
from functools import lru_cache

import numpy as np
import pytest
import torch

from hrq import lesson
from hrq.evaluate.distances.average_precision import mean_average_precision
from hrq.geometry.disk import geodesic_arcs
from hrq.geometry.poincare import distance
from hrq.lesson import animals, cells, equal_bits, no_model, paths, room, ruler, sides, wrong
from hrq.lesson.step import Step
from hrq.quantize.search import nearest
from hrq.runs import load_run
from hrq.train.hierarchy.contrastive import private_mass

WORDS_A_MINUTE, MINUTES = 200, 15


@lru_cache
def step(key: str) -> Step:
    """A step, made once."""
    return lesson.MAKERS[key]()


def test_there_are_eight_steps_with_a_picture_a_question_and_a_way_on() -> None:
    assert list(lesson.TITLES) == list(lesson.MAKERS)
    assert len(lesson.MAKERS) == 8
    for key in lesson.MAKERS:
        one = step(key)
        assert one.key == key
        assert 0 <= one.question.right < len(one.question.choices)
        assert one.links
        assert one.picture.caption
        assert one.picture.source
        assert not re.search(r"\bnan\b|\{|\}", one.prose + one.question.why)


def test_it_is_read_in_fifteen_minutes() -> None:
    texts = [step(key) for key in lesson.MAKERS]
    words = sum(
        len(f"{one.prose} {one.picture.caption} {one.question.ask} {one.question.why}".split()) for one in texts
    )
    assert words / WORDS_A_MINUTE <= MINUTES


def test_the_disk_has_room_where_paper_has_none() -> None:
    flat, curved = ([room.room(2, depth, c=c) for depth in range(1, 12)] for c in (0.0, 1.0))
    assert all(np.diff(flat[1:]) < 0)
    assert all(np.diff(curved) > 0)
    assert room.room(4, 6, c=1.0) < room.room(4, 1, c=1.0)  # the question: four children outgrow one unit a step
    assert f"**{room.room(2, room.ASKED, c=0.0):.2f}**" in step("room").prose


def test_the_ruler_is_longer_near_the_rim_by_four() -> None:
    ratio = ruler.apart((0.75, 0), (0.95, 0), c=1.0) / ruler.apart((-0.1, 0), (0.1, 0), c=1.0)
    assert 3.5 < ratio < 4.5
    small = ruler.apart((0.9, 0), (0.9, 1e-6), c=1.0) / ruler.apart((0, 0), (0, 1e-6), c=1.0)
    assert small == pytest.approx(ruler.stretch(0.9), rel=1e-4)


def test_the_disk_learns_the_tree_better_from_every_start() -> None:
    tree = animals.tree()
    assert len(tree) == 31
    for seed in animals.SEEDS:
        plane, ball = animals.train(seed, 0.0), animals.train(seed, 1.0)
        assert ball.precision[-1] > plane.precision[-1] + 0.05
        assert ball.losses[-1] < ball.losses[0]
        again = mean_average_precision(ball.points, tree.closure(), c=1.0)
        assert again == pytest.approx(ball.precision[-1])
    assert f"{animals.train(0, 1.0).precision[-1]:.2f} in the disk" in step("training").prose


def test_the_cells_hold_what_is_nearest() -> None:
    points = animals.train(0, 1.0).points
    for size in (2, 5):
        found = cells.quantize(points, size)
        assert torch.equal(found.index, nearest(points, found.codewords, c=1.0))
    errors = [cells.quantize(points, size).error for size in cells.SIZES]
    assert errors[-1] < errors[0]
    shown = step("cells").picture.data["books"]["4"]
    np.testing.assert_allclose(shown["codewords"], cells.quantize(points, 4).codewords, atol=1e-6)


def test_only_the_left_remainder_is_undone_by_adding_the_codeword() -> None:
    r, q = sides.at(sides.POINT), sides.at(sides.CODEWORD)
    left, right = sides.left_residual(r, q, c=1.0), sides.right_residual(r, q, c=1.0)
    again, missed = sides.back(left, right, q)
    assert float(distance(again, r, c=1.0)) < 1e-12
    assert float(distance(missed, r, c=1.0)) > 1
    assert torch.equal(missed, sides.mobius_add(right, q, c=1.0))
    assert float(distance(sides.mobius_add(q, right, c=1.0), r, c=1.0)) > 1  # nor with q on the other side
    on_a_line = sides.at((0.3, 0.6)), sides.at((0.2, 0.4))
    torch.testing.assert_close(
        sides.left_residual(*on_a_line, c=1.0), sides.right_residual(*on_a_line, c=1.0), atol=1e-12, rtol=0
    )


def test_hrq_is_left_with_more_of_the_bundled_mammals() -> None:
    right, left = (load_run(name).metrics["relative_error_scaled"][-1] for name in sides.RUNS)
    assert f"{right / left:.1f} times the squared error of ghrq" in step("sides").question.why


def test_the_apes_share_a_prefix() -> None:
    run = load_run(paths.RUN)
    common = paths.shared(run, paths.EXAMPLE, paths.OTHER)
    code = run.codes[run.names.index(paths.EXAMPLE)].tolist()
    other = run.codes[run.names.index(paths.OTHER)].tolist()
    assert common >= 1
    assert code[:common] == other[:common]
    assert code[common] != other[common]
    assert f"part after {common} tokens" in step("paths").prose
    members = (run.codes[:, :common] == code[:common]).all(axis=1)
    assert f"of its {int(members.sum())} members" in step("paths").prose
    drawn = step("paths").picture.data["paths"]
    assert [one["code"] for one in drawn] == sorted(one["code"] for one in drawn)


def test_the_felines_are_split_as_the_text_says() -> None:
    """Counted here from the codes and WordNet alone."""
    run = load_run(wrong.RUN)
    tree = run.hierarchy
    family = {tree.index("feline.n.01"), *tree.descendants(tree.index("feline.n.01")).tolist()}
    tokens = {node: int(run.codes[run.names.index(tree.names[node]), 0]) for node in family}
    home, away = tokens[tree.index("lion.n.01")], tokens[tree.index("wildcat.n.03")]
    assert set(tokens.values()) == {home, away}
    assert tokens[tree.index("cat.n.01")] == away
    assert tokens[tree.index("domestic_cat.n.01")] == home
    inside, cut = (list(tokens.values()).count(token) for token in (home, away))
    assert int((run.codes[:, 0] == home).sum()) == inside  # precision 1
    wildcats = {tree.index("wildcat.n.03"), *tree.descendants(tree.index("wildcat.n.03")).tolist()}
    assert cut == len(wildcats) + 1
    assert {tokens[node] for node in wildcats} == {away}
    prose = step("wrong").prose
    assert f"recall is **{inside / len(family):.2f}**: {cut} of the {len(family)} felines" in prose
    assert "F1 1.00" in prose
    near, far = wrong.pull(run, wrong.CUT_OFF, home)
    assert near < far


def test_the_table_of_quantizers_is_that_of_the_runs() -> None:
    panels = step("bits").picture.data["panels"]
    keys = [key for key, _, _ in equal_bits.MEASURES]
    rows = {key: {row["name"]: row for row in panel["rows"]} for key, panel in zip(keys, panels, strict=False)}
    for name in equal_bits.QUANTIZERS:
        run = load_run(f"nouns-16d-{name}")
        spread = run.metrics["over_seeds"]
        assert rows["map"][name]["mean"] == spread["map"]["mean"]
        assert rows["wup 3"][name]["low"] == spread["wup"][2]["low"]
        assert equal_bits.bits(run.config.levels, run.config.sizes[0]) == 28
    balls = [rows["map_held_out"][name] for name in ("tangent", "hrq", "ghrq")]
    assert max(one["low"] for one in balls) <= min(one["high"] for one in balls)  # the question's answer
    assert rows["map_held_out"]["rq"]["high"] < 0.1 * min(one["low"] for one in balls)


def test_rules_without_a_model_answer_as_the_text_says() -> None:
    found = no_model.answers()
    for name in no_model.SHOWN:
        assert found[name]["recall_filtered"].half < 0.02
    assert found["popularity"]["recall_filtered"].value < found["composition"]["recall_filtered"].value
    composition, kin = (found[name]["recall_filtered"].value for name in ("composition", "kin"))
    assert 0.8 < composition < 0.9 < kin < 0.96  # 84.6 and 92.3 over all nouns
    assert f"finds {composition:.3f} ± " in step("bits").prose
    assert f"counted its way, has {found['composition']['recall'].value:.3f}" in step("bits").prose


def test_geodesics_bend_towards_the_centre() -> None:
    """What step 2 claims: the middle of the geodesic is nearer to the centre than the middle of the chord."""
    a, b = (np.array([place]) for place in ruler.START)
    way = geodesic_arcs(a, b, c=1.0, samples=21)[0]
    assert np.linalg.norm(way[10]) < np.linalg.norm((a + b) / 2)


def test_room_is_the_circle_shared_by_the_nodes_of_a_depth() -> None:
    assert room.room(3, 2, c=0.0) == pytest.approx(4 * np.pi / 9)
    assert room.room(2, 3, c=1.0) == pytest.approx(2 * np.pi * np.sinh(3) / 8)
    table = step("room").picture.data["room"]
    assert table["3"][0][1] == room.room(3, 2, c=0.0)
    assert table["2"][1] == [room.room(2, depth, c=1.0) for depth in range(1, 7)]


def test_the_right_answers_are_those_that_the_numbers_give() -> None:
    """Which choice is right, by the words of the choice."""
    right = {key: step(key).question.choices[step(key).question.right] for key in lesson.MAKERS}
    assert "four times" in right["ruler"]
    assert right["training"] == "The map is turned and rearranged, the quality about the same"
    assert right["sides"].startswith("When r and q lie on one straight line")
    config = load_run(paths.RUN).config
    assert right["paths"] == f"{config.sizes[0] ** config.levels:,}"
    assert right["wrong"].startswith("No: what the first token parts")
    assert right["bits"] == "These seeds cannot tell"
    assert "4 to 8 codewords" in step("cells").question.ask


def test_the_animals_are_a_tree_of_three_levels_and_its_links_are_drawn() -> None:
    tree = animals.tree()
    assert tree.names[0] == "animal"
    assert np.bincount(tree.depth).tolist() == [1, 3, 9, 18]
    links = step("training").picture.data["links"]
    assert len(links) == 30
    assert all(tree.main_parents[child] == above for child, above in links)


def test_a_training_keeps_its_frames_and_stays_off_the_rim() -> None:
    run = animals.train(0, 1.0)
    assert run.places.shape == (animals.STEPS // animals.KEEP + 1, 31, 2)
    assert len(run.losses) == len(run.precision) == len(run.places)
    assert np.linalg.norm(run.places, axis=-1).max() <= np.tanh(animals.LONGEST) + 1e-9
    assert np.linalg.norm(run.places[0], axis=-1).mean() < 0.2
    assert np.linalg.norm(run.places[-1], axis=-1).max() > 0.95
    assert torch.equal(run.points, torch.from_numpy(run.places[-1]))
    shown = step("training").picture.data["runs"][0]["ball"]
    assert shown["c"] == 1.0
    assert shown["precision"][-1] == round(run.precision[-1], 3)
    assert len(shown["losses"]) == len(run.losses)


def test_what_a_codebook_leaves_over_is_the_mean_squared_distance() -> None:
    points = animals.train(0, 1.0).points
    found = cells.quantize(points, 4)
    apart = distance(points, found.codewords[found.index], c=1.0)
    assert found.error == pytest.approx(float(apart.square().mean()))
    assert step("cells").picture.data["books"]["4"]["error"] == pytest.approx(found.error, abs=1e-4)
    assert step("cells").picture.data["least"] == 2
    assert step("cells").picture.data["most"] == 8
    row = animals.tree().index(cells.EXAMPLE)
    assert f"gets token {int(found.index[row])} and lies {float(apart[row]):.2f}" in step("cells").prose


def test_angles_are_in_degrees_and_small_numbers_break_no_line() -> None:
    assert sides.angle(torch.tensor([1.0, 0.0]), torch.tensor([0.0, 2.0])) == pytest.approx(90)
    assert sides.angle(torch.tensor([1.0, 0.0]), torch.tensor([-3.0, 0.0])) == pytest.approx(180)
    assert sides.angle(torch.tensor([2.0, 0.0]), torch.tensor([1.0, 1.0])) == pytest.approx(45)
    assert sides._tiny(3.2e-15) == "3e\u201115"


def test_a_fit_counts_what_prefix_and_synset_share() -> None:
    found = wrong.Fit(7, shared=6, held=8, true=12)
    assert (found.precision, found.recall, found.f1) == (0.75, 0.5, 0.6)


def test_the_felines_are_drawn_with_their_parents_and_codes() -> None:
    run = load_run(wrong.RUN)
    nodes = step("wrong").picture.data["nodes"]
    names = wrong.below(run, wrong.FAMILY)
    assert [one["parent"] for one in nodes].count(-1) == 1
    assert nodes[0]["word"] == "feline"
    for name, one in zip(names, nodes, strict=True):
        assert one["code"] == run.codes[run.names.index(name)].tolist()
        if one["parent"] >= 0:
            above = [run.hierarchy.names[up] for up in run.hierarchy.parents.of(run.hierarchy.index(name))]
            assert names[one["parent"]] in above


def test_an_interval_is_written_as_its_mean_and_half() -> None:
    assert equal_bits._pm({"mean": 0.5, "low": 0.4, "high": 0.62}) == "0.500 ± 0.110"
    metrics = {
        "over_seeds": {
            "map": {"mean": 1, "low": 2, "high": 3},
            "map_held_out": {"mean": 4, "low": 5, "high": 6},
            "wup": [{"mean": 7, "low": 8, "high": 9}, {}, {"mean": 10, "low": 11, "high": 12}],
        },
        "map_shuffled": 13,
        "wup": [{"shuffled": 14}, {}, {"shuffled": 15}],
    }
    found = [list(equal_bits.measured(metrics, name).values()) for name, _, _ in equal_bits.MEASURES]
    assert found == [[1, 2, 3, 13], [4, 5, 6, None], [7, 8, 9, 14], [10, 11, 12, 15]]


@pytest.mark.parametrize(("low", "right"), [(0.5, 1), (0.7, 1), (0.71, 0)])
def test_seeds_cannot_tell_where_all_intervals_overlap(low: float, right: int) -> None:
    held_out = {name: {"mean": 0.6, "low": 0.5, "high": 0.7} for name in equal_bits.QUANTIZERS}
    held_out["ghrq"] = {"mean": 0.8, "low": low, "high": 0.9}
    assert equal_bits._question(held_out).right == right


def test_no_animal_is_pushed_away_from_itself_or_what_lies_above_it(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[torch.Tensor] = []

    def mass(u: torch.Tensor, every: torch.Tensor, hidden: torch.Tensor, **more: float) -> torch.Tensor:
        seen.append(hidden)
        return private_mass(u, every, hidden, **more)

    monkeypatch.setattr(animals, "private_mass", mass)
    monkeypatch.setattr(animals, "STEPS", 0)
    animals.train.__wrapped__(0, 1.0)
    tree = animals.tree()
    for (below, _), hidden in zip(tree.closure().tolist(), seen[0], strict=True):
        assert set(np.flatnonzero(hidden).tolist()) == {below, *tree.ancestors(below).tolist()}
