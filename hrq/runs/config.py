"""Every setting of a run, with its bounds: what is typed (Settings), and what a run records (RunConfig)."""

import json
import math
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from hrq import __version__
from hrq.errors import BrokenRunError, CurvatureError, HrqError, SettingError, UnknownNameError
from hrq.geometry.rim import MARGINS
from hrq.quantize.names import DISCOUNT, NAMES, STRAIGHT_THROUGH
from hrq.runs import files

CHOICES: dict[str, tuple[str, ...]] = {
    "quantizer": NAMES,
    "preset": ("stable", "paper"),
    "start": ("random", "sectors", "cones"),
    "split": ("none", "closure", "parent"),
    "straight_through": STRAIGHT_THROUGH,
    "dtype": ("float32", "float64"),
    "stored": ("full", "half"),
}
MOST_LEVELS, MOST_CODEWORDS, MOST_DIMENSIONS = 16, 65_536, 1024
MOST_IMPORTED = 65_536  # coordinates of points that were made elsewhere
UNKNOWN = "imported"  # the quantizer of codes that came without codebooks
Size = Annotated[int, Field(ge=2, le=MOST_CODEWORDS)]
Kind = TypeVar("Kind", bound="Settings")


class Settings(BaseModel):
    """What a person chooses before training; every field is an option of `python -m hrq train`."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    hierarchy: str = Field(
        "wordnet:mammal.n.01", description="what to embed: wordnet, wordnet:SYNSET, or a CSV or TSV file"
    )
    quantizer: str = Field("ghrq", description="rq, hrq, ghrq or tangent")
    curvature: float = Field(1.0, ge=0, le=1000, description="c ≥ 0; the ball has sectional curvature −c")
    dimension: int = Field(16, ge=2, le=MOST_DIMENSIONS, description="coordinates of a point")
    levels: int = Field(4, ge=1, le=MOST_LEVELS, description="tokens of a code")
    codewords: Size | tuple[Size, ...] = Field(
        32, description="codewords of a level: one number for all levels, or one a level"
    )
    seed: int = Field(0, ge=0, le=2**31 - 1, description="of everything random in training")
    split: str = Field("none", description="which pairs are held out of training: none, closure or parent")
    split_seed: int = Field(0, ge=0, le=2**31 - 1, description="of the split")
    preset: str = Field("stable", description="stable (the default) or paper (as published)")
    epochs: int = Field(400, ge=1, le=100_000, description="passes over the training pairs")
    batch: int = Field(512, ge=1, le=1_000_000, description="pairs a step")
    negatives: int = Field(256, ge=1, le=100_000, description="negatives a step (shared) or a pair (private)")
    shared_negatives: bool = Field(True, description="one draw of negatives for a whole batch")
    temperature: float = Field(0.3, gt=0, le=100, description="softmax temperature T: scores are −distance/T")
    self_term: bool = Field(False, description="count each node among its own negatives, as published")
    learning_rate: float = Field(0.04, gt=0, le=100, description="of the points' table")
    codebook_rate: float = Field(0.03, gt=0, le=100, description="of the codebooks")
    optimizer: Literal["adam", "local", "sgd"] = Field(
        "adam", description="adam, local (Adam with rates as hyperbolic lengths) or (Riemannian) sgd"
    )
    decay_from: float = Field(0.5, ge=0, le=1, description="share of training after which rates fall to zero")
    start: str = Field("random", description="places at the start: random, or in 2-D sectors or cones of the hierarchy")
    start_radius: float = Field(
        0.2,
        gt=0,
        le=100,
        description="expected length of a tangent vector at the start (sectors: the deepest node's; not for cones)",
    )
    radius_cap: float = Field(0.99, gt=0, lt=1, description="largest distance from the centre, as a share of 1/√c")
    burn_in: float = Field(0.6, ge=0, le=1, description="share of training before the quantizer joins")
    quantizer_weight: float = Field(0.05, ge=0, le=100, description="weight of the quantizer's losses")
    commitment: float = Field(0.25, ge=0, le=100, description="β: weight of the commitment loss")
    straight_through: str = Field(DISCOUNT, description="factor of ghrq's backward: off, discount, unit or exact")
    refit: bool = Field(True, description="fit the codebooks by stage-wise k-means once the points are final")
    unique: bool = Field(True, description="give every node a code of its own by optimal assignment of the last token")
    dtype: str = Field("float32", description="number format of points and codebooks: float32 or float64")
    stored: str = Field("full", description="points in the run's file: full, or half (16-bit tangent vectors)")

    @model_validator(mode="after")
    def _agree(self) -> Self:
        for name, known in self._choices().items():
            if getattr(self, name) not in known:
                raise UnknownNameError(name.replace("_", "-"), getattr(self, name), known)
        if not isinstance(self.codewords, int) and len(self.codewords) != self.levels:
            allowed = f"one number, or one for each of the {self.levels} levels"
            raise SettingError("--codewords", ",".join(map(str, self.codewords)), allowed)
        most = 1 - MARGINS[self.dtype]
        if self.curvature > 0 and self.radius_cap > most:
            raise SettingError("--radius-cap", self.radius_cap, f"at most {most:g} in {self.dtype}")
        self._check_start()
        if self.quantizer == "rq" and self.curvature != 0:
            raise SettingError("--curvature", self.curvature, "0 for the Euclidean quantizer rq")
        return self

    def _choices(self) -> dict[str, tuple[str, ...]]:
        return CHOICES

    def _check_start(self) -> None:
        """A start that is made of the true hierarchy has two dimensions and no secrets to keep."""
        if self.start == "random":
            return
        if self.dimension != 2:
            raise SettingError("--start", self.start, f"random in {self.dimension} dimensions; {self.start} are for 2")
        if self.split != "none":
            told = f"random with a split: {self.start} would tell the links that are held out"
            raise SettingError("--start", self.start, told)
        if self.start == "cones" and self.curvature == 0:
            raise SettingError("--start", "cones", "random or sectors in the plane: cones need curvature")

    @property
    def sizes(self) -> tuple[int, ...]:
        """Codewords of each level."""
        return (self.codewords,) * self.levels if isinstance(self.codewords, int) else self.codewords


class RunConfig(Settings):
    """The settings of a run, and what training made of them.

    `origin` says whether the other settings mean anything: of codes that were imported, only the shape does.
    """

    origin: Literal["trained", "fitted", "imported"] = Field("trained", description="how the run came to be")
    dimension: int = Field(16, ge=0, le=MOST_IMPORTED, description="coordinates of a point; 0: none are known")
    hierarchy_hash: str = Field(description="content hash of the hierarchy's names and links; empty: there is none")
    vectors: str = Field("", description="what a fit read: a file, or glosses:HIERARCHY")
    vectors_names: str = Field("", description="the file that named the vectors, if it was another one")
    vectors_hash: str = Field("", description="content hash of those vectors and their names")
    scale: float = Field(1.0, gt=0, description="the quantizer works on exp0(scale · log0 x)")
    disk_layout: Literal["native", "tangent_pca", "none"] = Field(description="how disk_x and disk_y were made")
    version: str = Field(__version__, description="version of hrq that trained the run")
    format: Literal[1] = Field(1, description="version of the run folder's layout")

    def _choices(self) -> dict[str, tuple[str, ...]]:
        more = (UNKNOWN,) if self.origin == "imported" else ()
        return CHOICES | {"quantizer": CHOICES["quantizer"] + more}

    def to_json(self) -> str:
        """The content of `config.json`."""
        return json.dumps(self.model_dump(mode="json"), indent=2, ensure_ascii=False) + "\n"


def make_settings(**given: Any) -> Settings:
    """Check settings; the first that is out of bounds is named, with what is allowed.

    Raises UnknownNameError, CurvatureError or SettingError.
    """
    return _checked(Settings, given)


def make_config(**given: Any) -> RunConfig:
    """Check what a run records; raises as `make_settings` does."""
    return _checked(RunConfig, given)


def read_config(path: Path) -> RunConfig:
    """A run's `config.json`, checked. Raises BrokenRunError."""
    content = files.read_json(path)
    if content.get("format") != 1:
        what = f"was written by hrq {content.get('version', '(unknown)')} in a format that this version cannot read"
        raise BrokenRunError(path, what, remedy="Update hrq, or train the run again.")
    try:
        return make_config(**content)
    except HrqError as error:
        raise BrokenRunError(path, f"holds a setting that is not allowed ({error})") from error


def disk_layout(dimension: int) -> Literal["native", "tangent_pca"]:
    """How points of so many coordinates are drawn: two as they are, more by tangent PCA."""
    return "native" if dimension == 2 else "tangent_pca"


def record(settings: Settings, *, hierarchy_hash: str, scale: float = 1.0) -> RunConfig:
    """What a training of these settings records."""
    layout = disk_layout(settings.dimension)
    return make_config(**settings.model_dump(), hierarchy_hash=hierarchy_hash, scale=scale, disk_layout=layout)


def _checked(kind: type[Kind], given: dict[str, Any]) -> Kind:
    try:
        return kind(**given)
    except ValidationError as error:
        first = error.errors()[0]
        raised = first.get("ctx", {}).get("error")
        if isinstance(raised, HrqError):
            raise raised from error
        name = str(first["loc"][0]) if first["loc"] else "setting"
        if name == "curvature" and not 0 <= float(given[name]) < math.inf:
            raise CurvatureError(given[name]) from error
        if first["type"] == "extra_forbidden":
            raise UnknownNameError("setting", name, Settings.model_fields) from error
        allowed = first["msg"].removeprefix("Input should be ")
        raise SettingError(f"--{name.replace('_', '-')}", first["input"], allowed) from error
