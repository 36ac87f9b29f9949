"""A hierarchy: named nodes and is-a links between them, a directed acyclic graph that never changes."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from hrq.data.hierarchy.ancestry import Ancestry, ancestry, find_cycle, layers, reachable, shortest_depths
from hrq.data.hierarchy.checks import check_acyclic, check_links, check_names, link_indices
from hrq.data.hierarchy.links import Ints, Links, freeze
from hrq.data.hierarchy.meeting import Meeting, meet
from hrq.data.hierarchy.spelling import nearest_spellings
from hrq.errors import UnknownNameError

EMPTY_INTS: Ints = np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, eq=False)
class Senses:
    """What a dictionary knows of the lemmas: row i of `starts` spans the lemmas of node i, in their order.

    `numbers` says the how-manieth sense of its lemma a node is (1 is the most usual), `counts` how often the lemma
    was met in that sense in a sense-tagged text.

    >>> senses = Senses(starts=np.array([0, 2, 3]), numbers=np.array([1, 1, 2]), counts=np.array([42, 0, 3]))
    >>> senses.take(np.array([1])).numbers.tolist()  # node 1 is the second sense of its only lemma
    [2]
    """

    starts: Ints
    numbers: Ints
    counts: Ints

    def take(self, nodes: Ints) -> "Senses":
        """The senses of some nodes, in their order."""
        rows = Links(self.starts, EMPTY_INTS)
        owner, positions = rows.positions(nodes)
        starts = np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=len(nodes)))])
        return Senses(starts, self.numbers[positions], self.counts[positions])


@dataclass(frozen=True, eq=False, repr=False)
class Hierarchy:
    """Nodes are numbered 0 … n − 1 in the order of `names`; make one with `from_links` or `from_indices`.

    >>> links = [("dog", "animal"), ("cat", "animal"), ("puppy", "dog")]
    >>> tree = Hierarchy.from_links(["animal", "dog", "cat", "puppy"], links)
    >>> tree.depth.tolist(), tree.roots.tolist()
    ([0, 1, 1, 2], [0])
    >>> [tree.names[i] for i in tree.ancestors(tree.index("puppy"))]
    ['animal', 'dog']
    >>> len(tree.closure())
    4
    """

    title: str
    names: tuple[str, ...]
    parents: Links
    instance: NDArray[np.bool_]  # aligned with parents.indices: is this an instance-hypernym link?
    labels: tuple[str, ...]
    descriptions: tuple[str, ...]
    lemmas: tuple[str, ...]  # alternatives joined by "; "
    categories: Ints  # an index into category_names, −1 where unknown
    category_names: tuple[str, ...] = ()
    frequencies: Ints = field(default_factory=lambda: EMPTY_INTS)
    senses: Senses | None = None

    @classmethod
    def from_links(
        cls,
        names: Sequence[str],
        links: Sequence[tuple[str, str]],
        *,
        title: str = "",
        labels: Sequence[str] | None = None,
        descriptions: Sequence[str] | None = None,
        lines: Sequence[int] | None = None,
    ) -> "Hierarchy":
        """From (child, parent) names; `lines` says on which line of a file each link stood, for the errors.

        >>> Hierarchy.from_links(["animal", "dog"], [("dog", "animal")], title="pets")
        <Hierarchy 'pets': 2 nodes, 1 links>
        >>> Hierarchy.from_links(["a", "b"], [("a", "b"), ("b", "a")])
        Traceback (most recent call last):
        hrq.errors.HierarchyError: These links form a cycle: a → b → a. Remove one of them.
        """
        check_names(names)
        pairs = link_indices(names, links, lines)
        return cls.from_indices(names, pairs, title=title, labels=labels, descriptions=descriptions, lines=lines)

    @classmethod
    def from_indices(
        cls,
        names: Sequence[str],
        links: NDArray[np.integer],
        *,
        title: str = "",
        labels: Sequence[str] | None = None,
        descriptions: Sequence[str] | None = None,
        lemmas: Sequence[str] | None = None,
        instance: NDArray[np.bool_] | None = None,
        categories: NDArray[np.integer] | None = None,
        category_names: Sequence[str] = (),
        frequencies: NDArray[np.integer] | None = None,
        senses: Senses | None = None,
        lines: Sequence[int] | None = None,
    ) -> "Hierarchy":
        """From an (m, 2) array of (child, parent) indices into names; raises HierarchyError unless it is a DAG.

        >>> Hierarchy.from_indices(["animal", "dog", "cat"], np.array([[1, 0], [2, 0]])).children.of(0).tolist()
        [1, 2]
        """
        size = len(names)
        pairs = np.asarray(links, dtype=np.int64).reshape(-1, 2)
        check_names(names)
        check_links(names, pairs, lines)
        parents, order = Links.from_pairs(pairs[:, 0], pairs[:, 1], size)
        hierarchy = cls(
            title=title,
            names=tuple(names),
            parents=parents,
            instance=np.zeros(len(pairs), dtype=bool) if instance is None else instance[order],
            labels=tuple(names if labels is None else labels),
            descriptions=("",) * size if descriptions is None else tuple(descriptions),
            lemmas=tuple(lemmas or labels or names),
            categories=np.full(size, -1) if categories is None else np.asarray(categories, dtype=np.int64),
            category_names=tuple(category_names),
            frequencies=np.zeros(size, np.int64) if frequencies is None else np.asarray(frequencies, dtype=np.int64),
            senses=senses,
        )
        check_acyclic(names, pairs, find_cycle(parents, hierarchy._layers), lines)
        freeze(hierarchy.instance, hierarchy.categories, hierarchy.frequencies)
        return hierarchy

    def __len__(self) -> int:
        return len(self.names)

    def __repr__(self) -> str:
        return f"<Hierarchy {self.title!r}: {len(self)} nodes, {len(self.parents.indices)} links>"

    def __contains__(self, name: object) -> bool:
        return name in self._index

    @cached_property
    def children(self) -> Links:
        """The links downwards, children in ascending order."""
        return self.parents.reverse()

    @cached_property
    def _index(self) -> dict[str, int]:
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def _layers(self) -> list[Ints]:
        return layers(self.parents, self.children)

    def index(self, name: str) -> int:
        """The number of a node; an unknown name is answered with the nearest ones.

        >>> from hrq.data.hierarchy.toy import animals
        >>> animals().index("dog")
        3
        >>> animals().index("dgo")
        Traceback (most recent call last):
        hrq.errors.UnknownNameError: There is no node of animals named 'dgo'. Nearest: dog.
        """
        try:
            return self._index[name]
        except KeyError:
            kind = "node" if not self.title else f"node of {self.title}"
            raise UnknownNameError(kind, name, nearest_spellings(name, self.names), ranked=True) from None

    @property
    def roots(self) -> Ints:
        """The nodes without a parent."""
        return np.flatnonzero(self.parents.counts == 0)

    @cached_property
    def depth(self) -> Ints:
        """Links on the shortest way from a root; roots have 0."""
        depth = shortest_depths(self.parents, self.children)
        freeze(depth)
        return depth

    @cached_property
    def longest_depth(self) -> Ints:
        """Links on the longest way from a root; the same as `depth` in a tree."""
        depth = np.zeros(len(self), dtype=np.int64)
        for level, layer in enumerate(self._layers):
            depth[layer] = level
        freeze(depth)
        return depth

    def ancestors(self, node: int) -> Ints:
        """All nodes above one, without itself, ascending."""
        return reachable(self.parents, node)

    def descendants(self, node: int) -> Ints:
        """All nodes below one, without itself, ascending."""
        return reachable(self.children, node)

    @cached_property
    def ancestry(self) -> Ancestry:
        """Every node's ancestors and distances to them; TooLargeError above 50 million pairs."""
        return ancestry(self.parents, self._layers)

    @cached_property
    def ancestry_with_self(self) -> Ancestry:
        """Every node's ancestors and distances to them, itself at distance 0 among them."""
        return self.ancestry.with_self()

    def closure(self) -> Ints:
        """The transitive closure: an (m, 2) array of (descendant, ancestor); TooLargeError above 50 million pairs.

        >>> tree = Hierarchy.from_links(["animal", "dog", "puppy"], [("dog", "animal"), ("puppy", "dog")])
        >>> tree.closure().tolist()
        [[1, 0], [2, 0], [2, 1]]
        """
        links = self.ancestry.links
        return np.column_stack([links.rows, links.indices])

    @cached_property
    def main_parents(self) -> Ints:
        """One parent a node, −1 for roots: of several, the first on a shortest way to a root; their links make a tree.

        Whatever draws the hierarchy as a tree puts a node under this one.
        """
        nodes, above = self.parents.rows, self.parents.indices
        nearer = np.flatnonzero(self.depth[above] == self.depth[nodes] - 1)
        children, first = np.unique(nodes[nearer], return_index=True)
        chosen = np.full(len(self), -1, dtype=np.int64)
        chosen[children] = above[nearer[first]]
        freeze(chosen)
        return chosen

    def path_to_root(self, node: int) -> list[int]:
        """From a node up to a root over main parents, both ends included: a shortest way.

        >>> from hrq.data.hierarchy.toy import animals
        >>> [animals().names[node] for node in animals().path_to_root(3)]
        ['dog', 'canine', 'animal']
        """
        path = [node]
        while (above := int(self.main_parents[path[-1]])) >= 0:
            path.append(above)
        return path

    def paths_to_root(self, node: int, *, most: int = 1000) -> list[list[int]]:
        """Every way from a node up to a root, shortest first; a graph can have very many, so at most `most`.

        >>> links = [("pet", "animal"), ("dog", "pet"), ("dog", "animal")]
        >>> Hierarchy.from_links(["animal", "pet", "dog"], links).paths_to_root(2)
        [[2, 0], [2, 1, 0]]
        """
        return sorted(islice(self._walk_up(node), most), key=len)

    def _walk_up(self, node: int) -> Iterator[list[int]]:
        """Ways to the roots in the order of the parents; no recursion, as a hierarchy can be deeper than Python's."""
        path: list[int] = []
        choices = [iter([node])]  # for every node of the path the parents still to try, below them the start
        while choices:
            step = next(choices[-1], None)
            if step is None:
                choices.pop()
                del path[-1:]
                continue
            path.append(step)
            above = self.parents.of(step).tolist()
            if not above:
                yield path.copy()
            choices.append(iter(above))

    def lowest_common_ancestors(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Ints:
        """For arrays of pairs, the common ancestor (a node is its own) of greatest `depth`; −1 where there is none.

        Where several are equally deep, the one fewest links from both; where those tie too, the lower number.

        >>> from hrq.data.hierarchy.toy import animals
        >>> tree = animals()
        >>> tree.lowest_common_ancestors(np.array([3, 3]), np.array([4, 5])).tolist()  # dog with wolf, dog with cat
        [1, 0]
        """
        return self.meet(a, b).ancestor

    def meet(self, a: NDArray[np.integer], b: NDArray[np.integer]) -> Meeting:
        """The lowest common ancestors of pairs together with the ways to them.

        >>> from hrq.data.hierarchy.toy import animals
        >>> animals().meet(np.array([3]), np.array([5])).shortest.tolist()  # dog, canine, animal, feline, cat
        [4]
        """
        return meet(self.ancestry_with_self, self.depth, a, b)

    def subtree(self, name: str) -> "Hierarchy":
        """A node and all below it, in the same order; links that leave the subtree are dropped.

        >>> from hrq.data.hierarchy.toy import animals
        >>> animals().subtree("canine").names
        ('canine', 'dog', 'wolf')
        """
        top = self.index(name)
        inside = np.union1d(self.descendants(top), [top])
        title = f"{self.title}: {name}" if self.title else name
        return self.take(inside, title=title)

    def take(self, nodes: Ints, *, title: str) -> "Hierarchy":
        """Some nodes, in the order given, and the links among them.

        >>> from hrq.data.hierarchy.toy import animals
        >>> animals().take(np.array([3, 1]), title="some")
        <Hierarchy 'some': 2 nodes, 1 links>
        """
        place = np.full(len(self), -1, dtype=np.int64)
        place[nodes] = np.arange(len(nodes))
        owner, positions = self.parents.positions(nodes)
        above = place[self.parents.indices[positions]]
        kept = above >= 0
        return Hierarchy.from_indices(
            [self.names[i] for i in nodes],
            np.column_stack([owner[kept], above[kept]]),
            title=title,
            labels=[self.labels[i] for i in nodes],
            descriptions=[self.descriptions[i] for i in nodes],
            lemmas=[self.lemmas[i] for i in nodes],
            instance=self.instance[positions][kept],
            categories=self.categories[nodes],
            category_names=self.category_names,
            frequencies=self.frequencies[nodes],
            senses=self.senses.take(nodes) if self.senses else None,
        )

    @cached_property
    def content_hash(self) -> str:
        """SHA-256 of names and links: what a run was trained on. Labels, descriptions and parents' order may change."""
        rows, above = self.parents.rows, self.parents.indices
        links = np.column_stack([rows, above, self.instance])[np.lexsort((above, rows))]
        return hashlib.sha256("\0".join(self.names).encode() + links.astype("<i8").tobytes()).hexdigest()

    @cached_property
    def text_hash(self) -> str:
        """SHA-256 of all that people read and search for: names, labels, descriptions and lemmas."""
        texts = (self.names, self.labels, self.descriptions, self.lemmas)
        return hashlib.sha256("\0".join(text for part in texts for text in part).encode()).hexdigest()
