"""Write a dictionary as TOML: texts, numbers, booleans, lists of texts, tables, lists of tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def toml_text(data: Mapping[str, Any]) -> str:
    """Return TOML that ``tomllib`` reads back to ``data``; values come before tables.

    >>> print(toml_text({"nom": "Paie", "aipd": {"motif": "9 d"}, "lignes": [{"cle": "a"}]}))
    nom = "Paie"
    <BLANKLINE>
    [[lignes]]
    cle = "a"
    <BLANKLINE>
    [aipd]
    motif = "9 d"
    <BLANKLINE>
    """
    tables = {name: value for name, value in data.items() if _is_table(value)}
    lines = [*_values({name: data[name] for name in data if name not in tables})]
    for name, value in sorted(tables.items(), key=lambda item: isinstance(item[1], dict)):
        for table in value if isinstance(value, list) else [value]:
            header = f"[[{name}]]" if isinstance(value, list) else f"[{name}]"
            lines += ["", header, *_values(table)]
    return "\n".join(lines) + "\n"


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) or (
        isinstance(value, list) and bool(value) and isinstance(value[0], dict)
    )


def _values(table: Mapping[str, Any]) -> Iterator[str]:
    for name, value in table.items():
        yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    if isinstance(value, list):
        entries = "".join(f"    {_value(entry)},\n" for entry in value)
        return f"[\n{entries}]" if entries else "[]"
    # a TOML basic string is a JSON string, but for DEL, which TOML wants escaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
