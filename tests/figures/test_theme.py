"""Colours that people can tell apart: contrast with the ground, distance to each other also for colour-blind eyes."""

import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from hrq.figures.theme import CATEGORIES, DARK, LIGHT, Theme, sample, theme

CONFIG = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"
# Machado, Oliveira and Fernandes (2009), severity 1, on linear RGB.
PROTAN = [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
DEUTAN = [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
EYES = {"usual": np.eye(3), "protan": np.array(PROTAN), "deutan": np.array(DEUTAN)}


def linear(colour: str) -> NDArray[np.float64]:
    """Linear RGB of #RRGGBB."""
    share = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    """Contrast ratio of the Web Content Accessibility Guidelines."""
    light, dark = sorted((float(linear(each) @ [0.2126, 0.7152, 0.0722]) for each in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def lab(light: NDArray[np.float64]) -> NDArray[np.float64]:
    """CIELAB of linear RGB."""
    to_xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
    xyz = to_xyz @ light.clip(0, 1) / [0.9505, 1, 1.089]
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_text_and_marks_stand_out(look: Theme) -> None:
    assert contrast(look.text, look.ground) >= 7
    assert contrast(look.muted, look.ground) >= 4.5
    assert contrast(look.muted, look.disk) >= 4.5
    for mark in (look.rim, look.accent, look.other, *look.sequential[1:]):
        assert contrast(mark, look.disk) >= (3 if mark not in look.sequential else 1.25), mark


def test_every_category_stands_out_by_fill_or_outline() -> None:
    """On the light ground some fills do not, so points wear a dark outline; on the dark one every fill does."""
    assert all(contrast(colour, DARK.disk) >= 3 for colour in CATEGORIES)
    assert LIGHT.outline.startswith("rgba(27,36,48,0.75")
    over_white = "#" + "".join(f"{round(255 - (255 - part) * 0.75):02X}" for part in (27, 36, 48))
    assert contrast(over_white, LIGHT.disk) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_no_two_categories_look_alike(look: Theme, eye: str) -> None:
    """Nor a category and the grey of all others. Red when found: that grey beside pink, green-blind (ΔE 2.8)."""
    for one, other in combinations((*CATEGORIES, look.other), 2):
        apart = np.linalg.norm(lab(EYES[eye] @ linear(one)) - lab(EYES[eye] @ linear(other)))
        assert apart >= 12, (one, other)


def test_a_scale_is_sampled_from_end_to_end() -> None:
    assert sample(("#000000", "#FFFFFF"), 3) == ["#000000", "#808080", "#FFFFFF"]
    assert sample(LIGHT.sequential, 1) == [LIGHT.sequential[0]]


def test_the_app_wears_the_figures_colours() -> None:
    themes = tomllib.loads(CONFIG.read_text("utf-8"))["theme"]
    for name, look in (("light", LIGHT), ("dark", DARK)):
        assert themes[name]["backgroundColor"] == look.ground
        assert themes[name]["textColor"] == look.text
        assert themes[name]["chartCategoricalColors"] == list(CATEGORIES)


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_an_ordered_scale_keeps_its_order_for_every_eye(look: Theme, eye: str) -> None:
    """Told by lightness alone, as in grey print."""
    lightness = [lab(EYES[eye] @ linear(colour))[0] for colour in sample(look.sequential, 12)]
    steps = np.diff(lightness)
    assert (np.sign(steps) == np.sign(steps[0])).all()
    assert abs(steps).min() >= 2


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("look", [LIGHT, DARK])
def test_the_selection_is_told_from_what_steps_back(look: Theme, eye: str) -> None:
    """It also wears a ring or a thicker line. Red when found: beside grey points in the dark, for red-blind eyes."""
    for other in (look.muted, look.other, look.rim, look.text):
        apart = np.linalg.norm(lab(EYES[eye] @ linear(look.accent)) - lab(EYES[eye] @ linear(other)))
        assert apart >= 10, other


def test_a_dark_ground_has_the_dark_colours() -> None:
    assert theme(dark=True) is DARK
    assert theme(dark=False) is LIGHT
