from dataclasses import replace

import pytest

from odoo.addons.dpo_contract_account.tools.titre_mentions import (
    REMEDIES,
    Mentions,
    is_ordonnateur,
    missing,
)

WHOLE = Mentions(
    bases=("140 €, de 0 à 500 habitants",),
    object="Adhésion 2026",
    legal_basis="délibération n° 12 du 05/12/2025",
    imputations=("7588",),
    debtor_name="Saint-Exemple",
    debtor_address=("1 rue de la Mairie", "95910", "Saint-Exemple"),
    debtor_number="219509110",
    signatory="Anne Roy",
    capacity="présidente",
    delegation="",
    is_delegation_executory=False,
    remedies=REMEDIES,
)


def test_a_whole_titre_lacks_nothing():
    assert missing(WHOLE) == []


@pytest.mark.parametrize(
    ("name", "empty", "mention"),
    [
        ("bases", (), "bases"),
        ("bases", ("x", " "), "bases"),
        ("object", " ", "object"),
        ("legal_basis", "", "legal_basis"),
        ("imputations", ("7588", ""), "imputation"),
        ("debtor_name", "", "debtor_name"),
        ("debtor_address", ("1 rue X", "", "Y"), "debtor_address"),
        ("debtor_number", "", "debtor_number"),
        ("signatory", "", "signatory"),
        ("signatory", "Roy", "signatory_name"),
        ("capacity", "", "capacity"),
        ("remedies", "", "remedies"),
    ],
)
def test_each_mention_is_asked_by_itself(name, empty, mention):
    assert missing(replace(WHOLE, **{name: empty})) == [mention]


def test_a_delegate_signs_with_an_executory_act():
    delegate = replace(WHOLE, capacity="vice-président délégué aux finances")
    assert missing(delegate) == ["delegation"]
    with_act = replace(delegate, delegation="arrêté 2026-4")
    assert missing(with_act) == ["delegation_executory"]
    assert missing(replace(with_act, is_delegation_executory=True)) == []


@pytest.mark.parametrize(
    "capacity",
    ["vice-présidente", "directrice générale des services", "Le président", "par délégation", ""],
)
def test_who_is_not_plainly_at_the_head_needs_a_delegation(capacity):
    assert not is_ordonnateur(capacity)
