"""Whether objects that were put into a store are there."""

from collections.abc import Iterable

from archive.errors import StoreError
from archive.model import StoredObject
from archive.store.contract import Store


def require(store: Store, objects: Iterable[StoredObject]) -> None:
    """All of them are there, each in its size. What a volume's mount point was given while it was unmounted is not.

    Raises StoreError, naming the first that is not.
    """
    for one in objects:
        stored = store.stat(one.key)
        if stored is None or stored.size != one.size:
            raise StoreError(f"{store.url}: {one.key} was put there and is gone: was it unmounted?", key=one.key)
