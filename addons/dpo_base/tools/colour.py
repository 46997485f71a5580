"""The colour by which a collectivity is recognised on screen."""

from colorsys import hls_to_rgb

#: Successive numbers land far apart on the wheel: the golden angle, in turns.
_GOLDEN = 0.381966
_LIGHTNESS = 0.27
_SATURATION = 0.55


def collectivity_colour(number: int) -> str:
    """Return a dark colour for a record id; white text on it passes WCAG AA (4.5:1).

    Neighbouring ids differ clearly, and the same id keeps its colour for ever.

    >>> collectivity_colour(1), collectivity_colour(2)
    ('#1f6b35', '#4b1f6b')
    """
    channels = hls_to_rgb(number * _GOLDEN % 1, _LIGHTNESS, _SATURATION)
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
