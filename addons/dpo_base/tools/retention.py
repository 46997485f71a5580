"""What a model says of the life of its records."""

from dataclasses import dataclass
from typing import Literal

Outcome = Literal["delete", "erase", "visa", "keep"]


@dataclass(frozen=True)
class Retention:
    """How long a record is kept once ``start_field`` is set, and what happens then.

    ``months`` is counted in calendar months; ``keep`` has no end; ``erase`` empties the
    record of its content and keeps the row as evidence. ``visa`` means public
    archives: elimination waits for the visa of the departmental archives (Code du
    patrimoine, art. L212-2). ``reason`` is the sentence shown to a reviewer.

    >>> Retention("keep", reason="Preuve").months
    0
    >>> Retention("delete", months=12)
    Traceback (most recent call last):
    ...
    ValueError: a rule that ends needs months and a start field
    """

    outcome: Outcome
    months: int = 0
    start_field: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        if self.outcome != "keep" and not (self.months > 0 and self.start_field):
            raise ValueError("a rule that ends needs months and a start field")
