import pytest

from odoo.addons.dpo_contract.tools.party import agree, of_name, party


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Agon-Coutainville", "d’Agon-Coutainville"),
        ("Étienville", "d’Étienville"),
        ("Le Mesnil-Ogier", "du Mesnil-Ogier"),
        ("Les Moitiers", "des Moitiers"),
        ("La Haye", "de La Haye"),
        ("Lestre", "de Lestre"),
        ("Ébrécourt", "d’Ébrécourt"),
        ("Yvetot-Bocage", "d’Yvetot-Bocage"),
    ],
)
def test_names_of_communes_contract_with_their_article(name, expected):
    assert of_name(name) == expected
    assert party(name, "Commune", is_commune=True) == f"la commune {expected}"


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("CCAS de Saint-Exemple", "Centre communal d’action sociale", "le CCAS de Saint-Exemple"),
        ("CC des Exemples", "Communauté de communes", "la CC des Exemples"),
        ("Agence des Exemples", "Agence technique départementale", "l’Agence des Exemples"),
        ("SIVU des Exemples", "Syndicat intercommunal", "le SIVU des Exemples"),
    ],
)
def test_other_bodies_keep_their_name_after_an_article(name, kind, expected):
    assert party(name, kind, is_commune=False) == expected


def test_participles_agree_with_the_legal_form():
    assert agree("représenté", "Métropole") == "représentée"
    assert agree("représenté", "Centre communal d’action sociale") == "représenté"
