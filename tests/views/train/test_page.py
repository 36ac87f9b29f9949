"""The Train page without a browser: the form, its checks, a training to watch that ended in each way there is."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from hrq.data.sources.by_name import load_hierarchy
from hrq.data.sources.shelf import put_on_shelf
from hrq.jobs.progress import Progress
from hrq.runs import Settings
from hrq.train.settings.options import OPTIONS, words_of
from hrq.train.vectors.fitting import fit
from hrq.train.vectors.shelf import Source
from hrq.views.train import estimate, hierarchy, options, page, watch
from hrq.views.train import fit as train_fit

Open = Callable[..., AppTest]
PAGE = "pages/Train.py"


@pytest.fixture(autouse=True)
def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimates are asked of nobody, and nothing starts."""
    monkeypatch.setattr(estimate, "errand", lambda words: None)


def widget(app: AppTest, name: str) -> object:
    """The widget of a setting."""
    every = [*app.selectbox, *app.number_input, *app.text_input]
    return next(one for one in every if one.key == options.key(name))


def test_every_setting_of_the_command_line_has_a_widget_with_help(open_page: Open) -> None:
    """Red when tried: a setting left out of the groups."""
    app = open_page(PAGE)
    assert not app.exception
    for name in set(Settings.model_fields) - options.ELSEWHERE:
        found = widget(app, name)
        assert OPTIONS[name].flag.replace("-", "") in str(found.help).replace("\\-", "")  # type: ignore[attr-defined]
    assert not app.error


def test_a_recipe_fills_in_and_what_is_left_empty_shows_the_presets_value(open_page: Open) -> None:
    app = open_page(PAGE)
    assert widget(app, "dimension").value == 2  # type: ignore[attr-defined]
    assert widget(app, "temperature").value is None  # type: ignore[attr-defined]
    assert widget(app, "temperature").placeholder == "1"  # type: ignore[attr-defined]


def test_what_cannot_be_meant_is_said_and_start_is_shut(open_page: Open) -> None:
    app = open_page(PAGE)
    widget(app, "codewords").set_value("many").run()  # type: ignore[attr-defined]
    assert "such as 64" in app.error[0].value.replace("\\", "")
    assert next(one for one in app.button if one.key == "start training").disabled


def test_too_few_codes_are_said(open_page: Open, words: Callable[[AppTest], str]) -> None:
    app = open_page(PAGE)
    widget(app, "codewords").set_value("2").run()  # type: ignore[attr-defined]
    assert "make 8 codes, fewer than the 1,182 nodes" in words(app).replace("\\", "")


def test_start_begins_what_the_form_says(open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    begun: list[tuple[str, dict[str, object]]] = []
    monkeypatch.setattr(page.trainings, "start", lambda name, given: begun.append((name, given)) or tmp_path / name)
    app = open_page(PAGE)
    next(one for one in app.button if one.key == "start training").click().run()
    assert begun == [("my-first-run", page.RECIPES["In half a minute"])]
    assert app.query_params["run"] in ("my-first-run", ["my-first-run"])


def test_a_recipe_leaves_a_hierarchy_of_ones_own_chosen_and_makes_room_for_it(
    open_page: Open, toy_csv: Path, words: Callable[[AppTest], str]
) -> None:
    """Red when found: choosing how long put the mammals back, without a word."""
    spec = put_on_shelf(load_hierarchy(str(toy_csv)), "toy")
    app = open_page(PAGE)
    chooser = next(one for one in app.selectbox if one.key == hierarchy.CHOICE)
    chooser.set_value(spec).run()
    assert widget(app, "codewords").value == "8"  # type: ignore[attr-defined]
    assert "mammals in" not in words(app)
    next(one for one in app.button_group if one.key == page.RECIPE).set_value("In five minutes").run()
    assert next(one for one in app.selectbox if one.key == hierarchy.CHOICE).value == spec
    assert widget(app, "dimension").value == 16  # type: ignore[attr-defined]
    assert widget(app, "codewords").value == "8"  # type: ignore[attr-defined]
    chooser.set_value("naics-2022").run()
    next(one for one in app.button_group if one.key == page.RECIPE).set_value("In half a minute").run()
    next(one for one in app.button_group if one.key == page.RECIPE).set_value("In five minutes").run()
    assert widget(app, "codewords").value == "32"  # type: ignore[attr-defined]  # 8 would do for 2,125 nodes
    assert not app.exception


def test_the_form_is_as_it_was_after_a_training_was_watched(open_page: Open, tiny_run: Path) -> None:
    """Red when found: everything was empty and the hierarchy had to be uploaded again."""
    app = open_page(PAGE)
    next(one for one in app.selectbox if one.key == hierarchy.CHOICE).set_value("naics-2022").run()
    widget(app, "epochs").set_value(7).run()  # type: ignore[attr-defined]
    app.query_params["run"] = "tiny"
    app.run()
    assert app.title[0].value == "Train: tiny"
    del app.query_params["run"]
    app.run()
    assert not app.exception
    assert next(one for one in app.selectbox if one.key == hierarchy.CHOICE).value == "naics-2022"
    assert widget(app, "epochs").value == 7  # type: ignore[attr-defined]
    assert widget(app, "dimension").value == 2  # type: ignore[attr-defined]


def test_a_training_that_is_gone_is_said(open_page: Open, words: Callable[[AppTest], str]) -> None:
    app = open_page(PAGE, {"run": "deleted"})
    assert "There is no run named deleted" in app.info[0].value
    assert not open_page(PAGE, {"run": "mammals-2d-ghrq"}).info


def test_settings_as_words_read_back_as_the_same_settings() -> None:
    given = {"codewords": (8, 4), "levels": 2, "self_term": True, "refit": False, "hierarchy": "a b.csv"}
    assert words_of(given) == [
        "--codewords", "8,4", "--levels", "2", "--self-term", "--no-refit", "--hierarchy", "a b.csv",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({}, "Finished"),
        ({"manifest.json": None, "heartbeat": "1 1"}, "Dead"),
        ({"manifest.json": None, "log.txt": "Error: The loss stopped being a number near step 3."}, "Failed"),
        ({"manifest.json": None}, "Never finished"),
    ],
)
def test_how_a_training_ended_is_said_with_what_can_be_done(
    tiny_run: Path, open_page: Open, words: Callable[[AppTest], str], files: dict[str, str | None], told: str
) -> None:
    for name, content in files.items():
        if content is None:
            (tiny_run / name).unlink()
        else:
            (tiny_run / name).write_text(content)
    app = open_page(PAGE, {"run": "tiny"})
    assert not app.exception
    assert told in words(app)
    labels = [one.label for one in app.button]
    assert "Duplicate with changes" in labels
    assert ("Resume" in labels) == bool(files)
    if "log.txt" in files:
        assert "stopped being a number" in app.error[0].value


