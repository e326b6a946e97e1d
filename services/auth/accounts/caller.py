"""Where a request comes from, as the gateway says."""

from dataclasses import dataclass

from libs.common.http.addresses import counted_network, network_of

_SHOWN_IPV4_BITS, _SHOWN_IPV6_BITS = 24, 48


@dataclass(frozen=True, slots=True)
class Caller:
    """The client's address and what it calls itself; None where nobody said."""

    address: str | None
    user_agent: str | None

    @property
    def network(self) -> str | None:
        """The address shortened to its network, which is all that is kept of it."""
        return network_of(self.address, _SHOWN_IPV4_BITS, _SHOWN_IPV6_BITS)

    @property
    def counted_as(self) -> str | None:
        """What counts as one address: of IPv6 the network that a client is given."""
        return counted_network(self.address)
