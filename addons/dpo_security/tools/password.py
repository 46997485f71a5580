"""Whether a password resists, by the CNIL's measure (délibération 2022-100, 21 July 2022).

50 bits are enough where attempts are limited, which they are here; 80 bits where they are not.
No class of characters is imposed and no renewal: a sentence is a good password.
"""

import math
import string

#: Characters somebody may have chosen among, as soon as one of them is used
ALPHABETS = (string.ascii_lowercase, string.ascii_uppercase, string.digits)
OTHER_CHARACTERS = 37
FEWEST_DIFFERENT = 5
LONGEST_HINT = 3


def bits_of(password: str) -> int:
    """The entropy that a password of this length and these alphabets may have.

    >>> bits_of("123456789012"), bits_of("mairie de saint exemple")
    (39, 137)
    >>> bits_of("")
    0
    """
    known = "".join(ALPHABETS)
    size = sum(len(alphabet) for alphabet in ALPHABETS if set(alphabet) & set(password))
    if set(password) - set(known):
        size += OTHER_CHARACTERS
    return int(len(password) * math.log2(size)) if size else 0


def is_repetitive(password: str) -> bool:
    """Few different characters: long, and guessed at once.

    >>> is_repetitive("aaaaaaaaaaaaaaaa"), is_repetitive("la mairie ouvre à 9 h")
    (True, False)
    """
    return len(set(password)) < FEWEST_DIFFERENT


def tells_who(password: str, hints: list[str]) -> bool:
    """Whether it is made of what everybody knows of the person.

    >>> tells_who("Secretaire.Mairie1", ["secretaire.mairie"])
    True
    >>> tells_who("quatre vaches au pré", ["Al", "secretaire.mairie"])
    False
    """
    text = password.casefold()
    return any(len(hint) > LONGEST_HINT and hint.casefold() in text for hint in hints)
