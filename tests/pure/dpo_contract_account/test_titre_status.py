import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract_account.tools.titre_file import TitreProblem, amount
from odoo.addons.dpo_contract_account.tools.titre_numbers import parse as parse_number
from odoo.addons.dpo_contract_account.tools.titre_status import (
    WORDS,
    columns,
    parse,
    status_of,
)

HEADER = ["Référence", "N° titre", "Exercice", "Statut", "Montant", "Date"]
COLUMNS = columns(HEADER)
NUMBERS = {"reference": 0, "number": 1, "issued_on": 2, "amount": 3, "exercise": 4}


@pytest.mark.parametrize("status", WORDS)
def test_the_words_of_the_trade_are_read_in_capitals_and_plural(status):
    for word in WORDS[status]:
        assert status_of(word.upper()) == status
        assert status_of(f" {word} ") == status


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Recouvrée", "collected"),
        ("Soldés", "collected"),
        ("Partiellement recouvrée", "partial"),
        ("Admise en non-valeur", "bad_debt"),
        ("Créance éteinte", "extinct"),
        ("Non recouvré", "none"),
        ("Pris en charge", "taken"),
        ("inconnu", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_status_is_read_whatever_its_gender(word, status):
    assert status_of(word) == status


def test_not_collected_is_never_read_as_collected():
    assert status_of("non recouvrée") == "none"
    with pytest.raises(TitreProblem):
        status_of("recouvré ?? à vérifier")


@given(st.lists(st.text(max_size=30), max_size=8))
def test_rubbish_is_a_problem_of_its_line_and_nothing_else(cells):
    for read, positions in ((parse, COLUMNS), (parse_number, NUMBERS)):
        try:
            assert read(cells, positions).number is not None
        except TitreProblem as problem:
            assert problem.code


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "-Infinity", "sNaN", "1e999999x"])
def test_an_amount_is_a_plain_number(amount):
    with pytest.raises(TitreProblem):
        parse(["AC-1", "", "", "Soldé", amount, "01/06/2026"], COLUMNS)


def test_a_part_needs_its_amount():
    for word in ("partiel", "réduit"):
        with pytest.raises(TitreProblem, match="no_amount"):
            parse(["AC-1", "", "", word, "", "01/06/2026"], COLUMNS)


def test_an_unknown_status_needs_no_day():
    assert parse(["", "118.0", "2026", "Inconnu", "", ""], COLUMNS).number == "118"


def test_a_line_without_a_titre_is_refused():
    with pytest.raises(TitreProblem, match="no_key"):
        parse(["", "", "", "Soldé", "", "01/06/2026"], COLUMNS)


@pytest.mark.parametrize(
    "text", ["NaN", "1e9", "1e999999", "Infinity", "1_000", "douze", "1.234,5", ""]
)
def test_what_nobody_writes_is_no_sum(text):
    with pytest.raises(TitreProblem):
        amount(text)


@given(st.decimals(-99_999, 99_999, places=2))
def test_a_sum_is_read_as_it_is_written_in_french(sum_):
    assert amount(f"{sum_:,} €".replace(",", "\u202f").replace(".", ",")) == sum_
