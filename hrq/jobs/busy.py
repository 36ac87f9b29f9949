"""How busy the machine is, to be said beside whatever was measured by its clock."""

import os
from typing import NamedTuple

BUSY = 0.75  # of the cores wanted by others: from here on a clock says more about them than about us


class Load(NamedTuple):
    """How many processes wanted to work over the last minute, and how many cores there are for them."""

    wanted: float
    cores: int

    @property
    def busy(self) -> bool:
        """Whether little is left for somebody new."""
        return self.wanted >= BUSY * self.cores


def machine_load() -> Load | None:
    """The load of the last minute; None where the system does not tell. Ask before one's own work begins."""
    try:
        return Load(round(os.getloadavg()[0], 1), os.cpu_count() or 1)
    except (AttributeError, OSError):
        return None


def measured_now(load: Load | None) -> str:
    """What a time that was measured now is worth, in a sentence."""
    if load is None:
        return "Measured now, with this machine as busy as it is."
    cores = f"{load.cores} core{'s' if load.cores > 1 else ''}"
    if load.busy:
        return (
            f"Measured now, on this busy machine: {load.wanted:g} processes want its {cores}. When they are done, it "
            "takes less."
        )
    return "Measured now, on this machine with little else to do."
