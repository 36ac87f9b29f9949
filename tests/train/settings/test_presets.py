"""What is typed wins over the recipe; the recipes are what the papers and our measurements say."""

import pytest

from hrq.errors import SettingError, UnknownNameError
from hrq.train.settings.presets import with_preset


def test_what_is_typed_wins() -> None:
    settings = with_preset({"preset": "paper", "temperature": 0.5, "dimension": 8}, 1000)
    assert settings.temperature == 0.5
    assert settings.self_term
    assert settings.start_radius == pytest.approx(8**0.5)


def test_the_euclidean_quantizer_gets_the_plane_and_the_published_lengths() -> None:
    """At c = 0 distances are 2|x − y|; the papers' |x − y| at T = 1 is therefore T = 2."""
    settings = with_preset({"preset": "paper", "quantizer": "rq"}, 1000)
    assert settings.curvature == 0
    assert settings.temperature == 2.0
    assert with_preset({"quantizer": "rq"}, 1000).curvature == 0


def test_large_hierarchies_get_large_batches_and_two_dimensions_get_room() -> None:
    assert with_preset({}, 700_000).batch == 2048
    assert with_preset({}, 7_000).batch == 512
    plane = with_preset({"quantizer": "rq"}, 700_000)
    assert (plane.temperature, plane.learning_rate) == (0.6, 0.02), "the best of its search, docs/search_rq.csv"
    flat = with_preset({"dimension": 2}, 7_000)
    assert (flat.dtype, flat.start) == ("float64", "sectors")


def test_an_unknown_preset() -> None:
    with pytest.raises(UnknownNameError, match="Nearest: paper"):
        with_preset({"preset": "papers"}, 10)


def test_held_out_links_do_not_choose_the_start() -> None:
    assert with_preset({"dimension": 2, "split": "closure"}, 7_000).start == "random"
    with pytest.raises(SettingError, match="sectors would tell the links that are held out"):
        with_preset({"dimension": 2, "split": "parent", "start": "sectors"}, 7_000)


def test_cones_bring_their_own_recipe_and_what_is_typed_still_wins() -> None:
    cones = with_preset({"dimension": 2, "start": "cones"}, 7_000)
    assert (cones.epochs, cones.optimizer, cones.quantizer_weight) == (2, "local", 0)
    assert with_preset({"dimension": 2, "start": "cones", "epochs": 5}, 7_000).epochs == 5


def test_fifty_thousand_pairs_are_many() -> None:
    assert with_preset({}, 49_999).epochs == 400
    assert with_preset({}, 50_000).epochs == 60
    assert with_preset({"curvature": 0.0, "quantizer": "rq"}, 49_999).temperature == 0.3


def test_the_published_start_is_a_normal_draw() -> None:
    """N(0, 1) a coordinate: √d long."""
    assert with_preset({"preset": "paper", "dimension": 9}, 10).start_radius == 3
    assert with_preset({"preset": "paper"}, 10).temperature == 1.0
    assert with_preset({"preset": "paper", "curvature": 0}, 10).temperature == 2.0
