"""An address that version 0.1.0 understood means the same today: `tests/fixtures/v0_1/README.md` says how it was asked.

What is compared is what an address selects (node, prefix, form, case, rows of a table), never the words around it.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

Open = Callable[..., AppTest]
FORMER = Path(__file__).parents[1] / "fixtures" / "v0_1"
ADDRESSES: list[dict[str, Any]] = json.loads((FORMER / "addresses.json").read_text("utf-8"))
DISK = ("selected", "name", "level", "colour", "focus", "focusName", "zoom", "solo", "n", "plane")
CHOSEN = (
    "choose run", "choose layout", "choose colour", "choose level", "choose slice", "choose the other run",
    "form of the codes", "form of the hierarchy", "codebooks level", "codebooks codeword",
    "compare runs", "compare evaluation", "compare number",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _left_by_a_former_version(tmp_path: Path) -> None:
    shutil.copytree(FORMER / "runs", tmp_path / "runs")


def words_of(one: dict[str, Any]) -> str:
    return one["page"] + "?" + "&".join(f"{key}={value}" for key, value in one["query"].items() if key != "run")


@pytest.mark.parametrize("one", ADDRESSES, ids=words_of)
def test_an_address_means_what_it_meant(one: dict[str, Any], open_page: Open, drawn: list[dict[str, Any]]) -> None:
    app = open_page(f"pages/{one['page']}.py", one["query"])
    assert not app.exception
    found, told = seen(app, drawn), dict(one["seen"])
    for before, now in zip(told.pop("disks"), found.pop("disks"), strict=True):
        assert now == before | {"focus": pytest.approx(before["focus"], abs=1e-6)}
    assert found == told


def seen(app: AppTest, drawn: list[dict[str, Any]]) -> dict[str, Any]:
    """What a page makes of an address, without its words."""
    sent = [json.loads(one.proto.json) for one in app.get("bidi_component") if one.proto.json]
    sides = [side for one in sent for side in one.get("sides", ())]
    widgets = [*app.selectbox, *app.multiselect, *app.segmented_control]
    return {
        "title": [one.value for one in app.title],
        "warnings": len(app.warning),
        "address": dict(app.query_params.items()),
        "disks": [{key: view[key] for key in DISK} for view in drawn],
        "trees": [{"form": side["form"], "marks": marked(side["rows"])} for side in sides],
        "chosen": {one.key: one.value for one in widgets if one.key in CHOSEN},
        "rows": [len(one.value) for one in app.dataframe],
    }


def marked(rows: list[dict[str, Any]]) -> list[list[str]]:
    return [[row.get("text") or row["code"], row["marks"]] for row in rows if row["marks"]]
