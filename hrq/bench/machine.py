"""The shape of the machine: what a figure has to be read with, and nothing that names it."""

import os
import platform
from pathlib import Path
from typing import Any

import numpy as np
import torch

from hrq.bench.peers import peer_versions


def machine() -> dict[str, Any]:
    """Cores, memory, processor, GPU, and the versions of what is compared."""
    return {
        "processor": processor(),
        "cores": os.cpu_count(),
        "threads": torch.get_num_threads(),
        "memory_gib": memory_gib(),
        "gpu": torch.cuda.get_device_name() if torch.cuda.is_available() else None,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "torch": torch.__version__,
        "numpy": np.__version__,
        "peers": peer_versions(),
    }


def processor() -> str:
    """The processor's model and family where the system tells them, else its architecture."""
    path = Path("/proc/cpuinfo")
    lines = path.read_text("utf-8").splitlines() if path.is_file() else []
    facts = {key.strip(): value.strip() for key, _, value in (line.partition(":") for line in lines)}
    if "model name" not in facts:
        return platform.processor() or platform.machine()
    return f"{facts['model name']} (family {facts.get('cpu family', '?')}, model {facts.get('model', '?')})"


def memory_gib() -> int | None:
    """Memory, rounded to GiB; None where the system does not tell."""
    names = ("SC_PAGE_SIZE", "SC_PHYS_PAGES")
    if not all(name in os.sysconf_names for name in names):
        return None
    return round(os.sysconf(names[0]) * os.sysconf(names[1]) / 2**30)
