"""The libraries of others, from requirements-bench.txt: each is imported only here, and may be missing."""

import importlib
from importlib import metadata
from types import ModuleType

PEERS = {  # distribution -> module
    "geoopt": "geoopt",
    "vector-quantize-pytorch": "vector_quantize_pytorch",
    "faiss-cpu": "faiss",
    "gensim": "gensim.models.poincare",
}


def peer(distribution: str) -> ModuleType | None:
    """A peer's module, or None where it is not installed."""
    try:
        return importlib.import_module(PEERS[distribution])
    except ImportError:
        return None


def peer_versions() -> dict[str, str | None]:
    """The version of every peer; None for a missing one."""
    found: dict[str, str | None] = {}
    for distribution in PEERS:
        try:
            found[distribution] = metadata.version(distribution) if peer(distribution) is not None else None
        except metadata.PackageNotFoundError:
            found[distribution] = "unknown"
    return found
