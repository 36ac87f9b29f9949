"""The shape of the machine, from made-up files."""

import os
from pathlib import Path

import pytest

from hrq.bench import machine
from hrq.bench.peers import PEERS, peer, peer_versions


def test_a_processor_is_its_model_and_family(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "cpuinfo"
    monkeypatch.setattr(machine, "Path", lambda name: told)
    told.write_text("processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\ncpu family\t: 6\nmodel\t\t: 143\n")
    assert machine.processor() == "Some CPU @ 2 GHz (family 6, model 143)"
    told.write_text("Features: none\n")
    monkeypatch.setattr(machine.platform, "processor", lambda: "")
    monkeypatch.setattr(machine.platform, "machine", lambda: "aarch64")
    assert machine.processor() == "aarch64"


def test_memory_is_pages_in_gib(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sysconf", {"SC_PAGE_SIZE": 4096, "SC_PHYS_PAGES": 23 * 2**18 + 1000}.__getitem__)
    assert machine.memory_gib() == 23
    monkeypatch.setattr(os, "sysconf_names", {})
    assert machine.memory_gib() is None


def test_the_shape_names_no_machine() -> None:
    assert set(machine.machine()) == {
        "processor", "cores", "threads", "memory_gib", "gpu", "system", "python", "torch", "numpy", "peers",
    }  # fmt: skip


def test_a_peer_that_is_not_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEERS, "faiss-cpu", "no_such_module")
    monkeypatch.setitem(PEERS, "gensim", "json")  # a module that no distribution of that name brought
    assert peer("faiss-cpu") is None
    assert peer("geoopt") is not None
    found = peer_versions()
    assert found["faiss-cpu"] is None
    assert found["geoopt"] is not None
    assert list(found) == list(PEERS)
