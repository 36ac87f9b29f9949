"""Hashes are SHA-256 of the content, and a file's is that of its bytes."""

from pathlib import Path

from hrq.jobs.hashing import hash_bytes, hash_file

OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_known_hashes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert hash_bytes(b"abc") == hash_file(tmp_path / "a") == OF_ABC
    large = bytes(range(256)) * 5_000  # more than is read at once
    (tmp_path / "b").write_bytes(large)
    assert hash_file(tmp_path / "b") == hash_bytes(large)
