"""A setting out of bounds is named, with what is allowed; a configuration survives JSON."""

import json

import pytest

from hrq.errors import CurvatureError, SettingError, UnknownNameError
from hrq.runs import make_config, make_settings


@pytest.mark.parametrize(
    ("given", "error", "sentence"),
    [
        ({"curvature": -1.0}, CurvatureError, "pass c = 1, not -1"),
        ({"curvature": float("nan")}, CurvatureError, "got nan"),
        ({"curvature": float("inf")}, CurvatureError, "got inf"),
        ({"curvature": 2000.0}, SettingError, "--curvature must be less than or equal to 1000"),
        ({"radius_cap": 0.9999}, SettingError, "--radius-cap must be at most 0.999 in float32"),
        ({"start": "sectors"}, SettingError, "random in 16 dimensions"),
        ({"start": "cones", "dimension": 2, "curvature": 0.0, "quantizer": "rq"}, SettingError, "cones need curvature"),
        ({"start": "cones", "dimension": 2, "split": "closure"}, SettingError, "random with a split"),
        ({"quantizer": "imported"}, UnknownNameError, "no quantizer named 'imported'"),
        ({"levels": 17}, SettingError, "--levels must be less than or equal to 16"),
        ({"epoch": 3}, UnknownNameError, "no setting named 'epoch'. Nearest: epochs"),
        ({"quantizer": "hqr"}, UnknownNameError, "Nearest: .*hrq"),
        ({"quantizer": "rq"}, SettingError, "--curvature must be 0"),
        ({"levels": 0}, SettingError, "--levels must be greater than or equal to 1, got 0"),
        ({"codewords": 1}, SettingError, "--codewords must be greater"),
        ({"codewords": (4, 4), "levels": 3}, SettingError, "one for each of the 3 levels, got 4,4"),
        ({"radius_cap": 1.0}, SettingError, "--radius-cap must be less than 1"),
        ({"split": "half"}, UnknownNameError, "no split named 'half'"),
        ({"temperature": 0}, SettingError, "--temperature must be greater than 0"),
    ],
)
def test_each_wrong_setting_is_named(given: dict[str, object], error: type[Exception], sentence: str) -> None:
    with pytest.raises(error, match=sentence):
        make_settings(**given)


def test_sizes_of_levels() -> None:
    assert make_settings(levels=3, codewords=8).sizes == (8, 8, 8)
    assert make_settings(levels=3, codewords=(8, 4, 2)).sizes == (8, 4, 2)


def test_a_configuration_survives_json() -> None:
    config = make_config(levels=2, codewords=(8, 4), hierarchy_hash="x", disk_layout="native")
    assert make_config(**json.loads(config.to_json())) == config
    assert hash(config) == hash(make_config(**json.loads(config.to_json())))
