"""Identifiers of French public bodies: SIREN, SIRET, NIC, INSEE and postal codes.

Each ``clean_*`` function takes what a person typed or a spreadsheet held and returns the
compact form, or raises ``IdentifierError`` with a machine code that models translate.
"""

import re
from collections.abc import Callable

from stdnum.exceptions import InvalidChecksum, InvalidFormat, InvalidLength
from stdnum.fr import siren as stdnum_siren
from stdnum.fr import siret as stdnum_siret

#: Spaces, non-breaking and thin spaces, zero-width marks, dots and hyphens between digits.
_SEPARATORS = re.compile(r"[\s.\-\u00ad\u200b-\u200f\u2060\ufeff]+")
_WHOLE_FLOAT = re.compile(r"(\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"\d+(?:[.,]\d+)?[eE]\+?\d+")

#: Code officiel géographique of the communes: metropolitan departments (Corsica 2A and 2B,
#: never 20 since 1976), 971 to 978, overseas collectivities 984 to 989. None ends in 000:
#: that is a postal code (50000) in the wrong column.
_INSEE = re.compile(
    r"(?!..000)(?:(?:0[1-9]|1\d|2[1-9AB]|[3-8]\d|9[0-5])\d{3}|97[1-8]\d\d|98[46-9]\d\d)"
)
_POSTAL_CODE = re.compile(r"(?:0[1-9]|[1-9]\d)\d{3}")


class IdentifierError(ValueError):
    """A refused identifier; ``code`` says why, ``value`` is what was given.

    Codes: ``empty``, ``length``, ``format``, ``checksum``, ``scientific`` (a spreadsheet
    wrote 2.15E+08: digits are lost, the column must be stored as text),
    ``lost_zero`` (a spreadsheet dropped the leading zero).
    """

    def __init__(self, code: str, value: str) -> None:
        super().__init__(f"{code}: {value[:40]!r}")
        self.code = code
        self.value = value


def compact(value: str) -> str:
    """Return an identifier without separators, undoing the damage a spreadsheet can do.

    >>> compact(" 215\u00a0000\u202f027 "), compact("215000027.0"), compact("2a004")
    ('215000027', '215000027', '2A004')
    >>> compact("2,15E+08")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_base.tools.identifiers.IdentifierError: scientific: '2,15E+08'
    """
    text = value.strip().strip("'\"")
    if _SCIENTIFIC.fullmatch(text):
        raise IdentifierError("scientific", value)
    if whole := _WHOLE_FLOAT.fullmatch(text):
        text = whole[1]
    text = _SEPARATORS.sub("", text).upper()
    if not text:
        raise IdentifierError("empty", value)
    return text


def clean_siren(value: str) -> str:
    """Return the nine digits of a SIREN whose key is right (Luhn; Code de commerce R123-221).

    The prefix says nothing of the kind of body: recent ones begin with 20.

    >>> clean_siren("215 000 027")
    '215000027'
    >>> clean_siren("215000028")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_base.tools.identifiers.IdentifierError: checksum: '215000028'
    """
    return _validated(stdnum_siren.validate, value)


def clean_siret(value: str) -> str:
    """Return the fourteen digits of a SIRET: SIREN and NIC, with the rule of La Poste.

    >>> clean_siret("215 000 027 00015")
    '21500002700015'
    >>> clean_siret("35600000009075")  # La Poste: the sum of the digits is a multiple of 5
    '35600000009075'
    """
    return _validated(stdnum_siret.validate, value)


def nic(siret: str) -> str:
    """Return the internal number of the establishment, the last five digits of a SIRET.

    >>> nic("21500002700015")
    '00015'
    """
    return siret[9:]


def clean_insee(value: str, *, restore_zero: bool = False) -> str:
    """Return the five characters of a commune code of the Code officiel géographique.

    A spreadsheet turns 01001 into 1001; it is restored only when the caller says that the
    column lost its zeros, since four characters may also be a mistake.

    >>> clean_insee("2b033"), clean_insee("97411"), clean_insee("1001", restore_zero=True)
    ('2B033', '97411', '01001')
    >>> clean_insee("1001")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_base.tools.identifiers.IdentifierError: lost_zero: '1001'
    """
    text = _with_zero(value, restore_zero)
    if not _INSEE.fullmatch(text):
        raise IdentifierError("format" if len(text) == 5 else "length", value)
    return text


def clean_postal_code(value: str, *, restore_zero: bool = False) -> str:
    """Return the five digits of a French postal code.

    >>> clean_postal_code("50 180")
    '50180'
    """
    text = _with_zero(value, restore_zero)
    if not _POSTAL_CODE.fullmatch(text):
        raise IdentifierError("format" if len(text) == 5 else "length", value)
    return text


def department_of(insee: str) -> str:
    """Return the department or overseas collectivity of a commune code.

    >>> department_of("50002"), department_of("2A004"), department_of("97411")
    ('50', '2A', '974')
    """
    return insee[:3] if insee.startswith(("97", "98")) else insee[:2]


def insee_from_parts(department: str, suffix: str) -> str:
    """Return the commune code from the two columns in which INSEE often splits it.

    Overseas, the third character is in both: 974 and 411 make 97411.

    >>> insee_from_parts("50", "2"), insee_from_parts("1", "001"), insee_from_parts("974", "411")
    ('50002', '01001', '97411')
    """
    head, tail = compact(department).zfill(2)[:2], compact(suffix).zfill(3)
    return clean_insee(head + tail)


def _with_zero(value: str, restore: bool) -> str:
    text = compact(value)
    if len(text) == 4 and text.isdecimal():
        if not restore:
            raise IdentifierError("lost_zero", value)
        text = f"0{text}"
    return text


def _validated(validate: Callable[[str], str], value: str) -> str:
    text = compact(value)
    if not (text.isascii() and text.isdecimal()) or not text.strip("0"):
        raise IdentifierError("format", value)
    try:
        return validate(text)
    except InvalidLength as error:
        raise IdentifierError("length", value) from error
    except InvalidChecksum as error:
        raise IdentifierError("checksum", value) from error
    except InvalidFormat as error:
        raise IdentifierError("format", value) from error
