"""The name that `hrq.runs` had before version 0.2: kept for one version, so that notebooks of then still open.

    from hrq.models import load_run   # still works, and says once on the error stream that the room has moved

Whatever stood in `hrq.models` is found here under the same name, modules too (`hrq.models.config`).
"""

import importlib
import pkgutil
import sys
from typing import Any

from hrq import runs

sys.stderr.write("hrq.models is now hrq.runs, and the old name goes with version 0.3: from hrq.runs import load_run\n")

for _part in pkgutil.iter_modules(runs.__path__):
    sys.modules[f"{__name__}.{_part.name}"] = importlib.import_module(f"{runs.__name__}.{_part.name}")


def __getattr__(name: str) -> Any:
    return getattr(runs, name)
