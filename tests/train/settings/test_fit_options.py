"""The settings of a fit: its own defaults, and nothing that means nothing there."""

import pytest

from hrq.errors import UsageError
from hrq.train.settings.fit_options import FIT_OPTIONS, FITTED, TAKEN, fit_settings


def test_a_fit_starts_from_its_own_defaults_and_takes_what_was_given() -> None:
    settings = fit_settings({"epochs": 7})
    assert settings.epochs == 7
    assert all(getattr(settings, name) == value for name, value in FITTED.items() if name != "epochs")
    assert fit_settings({"quantizer": "rq"}).curvature == 0
    assert fit_settings({"quantizer": "rq", "curvature": 0.0}).curvature == 0
    with pytest.raises(UsageError, match="no setting 'temperature'"):
        fit_settings({"temperature": 1.0})


def test_what_is_told_is_what_a_fit_does() -> None:
    assert tuple(FIT_OPTIONS) == TAKEN
    assert {name: FIT_OPTIONS[name].default for name in FITTED} == FITTED
    assert FIT_OPTIONS["batch"].unit == "vectors"
