"""A folder of small runs, and the app on it: pages are reached as in the browser, from app.py."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
import torch
from streamlit.testing.v1 import AppTest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.sources.by_name import load_hierarchy
from hrq.layouts.projection import tangent_pca
from hrq.quantize import make_quantizer
from hrq.runs import make_config, save_run
from hrq.views.disk import element

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = "<img src=x onerror=alert(1)> [link](javascript:alert(1)) :red[x] $y$"
ANIMALS = f"""name,parents,label,description
animal,,animal,a living thing that moves
dog,canine,dog,"a tame canine; {HOSTILE}"
canine,animal,canine,dogs and their kin
wolf,canine,wolf,a wild canine
cat,feline,cat,a tame feline
feline,animal,feline,cats and their kin
lion,feline,lion,a feline with a mane
pet,animal,pet,an animal kept at home
hamster,pet,hamster,a small pet
goldfish,pet,goldfish,a pet in a bowl
"""
Open = Callable[..., AppTest]


def make_run(folder: Path, hierarchy_file: Path, *, quantizer: str = "ghrq", dimension: int = 2) -> Hierarchy:
    """A run of untrained points: two levels of three codewords."""
    hierarchy = load_hierarchy(str(hierarchy_file))
    c = 0.0 if quantizer == "rq" else 1.0
    noise = torch.Generator().manual_seed(len(quantizer) + dimension)
    points = torch.rand(len(hierarchy), dimension, generator=noise) * 0.9 - 0.45
    books = [points[:3] * 0.9, (points[3:6] - points[:3]) * 0.3]
    model = make_quantizer(quantizer, books, c=c)
    nearest = model.encode(points)
    codes = nearest.clone()
    codes[1, 1] = (codes[1, 1] + 1) % 3  # as if it had been moved to make the codes unique
    config = make_config(
        hierarchy=str(hierarchy_file),
        quantizer=quantizer,
        curvature=c,
        dimension=dimension,
        levels=2,
        codewords=3,
        hierarchy_hash=hierarchy.content_hash,
        disk_layout="native" if dimension == 2 else "tangent_pca",
    )
    directions = torch.eye(2, dtype=torch.float64) if dimension == 2 else tangent_pca(points, c=c).directions
    metrics = {"state": "finished", "map": 0.5, "map_shuffled": 0.1, "disk": {"neighbours_kept": 0.64},
               "relative_error": [2.0, 1.25], "relative_error_scaled": [0.5, 0.031]}  # fmt: skip
    layout = (directions, 1.0 if c else float(points.abs().max()))
    save_run(
        folder, config, hierarchy.names, model,
        points=points, codes=codes.numpy(), nearest_codes=nearest.numpy(), layout=layout, metrics=metrics,
    )  # fmt: skip
    return hierarchy


@pytest.fixture(autouse=True)
def _fresh_caches() -> Iterator[None]:
    """What one test cached must not answer another."""
    st.cache_data.clear()
    st.cache_resource.clear()
    yield
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three runs of ten animals: `ball` (ghrq), `plane` (rq) and `deep` (tangent, four dimensions); none bundled."""
    folder = tmp_path / "runs"
    table = tmp_path / "animals.csv"
    table.write_text(ANIMALS, encoding="utf-8")
    make_run(folder / "ball", table)
    make_run(folder / "plane", table, quantizer="rq")
    make_run(folder / "deep", table, quantizer="tangent", dimension=4)
    monkeypatch.setenv("HRQ_RUNS", str(folder))
    monkeypatch.setattr("hrq.runs.registry.assets_folder", lambda: tmp_path / "no-assets")
    return folder


@pytest.fixture
def new_run() -> Callable[..., Hierarchy]:
    """Make a run of untrained points in a folder, from a hierarchy's file."""
    return make_run


@pytest.fixture
def words() -> Callable[[AppTest], str]:
    """Everything a page says, in one text."""

    def said(app: AppTest) -> str:
        parts = [*app.markdown, *app.caption, *app.title, *app.subheader, *app.warning, *app.error, *app.info]
        return "\n".join([str(part.value) for part in parts] + [one.proto.body for one in app.get("html")])

    return said


@pytest.fixture
def open_page() -> Open:
    """Open a page with an address, as a new session that follows a link would."""

    def opened(page: str = "pages/Explore.py", query: Mapping[str, str] | None = None) -> AppTest:
        app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
        for key, value in (query or {}).items():
            app.query_params[key] = value
        if page != "app.py":
            app.switch_page(page)
        return app.run()

    return opened


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What pages ask the disk element to show, in its place."""
    views: list[dict[str, Any]] = []
    monkeypatch.setattr(element, "show", lambda columns, view, **more: views.append(dict(view)))
    return views
