"""Which addresses are the public's."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from libs.common.http.addresses import (
    client_address,
    is_public_address,
    network_of,
)


class TestIsPublicAddress:
    @pytest.mark.parametrize(
        "address",
        [
            "8.8.8.8",
            "1.1.1.1",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.255.255",
            "172.32.0.1",
            "192.0.1.1",
            "223.255.255.255",
            "2606:4700:4700::1111",
            "2a00:1450:4001:829::200e",
            "64:ff9b::8.8.8.8",
        ],
    )
    def test_address_of_the_internet_is_public(self, address: str) -> None:
        assert is_public_address(address)

    @pytest.mark.parametrize(
        "address",
        [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.100.100.200",
            "127.0.0.1",
            "127.255.255.254",
            "168.63.129.16",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.192",
            "192.168.1.1",
            "198.18.0.1",
            "203.0.113.7",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::127.0.0.1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "64:ff9b::127.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::8.8.8.8",
            "100::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::",
            "2002:808:808::",
            "3fff::1",
            "5f00::1",
            "fc00::1",
            "fd00:ec2::254",
            "fe80::1",
            "fe80::1%eth0",
            "2606:4700::1%eth0",
            "fec0::1",
            "ff02::1",
            "",
            "localhost",
            "127.1",
            "0177.0.0.1",
        ],
    )
    def test_any_other_address_is_not(self, address: str) -> None:
        assert not is_public_address(address)

    @given(st.ip_addresses())
    def test_nothing_that_python_calls_private_is_public(
        self, address: ipaddress.IPv4Address | ipaddress.IPv6Address
    ) -> None:
        if is_public_address(str(address)):
            assert not address.is_private
            assert not address.is_multicast
            assert not address.is_loopback
            assert not address.is_link_local

    @given(st.ip_addresses(v=4))
    def test_translated_address_is_judged_by_what_it_stands_for(
        self, address: ipaddress.IPv4Address
    ) -> None:
        translated = f"64:ff9b::{address}"

        assert is_public_address(translated) == is_public_address(str(address))


class TestClientAddress:
    @pytest.mark.parametrize(
        ("header", "address"),
        [
            ("203.0.113.7", "203.0.113.7"),
            ("1.2.3.4, 203.0.113.7", "203.0.113.7"),
            ("2001:DB8::1", "2001:db8::1"),
            ("203.0.113.7, nobody", None),
            ("", None),
            (None, None),
        ],
    )
    def test_last_word_is_the_gateways(
        self, header: str | None, address: str | None
    ) -> None:
        assert client_address(header) == address


class TestNetworkOf:
    @pytest.mark.parametrize(
        ("address", "network"),
        [
            ("203.0.113.7", "203.0.113.0/24"),
            ("::ffff:203.0.113.7", "203.0.113.0/24"),
            ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
            ("::1", "::/48"),
            ("fe80::1%eth0", "fe80::/48"),
            ("nobody", None),
            ("", None),
            (None, None),
        ],
    )
    def test_address_is_shortened(
        self, address: str | None, network: str | None
    ) -> None:
        assert network_of(address, 24, 48) == network

    @given(st.ip_addresses())
    def test_address_lies_in_its_network(
        self, address: ipaddress.IPv4Address | ipaddress.IPv6Address
    ) -> None:
        network = network_of(str(address), 24, 48)
        mapped = getattr(address, "ipv4_mapped", None)
        assert (mapped or address) in ipaddress.ip_network(str(network))
        assert ipaddress.ip_address(network_of(str(address), 32, 128) or "") == (
            mapped or address
        )
