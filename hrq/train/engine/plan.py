"""What a training needs beside its state: settings, a folder, what it learns from, and when things happen."""

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path

from torch import Tensor

from hrq.runs.config import Settings
from hrq.train.engine.group import Group
from hrq.train.engine.pairs import Pairs


class Schedule(ABC):
    """When things happen: epochs of batches of examples, each counted in steps."""

    settings: Settings
    folder: Path
    checkpoint_seconds: float
    group: Group

    @property
    @abstractmethod
    def examples(self) -> int:
        """What one epoch goes through."""

    @property
    @abstractmethod
    def joins(self) -> int:
        """The first step with quantization; `steps` or later means never."""

    @property
    def steps_an_epoch(self) -> int:
        """Batches of one epoch."""
        return -(-self.examples // self.settings.batch)

    @property
    def steps(self) -> int:
        """Steps of the whole training."""
        return self.settings.epochs * self.steps_an_epoch


@dataclass(frozen=True)
class Plan(Schedule):
    """Of a training on a hierarchy's pairs. Fixed for the whole of it."""

    settings: Settings
    pairs: Pairs
    folder: Path
    checkpoint_seconds: float = 60.0
    group: Group = field(default_factory=Group)

    @property
    def examples(self) -> int:
        """How many pairs there are to learn."""
        return len(self.pairs.positives)

    @property
    def joins(self) -> int:
        """After the burn-in; never where the quantizer has no weight."""
        return round(self.settings.burn_in * self.steps) if self.settings.quantizer_weight > 0 else self.steps


@dataclass(frozen=True, eq=False)
class FitPlan(Schedule):
    """Of a fit to vectors (n, wide), as the encoder sees them."""

    settings: Settings
    scaled: Tensor
    folder: Path
    checkpoint_seconds: float = 60.0
    group: Group = field(default_factory=Group)

    @property
    def examples(self) -> int:
        """How many vectors there are to fit."""
        return len(self.scaled)

    @property
    def joins(self) -> int:
        """After the burn-in, whatever its weight: the vectors are decoded from the codes."""
        return round(self.settings.burn_in * self.steps)
