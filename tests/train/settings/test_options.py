"""Settings as options of the command line: bounds, words, and back again."""

import pytest

from hrq.errors import SettingError
from hrq.runs.config import Settings, make_settings
from hrq.train.settings.options import OPTIONS, parse_codewords, words_of


def test_every_setting_is_an_option_with_its_bounds() -> None:
    assert set(OPTIONS) == set(Settings.model_fields)
    assert OPTIONS["radius_cap"].flag == "--radius-cap"
    assert OPTIONS["radius_cap"].bounds_told == "> 0, < 1"
    assert OPTIONS["levels"].bounds == {"ge": 1, "le": 16}
    assert OPTIONS["quantizer"].choices == ("rq", "hrq", "ghrq", "tangent")
    assert OPTIONS["optimizer"].choices == ("adam", "local", "sgd")
    assert [OPTIONS[name].kind for name in ("levels", "curvature", "refit", "codewords")] == [int, float, bool, str]
    assert "default 0.99, in 2-D 0.9999, paper 0.999; > 0, < 1" in OPTIONS["radius_cap"].help


def test_codewords_are_one_number_or_one_a_level() -> None:
    assert parse_codewords("64") == 64
    assert parse_codewords("64,32,16") == (64, 32, 16)
    with pytest.raises(SettingError, match="--codewords"):
        parse_codewords("64;32")


def test_words_read_back_as_the_same_settings() -> None:
    given = {"codewords": (8, 4), "levels": 2, "refit": False, "unique": True, "learning_rate": 0.5, "split": "none"}
    words = words_of(given)
    assert words == [
        "--codewords", "8,4", "--levels", "2", "--no-refit", "--unique", "--learning-rate", "0.5", "--split", "none",
    ]  # fmt: skip
    assert make_settings(**given | {"codewords": parse_codewords(words[1])}) == make_settings(**given)
