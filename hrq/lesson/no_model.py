"""What no model needs: rules that answer held-out questions from the training pairs alone, for step 8."""

from functools import lru_cache

from hrq.data.hierarchy.splits import held_out
from hrq.data.sources.by_name import load_hierarchy
from hrq.evaluate.recall.figures import Estimate, Found, Questions, estimate
from hrq.evaluate.recall.known import Known
from hrq.evaluate.recall.rules import RULES

SHOWN = ("popularity", "composition", "kin")
NOUNS, SEED = 2_000, 0  # nouns asked about, drawn with the seed; all of them change the third digit


@lru_cache(maxsize=1)
def answers() -> dict[str, dict[str, Estimate]]:
    """For every rule how many held-out ancestors are among its first ten answers, known ones left in and taken out."""
    hierarchy = load_hierarchy("wordnet")
    split = held_out(hierarchy, "closure", SEED)
    known, questions = Known.of(split, len(hierarchy)), Questions.of(split.test, sample=NOUNS, seed=SEED)
    found = {}
    for name in SHOWN:
        values = Found.of(questions, known, RULES[name](known, questions.nodes)).values()
        found[name] = {key: estimate(values[f"{key}@10"], questions.rows) for key in ("recall", "recall_filtered")}
    return found
