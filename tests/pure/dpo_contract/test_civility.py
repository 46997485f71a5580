import pytest

from odoo.addons.dpo_contract.tools.civility import (
    Head,
    address,
    capacity,
    deduced,
    greeting,
    office,
    person,
)

MAYOR = ("maire", "maire")
PRESIDENT = ("président", "présidente")
DIRECTOR = ("directeur général", "directrice générale")


@pytest.mark.parametrize(
    ("titles", "civility", "expected"),
    [
        (MAYOR, "madam", ("Madame la Maire", "Madame la Maire", "la maire", "maire")),
        (MAYOR, "sir", ("Monsieur le Maire", "Monsieur le Maire", "le maire", "maire")),
        (
            PRESIDENT,
            "madam",
            ("Madame la Présidente", "Madame la Présidente", "la présidente", "présidente"),
        ),
        (
            DIRECTOR,
            "sir",
            (
                "Monsieur le Directeur général",
                "Monsieur le Directeur général",
                "le directeur général",
                "directeur général",
            ),
        ),
        (
            PRESIDENT,
            "",
            (
                "Madame la Présidente ou Monsieur le Président",
                "Madame, Monsieur",
                "le président",
                "président",
            ),
        ),
    ],
)
def test_the_head_is_addressed_greeted_and_named(titles, civility, expected):
    head = Head(*titles, "Anne Martin", civility)
    assert (address(head), greeting(head), office(head), capacity(head)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Présidente", "madam"), (" président ", "sir"), ("Vice-présidente", ""), ("", "")],
)
def test_only_the_very_title_of_the_office_tells_a_gender(title, expected):
    assert deduced("", title, *PRESIDENT) == expected


def test_a_typed_title_never_contradicts_the_civility():
    assert deduced("sir", "Présidente", *PRESIDENT) == "sir"


def test_an_unknown_civility_leaves_the_name_alone():
    assert person(Head(*MAYOR, "Anne Martin")) == "Anne Martin"
