"""What the words about a node say, as a vector: weighted word counts of lemmas and gloss, reduced by an SVD.

Weights are TF-IDF with sublinear counts, single words and pairs of neighbouring words that at least two nodes share;
the truncated SVD keeps their main directions. No sentence model, no download: scikit-learn alone.
"""

import re

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.errors import SettingError

SHARED_BY = 2  # a word that one node alone uses likens it to none
MOST_WORDS = 60_000
ROUNDS = 4  # of power iteration
WORD = re.compile(r"(?u)\b\w+\b")


def gloss_vectors(hierarchy: Hierarchy, *, dimension: int, seed: int) -> NDArray[np.float32]:
    """One vector of length 1 a node, rows in the order of the hierarchy; 0 where the words say nothing.

    Labels, lemmas and description are read, and no link: two nodes are alike if what is said of them is. Where there
    are fewer words than `dimension`, the last columns are 0. The same seed gives the same vectors.

    >>> tree = Hierarchy.from_links(["a", "b", "c"], [], descriptions=["wild dog", "wild dog", "tame cat"])
    >>> vectors = gloss_vectors(tree, dimension=2, seed=0)
    >>> (vectors @ vectors.T).round(3).tolist()  # a and b are alike; no word of c is shared
    [[1.0, 1.0, 0.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]]
    """
    if dimension < 1:
        raise SettingError("dimension", dimension, "at least 1")
    vectors = np.zeros((len(hierarchy), dimension), dtype=np.float32)
    counts = word_weights(hierarchy)
    kept = min(dimension, min(counts.shape) - 1)
    if kept >= 1:
        reduced = TruncatedSVD(kept, n_iter=ROUNDS, random_state=seed).fit_transform(counts)
        lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
        vectors[:, :kept] = np.where(lengths > 1e-6, reduced / np.maximum(lengths, 1e-6), 0.0)
    return vectors


def word_weights(hierarchy: Hierarchy) -> csr_matrix:
    """The weights (n, words) before they are reduced; no columns where no word is shared.

    >>> tree = Hierarchy.from_links(["a", "b", "c"], [], descriptions=["wild dog", "wild dog", "tame cat"])
    >>> word_weights(tree).shape, round(float(word_weights(tree)[0].max()), 3)
    ((3, 3), 0.577)
    """
    texts = [
        " ; ".join((label, lemmas, description)).replace("_", " ")
        for label, lemmas, description in zip(hierarchy.labels, hierarchy.lemmas, hierarchy.descriptions, strict=True)
    ]
    used = [WORD.findall(text.casefold()) for text in texts]
    words, nodes = np.unique([word for one in used for word in set(one)], return_counts=True)
    if not len(words) or nodes.max() < SHARED_BY:
        return csr_matrix((len(hierarchy), 0), dtype=np.float32)
    weigh = TfidfVectorizer(
        analyzer="word",
        token_pattern=WORD.pattern,
        ngram_range=(1, 2),
        min_df=SHARED_BY,
        max_features=MOST_WORDS,
        sublinear_tf=True,
        dtype=np.float32,
    )
    return weigh.fit_transform(texts)
