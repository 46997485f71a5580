import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_security.tools.source import source_of


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_a_subscriber_does_not_change_address(address, host):
    network = ipaddress.ip_network((int(address), 64), strict=False)
    if not address.ipv4_mapped and not network[host].ipv4_mapped:
        assert source_of(str(network[host])) == source_of(str(network[0]))


@given(st.ip_addresses(v=4))
def test_one_address_is_one_source_however_it_is_written(address):
    assert source_of(str(address)) == source_of(f"::ffff:{address}") == str(address)


@given(st.text(max_size=20))
def test_anything_is_a_source(text):
    assert isinstance(source_of(text), str)
