from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import french as fr


@given(st.decimals(-(10**12), 10**12, places=3) | st.integers(-(10**12), 10**12))
def test_numbers_can_be_read_back(value):
    written = fr.number(value, 2)
    read = written.replace(fr.THIN, "").replace(",", ".").replace("−", "-")
    assert Decimal(read) == value
    whole, _, decimals = written.partition(",")
    assert all(len(group) == 3 for group in whole.split(fr.THIN)[1:])
    assert len(decimals) in (2, 3)


def test_amounts_show_their_cents_where_there_are_some():
    assert fr.money(Decimal("-0.50")) == f"−0,50{fr.NBSP}€"
    assert fr.money(Decimal("1420.00")) == f"1{fr.THIN}420{fr.NBSP}€"
    assert fr.money(Decimal(0), cents=True) == f"0,00{fr.NBSP}€"


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
