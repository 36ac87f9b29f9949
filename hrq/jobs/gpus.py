"""The GPUs that the system lists, asked without torch: a report must not wait the seconds that its import takes."""

import os
import re
from pathlib import Path

DEVICES, CARDS = Path("/dev"), Path("/proc/driver/nvidia/gpus")
MODEL = re.compile(r"^Model:\s*(.+)$", re.MULTILINE)


def device_files() -> list[str]:
    """`nvidia0`, `nvidia1`, …: a file for each GPU that this machine lends out."""
    return sorted(path.name for path in DEVICES.glob("nvidia*") if re.fullmatch(r"nvidia\d+", path.name))


def gpu_name() -> str | None:
    """The model of the first GPU that programs may use here; None where there is none, or none that they may use."""
    visible = os.environ.get("CUDA_VISIBLE_DEVICES")
    if not device_files() or visible in ("", "-1"):
        return None
    cards = sorted(CARDS.glob("*/information"))
    first = (visible or "0").split(",")[0]
    wanted = int(first) if first.isdecimal() and int(first) < len(cards) else 0
    found = MODEL.search(cards[wanted].read_text("utf-8", "replace")) if cards else None
    return found[1].strip() if found else "NVIDIA GPU"
