import numpy as np
import pytest

from hrq.data.hierarchy.hierarchy import Hierarchy
from hrq.data.wordnet.glosses import gloss_vectors
from hrq.errors import SettingError


def test_what_is_said_alike_lies_near(mammals: Hierarchy) -> None:
    """Red when tried: labels alone, where a dog and a wolf share no word."""
    vectors = gloss_vectors(mammals, dimension=32, seed=0)
    assert vectors.shape == (len(mammals), 32)
    assert vectors.dtype == np.float32
    lengths = np.linalg.norm(vectors, axis=1)
    assert np.allclose(lengths, 1, atol=1e-5)
    siblings = mammals.main_parents
    a = np.flatnonzero(siblings >= 0)
    parents_alike = (vectors[a] * vectors[siblings[a]]).sum(axis=1).mean()
    others = np.random.default_rng(0).integers(0, len(mammals), len(a))
    assert parents_alike > (vectors[a] * vectors[others]).sum(axis=1).mean() + 0.1


def test_the_same_seed_gives_the_same_vectors(mammals: Hierarchy) -> None:
    first, again = (gloss_vectors(mammals, dimension=8, seed=3) for _ in range(2))
    np.testing.assert_array_equal(first, again)


def test_links_are_not_read(mammals: Hierarchy) -> None:
    flat = Hierarchy.from_indices(
        mammals.names,
        np.zeros((0, 2), dtype=np.int64),
        labels=mammals.labels,
        lemmas=mammals.lemmas,
        descriptions=mammals.descriptions,
    )
    np.testing.assert_array_equal(gloss_vectors(flat, dimension=8, seed=0), gloss_vectors(mammals, dimension=8, seed=0))


@pytest.mark.parametrize("names", [["a"], ["a", "b"], ["oak tree", "elm tree", "tree"], ["⊕", "∘"]])
def test_few_words_fill_few_columns(names: list[str]) -> None:
    vectors = gloss_vectors(Hierarchy.from_links(names, []), dimension=16, seed=0)
    assert vectors.shape == (len(names), 16)
    assert np.isfinite(vectors).all()
    assert not vectors[:, len(names) :].any()


def test_a_dimension_of_nothing_is_refused(mammals: Hierarchy) -> None:
    with pytest.raises(SettingError, match=r"dimension must be at least 1"):
        gloss_vectors(mammals, dimension=0, seed=0)
