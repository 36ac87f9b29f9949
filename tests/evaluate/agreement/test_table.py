"""The agreement as a table, with where it comes from in every row."""

import pyarrow as pa

from hrq.evaluate.agreement.table import agreement_table, main_rows

ROW = {"name": "x", "tokens": 1, "cut": None, "value": 0.5, "low": 0.4, "high": 0.6, "count": 3, "sampled": True}
CONTENT = {
    "run": "r", "hash": "h", "hrq": "1", "hierarchy": "wordnet", "seed": 4, "draws": 20,
    "main_cuts": {"1": 2, "2": 3},
    "measures": [
        ROW | {"shuffled": 0.1, "shuffled_low": 0.0, "shuffled_high": 0.2},
        ROW | {"name": "y", "tokens": None, "cut": 2, "value": None},
        ROW | {"name": "z", "tokens": 2, "cut": 2},
        ROW | {"name": "z", "tokens": 2, "cut": 3},
    ],
}  # fmt: skip


def test_every_row_says_where_it_is_from() -> None:
    table = agreement_table(CONTENT)
    assert table["value"].to_pylist() == [0.5, None, 0.5, 0.5]
    assert table["shuffled_high"].to_pylist() == [0.2, None, None, None]
    assert table["seed"].to_pylist() == [4] * 4
    assert table["rq_run"].to_pylist() == [""] * 4
    assert agreement_table(CONTENT | {"baseline": {"run": "b"}})["rq_run"].to_pylist() == ["b"] * 4
    types = {name: table.schema.field(name).type for name in ("tokens", "cut", "count", "value", "sampled", "name")}
    assert list(types.values()) == [pa.int64()] * 3 + [pa.float64(), pa.bool_(), pa.string()]


def test_the_main_cut_of_a_level_stands_for_the_others() -> None:
    """A measure of no level takes that of the first."""
    found = [(row["name"], row["cut"]) for row in main_rows(CONTENT)]
    assert found == [("x", None), ("y", 2), ("z", 3)]
