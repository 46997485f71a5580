import pytest

from odoo.addons.dpo_contract.tools.party import agree, body, commune


@pytest.mark.parametrize(
    ("name", "kind", "expected"),
    [
        ("CCAS de Saint-Exemple", "Centre communal d’action sociale", "le CCAS de Saint-Exemple"),
        ("CC des Exemples", "Communauté de communes", "la CC des Exemples"),
        ("Agence des Exemples", "Agence technique départementale", "l’Agence des Exemples"),
        ("SIVU des Exemples", "Syndicat intercommunal", "le SIVU des Exemples"),
        ("Établissement du Modèle", "EHPAD public autonome", "l’Établissement du Modèle"),
    ],
)
def test_bodies_keep_their_name_after_an_article(name, kind, expected):
    assert body(name, kind) == expected


def test_a_commune_is_named_once():
    assert commune("Le Modèle", "du Modèle") == "la commune du Modèle"
    assert commune("Commune du Modèle", "de Commune du Modèle") == "la commune du Modèle"


def test_participles_agree_with_the_legal_form():
    assert agree("représenté", "Métropole") == "représentée"
    assert agree("représenté", "Centre communal d’action sociale") == "représenté"
