"""A time is told with how busy the machine was; a system that does not tell its load is no error."""

import os

import pytest

from hrq.jobs.busy import Load, machine_load, measured_now


@pytest.mark.parametrize(
    ("load", "told"),
    [
        (Load(2.7, 2), "on this busy machine: 2.7 processes want its 2 cores"),
        (Load(1.0, 1), "want its 1 core."),
        (Load(0.3, 2), "with little else to do"),
        (None, "as busy as it is"),
    ],
)
def test_a_measured_time_says_what_it_is_worth(load: Load | None, told: str) -> None:
    assert told in measured_now(load)


def test_the_load_is_the_systems_or_unknown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getloadavg", lambda: (3.04, 1.0, 1.0))
    monkeypatch.setattr(os, "cpu_count", lambda: 4)
    assert machine_load() == Load(3.0, 4)
    monkeypatch.delattr(os, "getloadavg")
    assert machine_load() is None


@pytest.mark.parametrize(("load", "busy"), [(Load(1.5, 2), True), (Load(1.4, 2), False), (Load(3.0, 4), True)])
def test_a_machine_is_busy_where_three_quarters_of_its_cores_are_wanted(load: Load, busy: bool) -> None:
    assert load.busy is busy
