from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import french as fr


@given(st.integers(-(10**12), 10**12))
def test_numbers_can_be_read_back(number):
    written = fr.french_int(number)
    assert int(written.replace(fr.THIN, "").replace("−", "-")) == number
    assert all(len(group) == 3 for group in written.split(fr.THIN)[1:])


@given(st.decimals(-(10**9), 10**9, places=2))
def test_amounts_can_be_read_back(amount):
    written = fr.french_amount(amount)
    assert written.endswith(f"{fr.NBSP}€")
    number = written[:-2].replace(fr.THIN, "").replace(",", ".").replace("−", "-")
    assert Decimal(number) == amount
    assert len(number.partition(".")[2]) == 2


@pytest.mark.parametrize("amount", ["0.005", "NaN", "Infinity", "12.345"])
def test_what_is_not_whole_cents_is_refused(amount):
    with pytest.raises(ValueError, match="cents"):
        fr.french_amount(Decimal(amount))


def test_an_amount_below_zero_and_a_zero():
    assert fr.french_amount(Decimal("-0.50")) == f"−0,50{fr.NBSP}€"
    assert fr.french_amount(Decimal("0")) == f"0,00{fr.NBSP}€"


@pytest.mark.parametrize(
    ("name", "after_de", "after_a"),
    [
        ("Agneaux", "d’Agneaux", "à Agneaux"),
        ("Écausseville", "d’Écausseville", "à Écausseville"),
        ("Île-aux-Moines", "d’Île-aux-Moines", "à Île-aux-Moines"),
        ("Œuilly", "d’Œuilly", "à Œuilly"),
        ("Yvetot-Bocage", "d’Yvetot-Bocage", "à Yvetot-Bocage"),
        ("Hambye", "de Hambye", "à Hambye"),
        ("Saint-Lô", "de Saint-Lô", "à Saint-Lô"),
        ("Le Havre", "du Havre", "au Havre"),
        ("Le Mesnil-au-Val", "du Mesnil-au-Val", "au Mesnil-au-Val"),
        ("Les Moitiers-d'Allonne", "des Moitiers-d’Allonne", "aux Moitiers-d’Allonne"),
        ("La Haye", "de La Haye", "à La Haye"),
        ("L'Étang-Bertrand", "de L’Étang-Bertrand", "à L’Étang-Bertrand"),
        ("Lessay", "de Lessay", "à Lessay"),
        ("Aux Marais", "des Marais", "aux Marais"),
        ("Los Masos", "de Los Masos", "à Los Masos"),
    ],
)
def test_names_of_communes(name, after_de, after_a):
    assert (fr.de_commune(name), fr.a_commune(name)) == (after_de, after_a)


def test_the_code_of_insee_decides_before_an_h_only():
    assert fr.de_commune("Herqueville", link=1) == "d’Herqueville"
    assert fr.de_commune("Herqueville", link=0) == "de Herqueville"
    assert fr.de_commune("Le Havre", link=2) == "du Havre"


def test_enumerations():
    assert fr.join_list(["a", "b"]) == "a et b"
    assert fr.join_list(["a", "b", "c"], "ou") == "a, b ou c"
