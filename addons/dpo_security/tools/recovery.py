"""Printed codes that stand for the second factor, once each."""

import hashlib
import secrets

CODES = 10
#: More than the six digits of an authentication code: the field of the form tells them apart.
DIGITS = 10
ROUNDS = 200_000


def new_code() -> int:
    """A code of ten digits that does not begin with 0: 33 bits, and five tries an hour.

    >>> len(str(new_code()))
    10
    """
    lowest = 10 ** (DIGITS - 1)
    return lowest + secrets.randbelow(9 * lowest)


def is_recovery_code(number: int) -> bool:
    """Whether what was typed in the form is such a code.

    >>> is_recovery_code(123456), is_recovery_code(1234567890)
    (False, True)
    """
    return len(str(number)) == DIGITS


def printed(code: int) -> str:
    """As it is read and typed.

    >>> printed(1234567890)
    '12345 67890'
    """
    text = str(code)
    return f"{text[:5]} {text[5:]}"


def code_digest(code: int, salt: bytes) -> str:
    """Slow on purpose: a copy of the database gives no code (NIST SP 800-63B, 5.1.2.2).

    >>> code_digest(1234567890, b"a") == code_digest(1234567890, b"b")
    False
    """
    return hashlib.pbkdf2_hmac("sha256", str(code).encode(), salt, ROUNDS).hex()
