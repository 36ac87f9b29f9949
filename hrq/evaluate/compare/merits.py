"""The figures that runs are compared by: what each means, which way is better, and the command that gives it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Merit:
    """One column of a comparison. `up` says whether more is better; None where neither way is."""

    key: str
    title: str
    definition: str
    command: str  # {run} stands for the run's name
    up: bool | None = True


POINTS, CODES, TASK = "Points", "Codes", "Held-out ancestors"
TRAIN, REPORT, EVALUATE = "python -m hrq train …", "python -m hrq report {run}", "python -m hrq evaluate {run}"

OF_POINTS = (
    Merit(
        "map",
        "MAP",
        "Mean average precision with which distance alone ranks a node's ancestors (those of the training pairs) "
        "before all other nodes. Beside it: the same for points dealt out to other nodes.",
        REPORT,
    ),
    Merit(
        "map_held_out",
        "MAP held out",
        "The same for the pairs that the split holds out; training pairs count neither way.",
        REPORT,
    ),
    Merit("map_decoded", "MAP decoded", "The same for the points that the codes spell.", REPORT),
)
OF_CODES = (
    Merit(
        "error",
        "error",
        "Mean d(ẑ, z)² after the last level over the mean d² from one point for all, in the coordinates and with the "
        "distance that the quantizer works in: 0 is exact, 1 no better than one point.",
        REPORT,
        up=False,
    ),
    Merit("unique", "unique", "Different codes as a share of the nodes.", REPORT),
    Merit("unique_nearest", "unique as they fall", "The same before codes were made unique by assignment.", REPORT),
    Merit(
        "wup_1",
        "likeness 1",
        "Mean Wu–Palmer similarity of pairs that share their first token. Beside it: the same for shuffled codes.",
        REPORT,
    ),
    Merit("wup_2", "likeness 2", "The same for pairs that share their first two tokens.", REPORT),
    Merit("wup_3", "likeness 3", "The same for pairs that share their first three tokens.", REPORT),
)
AGREE = "python -m hrq agreement {run}"
OF_AGREEMENT = (
    Merit(
        "best_match_f1_1",
        "prefix F1, 1",
        "Mean over nodes of the F1 of their first token with the synset that it matches best. Beside it: "
        "shuffled codes.",
        AGREE,
    ),
    Merit("best_match_f1_2", "prefix F1, 2", "The same for the first two tokens.", AGREE),
    Merit("best_match_f1_3", "prefix F1, 3", "The same for the first three tokens.", AGREE),
    Merit(
        "triplet_agreement",
        "triplets",
        "Of triples of nodes that both trees order, the share that both order alike; guessing gives a third.",
        AGREE,
    ),
)
_HIT = "Share of the held-out pairs (u, v) for which v is among the first {k} codes that the model spells for u"
OF_TASK = (
    Merit(
        "model/recall_filtered@10",
        "filtered@10",
        f"{_HIT.format(k=10)}, once u's training ancestors are removed from the list; a code that m nodes share counts "
        "1/m. The headline. Beside it: the Bayesian vote of the training graph, which sees no code.",
        EVALUATE,
    ),
    Merit("model/recall_filtered@5", "filtered@5", f"{_HIT.format(k=5)}, filtered in the same way.", EVALUATE),
    Merit("model/recall_filtered@1", "filtered@1", f"{_HIT.format(k=1)}, filtered in the same way.", EVALUATE),
    Merit(
        "model/reciprocal_rank",
        "1/rank",
        "Mean of 1 / rank of v in the filtered list, 0 past the tenth place.",
        EVALUATE,
    ),
    Merit(
        "model/recall@10",
        "recall@10",
        f"{_HIT.format(k=10)}, known ancestors left in: they take places, so that knowing everything gives .918 on the "
        "nouns. A shared code counts 1/m. Beside it: composition of the training pairs.",
        EVALUATE,
    ),
    Merit(
        "model/recall_published@10",
        "published@10",
        f"{_HIT.format(k=10)}, beams that no trie holds back and full credit for shared codes, as published: codes "
        "that collide raise it. Where codes are unique it is recall@10.",
        EVALUATE,
    ),
    Merit(
        "codes_alone/recall_filtered@10",
        "codes alone@10",
        "filtered@10 of the model's candidates and of those above the 32 nodes whose decoded points are nearest, "
        "ranked by both, with weights fitted on other nodes. Nothing is read of u but its code.",
        EVALUATE,
    ),
    Merit(
        "model_and_graph/recall_filtered@10",
        "filtered@10 with the graph",
        "filtered@10 of those candidates and the vote's, ranked by all of it and by their place in the training "
        "graph, with weights fitted on other nodes. Beside it: the same ranking without any code.",
        EVALUATE,
    ),
    Merit(
        "prefix_vote/recall_filtered@10",
        "prefix vote@10",
        "filtered@10 without any training: nodes whose codes begin alike vote for their ancestors. Beside it: the same "
        "with shuffled codes.",
        EVALUATE,
    ),
    Merit(
        "neighbours_ball/recall_filtered@10",
        "neighbours@10",
        "filtered@10 without codes: the 16 nearest points in the ball vote for themselves and all above them.",
        EVALUATE,
    ),
    Merit(
        "neighbours_decoded/recall_filtered@10",
        "decoded neighbours@10",
        "filtered@10 from codes and codebooks without any training: the 16 nearest decoded points, by straight lines, "
        "vote for themselves and all above them. Beside it: the same with the points before they were coded.",
        EVALUATE,
    ),
)
CONTROLS = {  # which method of an evaluation stands beside a figure
    "model/recall_filtered@10": "bayesian/recall_filtered@10",
    "model/recall_filtered@5": "bayesian/recall_filtered@5",
    "model/recall_filtered@1": "bayesian/recall_filtered@1",
    "model/reciprocal_rank": "bayesian/reciprocal_rank",
    "model/recall@10": "composition/recall@10",
    "model/recall_published@10": "composition/recall@10",
    "codes_alone/recall_filtered@10": "bayesian/recall_filtered@10",
    "model_and_graph/recall_filtered@10": "graph_alone/recall_filtered@10",
    "prefix_vote/recall_filtered@10": "prefix_vote_shuffled/recall_filtered@10",
    "neighbours_ball/recall_filtered@10": "neighbours_euclid/recall_filtered@10",
    "neighbours_decoded/recall_filtered@10": "neighbours_euclid/recall_filtered@10",
}
CONTROL_NAMES = {
    "bayesian": "Bayesian vote",
    "graph_alone": "graph alone",
    "composition": "composition",
    "prefix_vote_shuffled": "shuffled codes",
    "neighbours_euclid": "points, straight lines",
}
MERITS = {merit.key: merit for merit in (*OF_TASK, *OF_POINTS, *OF_CODES, *OF_AGREEMENT)}
