"""Which addresses a host name stands for, and which of them a crawl may talk to."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

from crawler.capture.errors import AddressRefused, HostNotFound

CACHE_SECONDS = 300.0


class AddressBook:
    """Resolves host names, remembers the answers, and refuses addresses that are nobody's public web site.

    A page may link, and a server may redirect, to a host that resolves to a private address: a crawler that
    follows would be the outsider's hand inside the operator's network. `private_hosts` names the hosts that
    the operator asked for by name and whose private address is therefore meant.
    """

    def __init__(self, private_hosts: Collection[str] = ()) -> None:
        self._private_hosts = frozenset(host.lower() for host in private_hosts)
        self._answers: dict[tuple[str, int], tuple[float, list[str]]] = {}

    @classmethod
    def for_urls(cls, urls: Iterable[str]) -> "AddressBook":
        """An address book that lets the hosts of these URLs be private: the operator named them."""
        return cls([host for url in urls if (host := urlsplit(url).hostname)])

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses to try, in the resolver's order.

        Raises `HostNotFound` when the name has none and `AddressRefused` when all of them are private.
        """
        loop = asyncio.get_running_loop()
        key = (host, port)
        known = self._answers.get(key)
        if known is not None and known[0] > loop.time():
            return known[1]
        try:
            found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise HostNotFound(f"{host}: no address found ({error})") from error
        addresses = list(dict.fromkeys(str(item[4][0]) for item in found))
        if host.lower() not in self._private_hosts:
            public = [address for address in addresses if _is_public(address)]
            if not public:
                raise AddressRefused(f"{host}: {', '.join(addresses)} is a private address and no start URL names it")
            addresses = public
        self._answers[key] = (loop.time() + CACHE_SECONDS, addresses)
        return addresses


def _is_public(address: str) -> bool:
    ip = ipaddress.ip_address(address.partition("%")[0])
    # An IPv4 address may hide in an IPv6 one (RFC 4291 2.5.5.2, RFC 3056, RFC 6052): judge what it leads to.
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return inner.is_global and not inner.is_multicast
    return ip.is_global and not ip.is_multicast


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
