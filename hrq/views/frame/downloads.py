"""Tables to take away: CSV and Parquet, made when asked for, with where they come from."""

import io
from collections.abc import Callable

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import streamlit as st

from hrq import __version__
from hrq.runs import Run

Make = Callable[[], pa.Table]


def buttons(run: Run, what: str, make: Make, *, about: str = "") -> None:
    """Two buttons for a table; the file's name holds the run, the hash and `what`. Neither reruns the page."""
    name = f"{run.name}-{run.hash[:8]}-{what}"
    with st.container(horizontal=True, gap="small"):
        for ending, kind, write in (("csv", "text/csv", csv_bytes), ("parquet", "application/octet-stream", _parquet)):
            st.download_button(
                ending.upper() if ending == "csv" else "Parquet",
                lambda write=write: write(_sourced(make(), run)),  # type: ignore[misc]
                f"{name}.{ending}",
                kind,
                key=f"{what} {ending}",
                on_click="ignore",
                icon=":material/download:",
                help=about or None,
            )


def csv_bytes(table: pa.Table) -> bytes:
    """A table as CSV."""
    stream = io.BytesIO()
    pc.write_csv(table, stream)
    return stream.getvalue()


def _parquet(table: pa.Table) -> bytes:
    stream = io.BytesIO()
    pq.write_table(table, stream, compression="zstd")
    return stream.getvalue()


def _sourced(table: pa.Table, run: Run) -> pa.Table:
    """The same with the run's name and hash, its hierarchy and our version in the Parquet file's metadata."""
    source = {"run": run.name, "hash": run.hash, "hierarchy": run.config.hierarchy, "hrq": __version__}
    return table.replace_schema_metadata({**(table.schema.metadata or {}), **source})
