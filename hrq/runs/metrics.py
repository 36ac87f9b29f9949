"""The numbers of a run, as `metrics.json` holds them: one name, one type and one meaning each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError


class Likeness(BaseModel):
    """Mean Wu–Palmer similarity of nodes whose codes share `tokens` tokens; `evaluate.agreement.likeness` measures it.

    None where no two nodes share so much.
    """

    model_config = ConfigDict(frozen=True)

    tokens: int = 0
    pairs: int = 0
    wup: float | None = None
    shuffled: float | None = None
    shuffled_low: float | None = None
    shuffled_high: float | None = None


class Faithfulness(BaseModel):
    """How far the picture in the disk can be trusted: shares of the spread and of the nearest neighbours it keeps."""

    model_config = ConfigDict(frozen=True)

    spread_kept: float | None = None
    neighbours_kept: float | None = None


@dataclass(frozen=True)
class OverSeeds:
    """A number of several trainings that differ in their seed: its mean, and the ends of its 95 % interval."""

    mean: float
    low: float
    high: float
    n: int


class RunMetrics(BaseModel):
    """What a run measured of itself. What does not apply to a run, or was not measured, is absent and reads None.

    A control stands beside its number: `_shuffled` is the same measurement with the points dealt out to other nodes.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    state: str = Field("finished", description="finished, or stopped where a training or a fit was interrupted")
    source: str | None = Field(None, description="the file that imported codes came from")
    step: int | None = Field(None, description="steps that were made")
    steps: int | None = Field(None, description="steps that were planned")
    seconds: float | None = Field(None, description="time of those steps")
    device: str | None = Field(None, description="where they were made")
    threads: int | None = Field(None, description="of the processor")
    processes: int | None = Field(None, description="that shared each batch")
    vectors_error: float | None = Field(None, description="of vectors decoded from their points, in units of spread")
    vectors_error_by_level: list[float] | None = Field(None, description="of vectors decoded after each level of codes")
    nodes: int | None = Field(None, description="that have a code")
    pairs: int | None = Field(None, description="(node, ancestor) that were trained on")
    map: float | None = Field(None, description="mean average precision of ancestors by distance")
    map_shuffled: float | None = Field(None, description="its control")
    map_decoded: float | None = Field(None, description="of points reconstructed from their codes")
    map_held_out: float | None = Field(None, description="of ancestors that were held out of training")
    map_parents: float | None = Field(None, description="of direct parents among all nodes not below the node")
    map_parents_start: float | None = Field(None, description="of a start that was made of the hierarchy")
    map_sample: int | None = Field(None, description="nodes that precision was measured on; None: on all")
    map_refused: str | None = Field(None, description="why precision cannot be measured")
    unique: float | None = Field(None, description="different codes, as a share of the nodes")
    unique_nearest: float | None = Field(None, description="of the nearest codes, before they were made unique")
    moved: float | None = Field(None, description="nodes that got another code than their nearest, as a share")
    unique_refused: str | None = Field(None, description="why codes were not made unique; empty where they were")
    perplexity: list[float] | None = Field(None, description="of each level's use of its codewords")
    used: list[int] | None = Field(None, description="codewords that any node uses, level by level")
    relative_error: list[float] | None = Field(None, description="after each level, as a share of the points' spread")
    relative_error_scaled: list[float] | None = Field(None, description="in the quantizer's own, scaled coordinates")
    radius: list[float] | None = Field(None, description="quantiles of the points' distance from the centre")
    wup: list[Likeness] | None = Field(None, description="one for each number of tokens that codes may share")
    agreement_refused: str | None = Field(None, description="why agreement with the hierarchy was not measured")
    disk: Faithfulness | None = Field(None, description="of the picture that the run came with")
    seeds: list[int] | None = Field(None, description="of the trainings behind `over_seeds`")
    over_seeds: dict[str, Any] | None = Field(None, description="numbers of several trainings, under their names here")

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> Self:
        """Of a `metrics.json` of any version and origin: what it lacks is absent, and so is what is not understood."""
        known = {name: value for name, value in content.items() if name in cls.model_fields}
        try:
            return cls(**known)
        except ValidationError as error:
            strange = {one["loc"][0] for one in error.errors()}
            return cls(**{name: value for name, value in known.items() if name not in strange})

    def to_json(self) -> dict[str, Any]:
        """What goes into the file: the numbers that were given, also those that are None."""
        return self.model_dump(exclude_unset=True)

    def seeded(self, name: str, place: int | None = None) -> OverSeeds | None:
        """A number over several seeds, at a place where it is a list; None where no seeds stand behind it."""
        found = (self.over_seeds or {}).get(name)
        if isinstance(found, list):
            found = found[place] if place is not None and -len(found) <= place < len(found) else None
        if not isinstance(found, dict) or not all(isinstance(found.get(key), float) for key in ("mean", "low", "high")):
            return None
        return OverSeeds(found["mean"], found["low"], found["high"], int(found.get("n", 1)))