def test_duplicate_takes_the_settings_into_the_form(tiny_run: Path, open_page: Open) -> None:
    (tiny_run / "job.json").write_text(json.dumps({"given": {"dimension": 2, "levels": 3, "codewords": [4, 4, 4]}}))
    app = open_page(PAGE, {"run": "tiny"})
    next(one for one in app.button if one.key == "duplicate training").click().run()
    assert widget(app, "codewords").value == "4,4,4"  # type: ignore[attr-defined]
    assert widget(app, "epochs").value is None  # type: ignore[attr-defined]
    assert next(one for one in app.text_input if one.key == page.NAME).value == "tiny-2"


def test_a_fit_has_its_own_form_and_begins_what_it_says(
    open_page: Open, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    begun: list[tuple[object, ...]] = []
    start = lambda *words: begun.append(words) or tmp_path / str(words[0])  # noqa: E731
    monkeypatch.setattr(train_fit.trainings, "start_fit", start)
    app = open_page(PAGE)
    app.get("button_group")[0].set_value("Vectors alone").run()
    assert not app.exception
    names = {one.key for one in [*app.selectbox, *app.number_input, *app.text_input]}
    assert options.key("epochs") in names
    assert options.key("negatives") not in names
    next(one for one in app.button if one.key == "start fit").click().run()
    assert begun[0][:2] == ("my-fit", Source("glosses:wordnet:mammal.n.01"))


@pytest.fixture
def stopped_fit(tmp_path: Path) -> Path:
    """A fit that was stopped at its first step, among one's own runs."""
    np.save(tmp_path / "points.npy", np.random.default_rng(0).normal(size=(40, 6)).astype(np.float32))
    folder = tmp_path / "runs" / "found"

    def stop(progress: Progress) -> None:
        (folder / "stop").touch()

    given = {"dimension": 2, "levels": 1, "codewords": 4, "epochs": 50, "unique": False}
    fit(str(tmp_path / "points.npy"), folder, given, threads=1, report=stop)
    return folder


def test_a_stopped_fit_is_resumed_and_repeated_like_a_training(
    stopped_fit: Path, open_page: Open, words: Callable[[AppTest], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    resumed: list[Path] = []
    monkeypatch.setattr(watch.trainings, "resume", resumed.append)
    app = open_page(PAGE, {"run": "found"})
    assert not app.exception
    assert "Resume goes on from there as if nothing had happened" in words(app)
    assert "Replay of" in words(app)
    next(one for one in app.button if one.key == "resume training").click().run()
    assert resumed == [stopped_fit]

    app = open_page(PAGE, {"run": "found"})
    next(one for one in app.button if one.key == "duplicate training").click().run()
    assert not app.exception
    assert widget(app, "codewords").value == "4"  # type: ignore[attr-defined]
    assert next(one for one in app.selectbox if one.key == "fit source").value == "again"
    assert next(one for one in app.text_input if one.key == train_fit.NAME).value == "found-2"
    assert "40 vectors" in words(app)
    begun: list[tuple[object, ...]] = []
    start = lambda *words: begun.append(words) or stopped_fit  # noqa: E731
    monkeypatch.setattr(train_fit.trainings, "start_fit", start)
    next(one for one in app.button if one.key == "start fit").click().run()
    assert begun[0][:2] == ("found-2", Source(str(stopped_fit.parents[1] / "points.npy")))


def test_vectors_of_another_run_that_are_gone_are_said_and_start_is_shut(stopped_fit: Path, open_page: Open) -> None:
    (stopped_fit.parents[1] / "points.npy").unlink()
    app = open_page(PAGE, {"run": "found"})
    next(one for one in app.button if one.key == "duplicate training").click().run()
    assert "does not exist" in app.error[0].value
    assert next(one for one in app.button if one.key == "start fit").disabled
