"""Fields in braces merged into the text of a model convention.

Only names: neither attributes nor formats, since the text is typed by users.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FIELD = re.compile(r"\{([^{}]*)\}")


class MergeError(ValueError):
    """The text names a field that does not exist, or has a brace without its fellow."""

    def __init__(self, field: str) -> None:
        super().__init__(f"unknown field {field!r}")
        self.field = field


def merge(text: str, values: Mapping[str, str]) -> str:
    """Replace each ``{name}`` by its value; the values themselves are never read again.

    :raises MergeError: for a name that is not in ``values``

    >>> merge("Entre {denomination} et nous", {"denomination": "la commune de {x}"})
    'Entre la commune de {x} et nous'
    >>> merge("{denomination.__class__}", {"denomination": "x"})
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_contract.tools.merge.MergeError: unknown field 'denomination.__class__'
    """

    def value(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name not in values:
            raise MergeError(name)
        return values[name]

    return _FIELD.sub(value, text)


def lone_brace(text: str) -> str:
    """Return what follows the first brace that opens or closes nothing, or nothing.

    Printed as it is, it would be signed by a mayor.

    >>> lone_brace("Vu {collectivite"), lone_brace("{a} et {b}"), lone_brace("fin }")
    ('{collectivite', '', '}')
    """
    rest = _FIELD.sub("", text)
    start = min((rest.find(brace) for brace in "{}" if brace in rest), default=len(rest))
    return rest[start : start + 20].split("\n")[0]
