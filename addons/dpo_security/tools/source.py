"""Where a request comes from, as one counter sees it."""

import ipaddress

#: An IPv6 subscriber has a whole network: its last 64 bits are theirs to change at will.
SUBSCRIBER_BITS = 64


def source_of(address: str) -> str:
    """The address that one subscriber cannot change at will.

    >>> source_of("192.0.2.7")
    '192.0.2.7'
    >>> source_of("2001:db8:1:2:3:4:5:6"), source_of("2001:db8:1:2::9")
    ('2001:db8:1:2::/64', '2001:db8:1:2::/64')
    >>> source_of("::ffff:192.0.2.7")
    '192.0.2.7'
    >>> source_of("unknown")
    'unknown'
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 4:
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), SUBSCRIBER_BITS), strict=False))
