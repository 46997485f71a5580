from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.colour import collectivity_colour

IDS = st.integers(1, 2**31 - 1)


def _luminance(colour):
    """Relative luminance of WCAG 2.2."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@given(IDS)
def test_white_text_is_readable_on_every_colour(number):
    assert 1.05 / (_luminance(collectivity_colour(number)) + 0.05) >= 4.5


@given(IDS)
def test_neighbours_differ(number):
    assert collectivity_colour(number) != collectivity_colour(number + 1)
