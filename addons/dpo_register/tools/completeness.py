"""What a record of the register still lacks, section by section (GDPR art. 30(1), 13 and 14).

A record may reach 100 %: it then says everything that is asked, which is no proof that the
processing complies.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

Values = Mapping[str, Any]
Check = Callable[[Values, Collection[str]], bool]


def _lines(values: Values, name: str) -> list[Values]:
    return list((values.get(name) or {}).values())


def _each(name: str, is_said: Callable[[Values], object]) -> Check:
    return lambda values, _sensitive: all(is_said(line) for line in _lines(values, name))


def _some(*names: str) -> Check:
    return lambda values, _sensitive: any(bool(values.get(name)) for name in names)


def _is_condition_given(values: Values, sensitive: Collection[str]) -> bool:
    """Sensitive data ask for a condition of art. 9(2), or art. 10, on one purpose at least."""
    held = {line.get("category_id") for line in _lines(values, "data_ids")}
    if not held & set(sensitive):
        return True
    return any(line.get("condition") for line in _lines(values, "purpose_ids"))


def _is_period_given(line: Values) -> bool:
    return not line.get("to_complete") and bool(
        line.get("unit") == "permanent" or line.get("duration") or line.get("start")
    )


def _are_transfers_said(values: Values, _sensitive: Collection[str]) -> bool:
    answer = values.get("has_transfer")
    return answer == "no" or (answer == "yes" and bool(values.get("transfer_ids")))


#: code -> (sections whose fields it reads, the first one leads to it; what must hold)
CHECKS: dict[str, tuple[tuple[str, ...], Check]] = {
    "description.summary": (("description",), _some("summary")),
    "purposes.purpose": (("purposes",), _some("purpose_ids")),
    "purposes.basis": (("purposes",), _each("purpose_ids", lambda line: line.get("basis"))),
    "purposes.justification": (
        ("purposes",),
        _each("purpose_ids", lambda line: line.get("justification")),
    ),
    "purposes.condition": (("purposes", "data"), _is_condition_given),
    "persons.person": (("persons",), _some("person_ids", "person_note")),
    "data.data": (("data",), _some("data_ids")),
    "data.origin": (
        ("data",),
        _each("data_ids", lambda line: line.get("source") != "third_party" or line.get("origin")),
    ),
    "recipients.recipient": (("recipients",), _some("recipient_ids")),
    "processors.tool": (("processors",), _some("party_ids", "tools_note", "is_paper")),
    "transfers.transfer": (("transfers",), _are_transfers_said),
    "transfers.mechanism": (
        ("transfers",),
        _each("transfer_ids", lambda line: line.get("country_id") and line.get("mechanism")),
    ),
    "retention.retention": (("retention",), _some("retention_ids")),
    "retention.period": (("retention",), _each("retention_ids", _is_period_given)),
    "retention.fate": (
        ("retention",),
        _each("retention_ids", lambda line: (line.get("fate") or "undefined") != "undefined"),
    ),
    "security.measure": (("security",), _some("measure_ids", "measure_note")),
    "information.information": (("information",), _some("information")),
}


def concerned(sections: Collection[str]) -> list[str]:
    """Return the codes whose answer depends on one of ``sections``.

    >>> concerned(["persons"])
    ['persons.person']
    """
    return [code for code, (read, _check) in CHECKS.items() if set(read) & set(sections)]


def read_sections(codes: Collection[str]) -> set[str]:
    """Return the sections whose fields the checks ``codes`` read.

    >>> sorted(read_sections(["purposes.condition"]))
    ['data', 'purposes']
    """
    return {section for code in codes for section in CHECKS[code][0]}


def missing(values: Values, sensitive: Collection[str], codes: Collection[str]) -> list[str]:
    """Return, among ``codes``, those that ``values`` does not satisfy.

    ``values`` is a payload that holds at least the fields of the sections read; ``sensitive``
    the keys of the categories of data under art. 9 and 10, and of the NIR.

    >>> missing({"person_ids": []}, [], ["persons.person"])
    ['persons.person']
    """
    return [code for code in codes if not CHECKS[code][1](values, sensitive)]


def percentage(lacking: Collection[str]) -> int:
    """Return how much is said, from 0 to 100; 100 only when nothing is missing.

    >>> percentage([]), percentage(["data.data"])
    (100, 94)
    """
    return (len(CHECKS) - len(lacking)) * 100 // len(CHECKS)
