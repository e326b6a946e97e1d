"""Which internet addresses belong to the public, and which only to some network."""

from ipaddress import (
    AddressValueError,
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
)

# IANA IPv4 and IPv6 Special-Purpose Address Registries, and what clouds answer on
# beside them. Written out: the standard library's `is_global` differs by version.
_SPECIAL_IPV4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # behind a carrier's NAT; metadata of Alibaba Cloud
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's host, from within
        "169.254.0.0/16",  # link-local, metadata of most clouds
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments, metadata of Oracle Cloud
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # AMT
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Only this part of IPv6 is given out; mapped, translated, local, multicast lie outside.
_GIVEN_OUT = IPv6Network("2000::/3")
_SPECIAL_IPV6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address inside
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # 6bone, given back
        "3fff::/20",  # documentation
    )
)
# NAT64's well-known prefix (RFC 6052): how IPv6-only hosts reach public IPv4 ones.
_NAT64 = IPv6Network("64:ff9b::/96")


def is_address(host: str) -> bool:
    """Whether a host is an address in its one canonical form: `1.2.3.4`, or IPv6."""
    try:
        if ":" in host:
            IPv6Address(host)
        else:
            IPv4Address(host)
    except AddressValueError:
        return False
    return "%" not in host


def is_public_address(text: str) -> bool:
    """Whether a resolved address is one that anybody on the internet may reach.

    False for whatever is not a plain IPv4 or IPv6 address, zones included. An address
    behind NAT64's well-known prefix is judged by the IPv4 address it stands for; other
    IPv6 forms with an IPv4 address inside are refused."""
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _SPECIAL_IPV4)
    return _is_public_ipv6(address)


def _is_public_ipv6(address: IPv6Address) -> bool:
    if address.scope_id is not None:
        return False
    if address in _NAT64:
        return is_public_address(str(IPv4Address(int(address) & 0xFFFFFFFF)))
    return address in _GIVEN_OUT and not any(
        address in network for network in _SPECIAL_IPV6
    )


def client_address(forwarded_for: str | None) -> str | None:
    """The client's address in a service's X-Forwarded-For: the last one, which is the
    gateway's own word. None for whatever is no address."""
    if not forwarded_for:
        return None
    try:
        return str(ip_address(forwarded_for.rpartition(",")[2].strip()))
    except ValueError:
        return None


def counted_network(address: str | None) -> str | None:
    """What limits count as one client: an IPv4 address, of IPv6 the network that one
    client is given. None for whatever is no address."""
    return network_of(address, 32, 64)


def network_of(address: str | None, ipv4_bits: int, ipv6_bits: int) -> str | None:
    """The network of so many bits that an address lies in: `203.0.113.0/24`.

    A whole address stands without its bits; None for whatever is no address. An IPv4
    address inside an IPv6 one counts as itself."""
    try:
        parsed = ip_address(address or "")
    except ValueError:
        return None
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    network: IPv4Network | IPv6Network
    if isinstance(parsed, IPv4Address):
        network = IPv4Network((int(parsed), ipv4_bits), strict=False)
    else:
        network = IPv6Network((int(parsed), ipv6_bits), strict=False)
    is_whole = network.prefixlen == network.max_prefixlen
    return str(network.network_address if is_whole else network)
