"""What a training needs beside its state: settings, pairs, a folder, and when things happen."""

from dataclasses import dataclass, field
from pathlib import Path

from hrq.models.config import Settings
from hrq.train.group import Group
from hrq.train.pairs import Pairs


@dataclass(frozen=True)
class Plan:
    """Fixed for the whole of a training."""

    settings: Settings
    pairs: Pairs
    folder: Path
    checkpoint_seconds: float = 60.0
    group: Group = field(default_factory=Group)

    @property
    def steps_an_epoch(self) -> int:
        """Batches of one pass over the pairs."""
        return -(-len(self.pairs.positives) // self.settings.batch)

    @property
    def steps(self) -> int:
        """Steps of the whole training."""
        return self.settings.epochs * self.steps_an_epoch

    @property
    def joins(self) -> int:
        """The first step with quantization; `steps` or later means never."""
        return round(self.settings.burn_in * self.steps) if self.settings.quantizer_weight > 0 else self.steps
