"""Where links lead, in a graph in which each node has at most one link; every node is seen once. Pure.

Nodes are numbers from 1 on; `links[node]` is the node that it links, 0 where it links none.
"""

from array import array
from collections.abc import Iterator, Sequence


def rings(links: Sequence[int]) -> Iterator[Sequence[int]]:
    """Every ring in a graph in which each node has at most one link."""
    met = array("i", bytes(4 * len(links)))
    """On the walk from which node each was met first."""
    for start in range(1, len(links)):
        at = start
        while at and not met[at]:
            met[at] = start
            at = links[at]
        if at and met[at] == start:
            ring = array("i", [at])
            while links[ring[-1]] != at:
                ring.append(links[ring[-1]])
            yield ring


class Ways:
    """Which stories the links of one direction lead to, from each story: answered at once, whatever the distance.

    The links have no ring and are at most one a story: they are a forest, and where they lead to are the ancestors.
    """

    def __init__(self, links: Sequence[int]) -> None:
        """`links` must not change as long as this is asked."""
        self._links = links
        empty = bytes(4 * len(links))
        self._first_child, self._next_sibling = array("i", empty), array("i", empty)
        for source in range(len(links) - 1, 0, -1):
            if target := links[source]:
                self._next_sibling[source], self._first_child[target] = self._first_child[target], source
        self._depth, self._enter, self._leave = array("i", empty), array("i", empty), array("i", empty)
        self._entered = 1
        for root in range(1, len(links)):
            if not links[root]:
                self._number(root)

    def _number(self, root: int) -> None:
        """Number the tree below a root, without recursion: it may be one long chain."""
        at = root
        while True:
            self._enter[at] = self._entered
            self._entered += 1
            if child := self._first_child[at]:
                self._depth[child] = self._depth[at] + 1
                at = child
                continue
            while at != root and not self._next_sibling[at]:
                self._leave[at] = self._entered
                at = self._links[at]
            self._leave[at] = self._entered
            if at == root:
                return
            sibling = self._next_sibling[at]
            self._depth[sibling] = self._depth[at]
            at = sibling

    def lead(self, source: int, target: int) -> bool:
        """Whether the links lead from `source` to `target`, over at least one step."""
        return source != target and self._enter[target] <= self._enter[source] < self._leave[target]

    def sources(self, target: int) -> Iterator[int]:
        """The nodes that link `target`, in order."""
        source = self._first_child[target]
        while source:
            yield source
            source = self._next_sibling[source]

    def between(self, source: int, target: int) -> list[int]:
        """The stories on the way from the one to the other, without both."""
        found = []
        at = self._links[source]
        while at != target:
            found.append(at)
            at = self._links[at]
        return found

    def steps(self, source: int, target: int) -> int:
        """How many links lie between them, where the one leads to the other."""
        return self._depth[source] - self._depth[target]
