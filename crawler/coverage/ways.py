"""Where links lead, in a graph in which each node has at most one link; every node is seen once. Pure."""

from collections.abc import Iterator, Mapping


def rings(links: Mapping[str, str]) -> Iterator[list[str]]:
    """Every ring in a graph in which each node has at most one link."""
    done: set[str] = set()
    for start in links:
        path: dict[str, int] = {}
        at: str | None = start
        while at is not None and at not in done and at not in path:
            path[at] = len(path)
            at = links.get(at)
        if at in path:
            yield list(path)[path[at] :]
        done.update(path)


class Ways:
    """Which stories the links of one direction lead to, from each story: answered at once, whatever the distance.

    The links have no ring and are at most one a story: they are a forest, and where they lead to are the ancestors.
    """

    def __init__(self, links: Mapping[str, str]) -> None:
        self._links = dict(links)
        children: dict[str, list[str]] = {}
        for source, target in links.items():
            children.setdefault(target, []).append(source)
        self._depth: dict[str, int] = {}
        self._enter: dict[str, int] = {}
        self._leave: dict[str, int] = {}
        for root in [target for target in children if target not in links]:
            self._number(root, children)

    def _number(self, root: str, children: Mapping[str, list[str]]) -> None:
        self._depth[root] = 0
        stack = [(root, False)]
        while stack:
            one, is_done = stack.pop()
            if is_done:
                self._leave[one] = len(self._enter)
                continue
            self._enter[one] = len(self._enter)
            stack.append((one, True))
            for child in children.get(one, ()):
                self._depth[child] = self._depth[one] + 1
                stack.append((child, False))

    def lead(self, source: str, target: str) -> bool:
        """Whether the links lead from `source` to `target`, over at least one step."""
        if source == target or source not in self._enter or target not in self._enter:
            return False
        return self._enter[target] <= self._enter[source] < self._leave[target]

    def between(self, source: str, target: str) -> list[str]:
        """The stories on the way from the one to the other, without both."""
        found = []
        at = self._links[source]
        while at != target:
            found.append(at)
            at = self._links[at]
        return found

    def steps(self, source: str, target: str) -> int:
        """How many links lie between them, where the one leads to the other."""
        return self._depth[source] - self._depth[target]
