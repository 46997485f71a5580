from decimal import Decimal

import pytest

from odoo.addons.dpo_contract.tools.amount_words import amount_in_words


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "zéro euro"),
        ("1", "un euro"),
        ("1.01", "un euro et un centime"),
        ("0.21", "vingt et un centimes"),
        ("80", "quatre-vingts euros"),
        ("200.80", "deux cents euros et quatre-vingts centimes"),
        ("71000", "soixante et onze mille euros"),
        ("2000000", "deux millions d'euros"),
        ("2000080", "deux millions quatre-vingts euros"),
        ("1000000000", "un milliard d'euros"),
    ],
)
def test_amounts_as_french_writes_them(amount, words):
    assert amount_in_words(Decimal(amount)) == words


@pytest.mark.parametrize("amount", ["-1", "1.005"])
def test_what_is_no_amount_in_cents_is_refused(amount):
    with pytest.raises(ValueError):
        amount_in_words(Decimal(amount))
