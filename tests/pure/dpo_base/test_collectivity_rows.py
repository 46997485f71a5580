import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import collectivity_rows as cr
from odoo.addons.dpo_base.tools.collectivity_columns import SYNONYMS
from odoo.addons.dpo_base.tools.tabular import Row

CONTEXT = cr.RowContext(
    body_types={"com": "COM", "commune": "COM", "ccas": "CCAS", "met": "MET"},
    default_body_type="COM",
)


def parse(context=CONTEXT, line=2, **values):
    values = {"name": "Agneaux", "siren": "215000027", **values}
    mapping = {name: column for column, name in enumerate(values)}
    return cr.parse_row(Row(line, list(values.values())), mapping, context)


def codes(**values):
    return [(problem.column, problem.code) for problem in parse(**values)]


def test_a_whole_row():
    row = parse(
        siret="215 000 027 00015",
        insee="50002",
        epci_siren="200066389.0",
        epci_name=" CA  Saint-Lô\u00a0Agglo",
        postal_code="50180|50000",
        population_municipal="4\u202f286",
        agents="52,00",
        email="Mairie@Agneaux.example",
        phone="+33 2 33 00 00 00",
        street="1, place de la Mairie",
        body_type="CCAS",
    )
    assert row == cr.CollectivityRow(
        line=2,
        name="Agneaux",
        siren="215000027",
        siret="21500002700015",
        insee="50002",
        body_type="CCAS",
        epci_siren="200066389",
        epci_name="CA Saint-Lô Agglo",
        postal_code="50180",
        street="1, place de la Mairie",
        email="mairie@agneaux.example",
        phone="+33 2 33 00 00 00",
        population_municipal=4286,
        agents=52,
    )


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("name", "", "empty"),
        ("name", " \u200b\u202e\u00a0", "empty"),
        ("name", "=HYPERLINK(1)", "formula"),
        ("name", "@SUM(1)", "formula"),
        ("name", "-Agneaux", "formula"),
        ("name", "\u200b=1", "formula"),
        ("name", "12345", "no_letter"),
        ("name", "x" * 201, "too_long"),
        ("siren", "215000028", "checksum"),
        ("siren", "2,15E+08", "scientific"),
        ("siret", "21500002700016", "checksum"),
        ("insee", "1001", "lost_zero"),
        ("insee", "50000", "format"),
        ("epci_siren", "200066388", "checksum"),
        ("postal_code", "5018A", "format"),
        ("population", "-3", "negative"),
        ("population", "1243,5", "decimals"),
        ("population", "1.243", "decimals"),
        ("population", "1,000", "decimals"),
        ("population", "12 43", "not_a_number"),
        ("population", "٤٢", "not_a_number"),
        ("population", "²", "not_a_number"),
        ("population", "nd", "not_a_number"),
        ("population", "1E+03", "not_a_number"),
        ("population_total", "9" * 12, "too_big"),
        ("agents", "9" * 5000, "too_big"),
        ("body_type", "Planète", "unknown_type"),
        ("body_type", "COMD", "delegated_commune"),
        ("body_type", "commune-deleguee", "delegated_commune"),
        ("body_type", "arrondissement-municipal", "delegated_commune"),
        ("email", "mairie", "email"),
        ("street", "=1+1", "formula"),
        ("epci_name", "+1", "formula"),
    ],
)
def test_refusals(field, value, code):
    assert codes(**{field: value}) == [(field, code)]


def test_all_the_problems_of_a_row_are_given_at_once():
    assert codes(name="", siren="1", population="x") == [
        ("name", "empty"),
        ("siren", "length"),
        ("population", "not_a_number"),
    ]


def test_a_problem_shows_the_start_of_the_value_only():
    assert len(parse(siren="9" * 10_000)[0].value) == 80


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"siren": "", "siret": ""}, "no_identifier"),
        ({"siret": "21500004300012"}, "siret_mismatch"),
    ],
)
def test_identifiers_that_contradict_each_other(values, code):
    assert codes(**values) == [("siren", code)]


def test_an_identifier_is_enough():
    assert parse(siren="", siret="21500002700015").siren == "215000027"
    assert parse(siren="", insee="50002").insee == "50002"


@pytest.mark.parametrize("value", ["ZZZZZZZZZ", "Sans objet", ""])
def test_a_commune_outside_any_epci(value):
    row = parse(epci_siren=value, epci_name="Sans objet")
    assert (row.epci_siren, row.epci_name) == ("", "")


def test_insee_in_two_columns_and_lost_zeros():
    assert parse(department="974", insee_suffix="411").insee == "97411"
    assert parse(department="1", insee_suffix="1").insee == "01001"
    restoring = dataclasses.replace(CONTEXT, restore_zero=True)
    row = parse(restoring, insee="1001", postal_code="1400")
    assert (row.insee, row.postal_code) == ("01001", "01400")


@pytest.mark.parametrize(
    ("label", "code"),
    [("Commune", "COM"), ("commune-actuelle", "COM"), ("MET69", "MET"), ("Métropole", "MET"),
     ("", "COM"), ("CCAS", "CCAS")],
)  # fmt: skip
def test_body_type_comes_from_its_column_only(label, code):
    assert parse(body_type=label).body_type == code


def test_body_type_is_not_guessed_from_the_siren():
    context = cr.RowContext(body_types=CONTEXT.body_types)
    assert parse(context, siren="265009993").body_type == ""


def test_a_lone_dash_says_nothing():
    row = parse(population="-", epci_siren="–", street="-", email="-", body_type="-")
    assert row == parse()
    assert codes(name="-") == [("name", "empty")]


def test_columns_missing_at_the_end_of_a_row_are_empty():
    mapping = {"name": 0, "siren": 1, "population": 7}
    assert cr.parse_row(Row(2, ["Agneaux", "215000027"]), mapping, CONTEXT).population is None


@given(st.dictionaries(st.sampled_from(sorted(SYNONYMS)), st.text(max_size=15)))
def test_any_row_gives_facts_or_problems(values):
    result = parse(**values)
    if isinstance(result, list):
        assert result
        assert all(problem.code and problem.line == 2 for problem in result)
    else:
        texts = [value for value in dataclasses.astuple(result) if isinstance(value, str)]
        assert not any(text.startswith(("=", "@", "-")) for text in texts)
        assert all(char.isprintable() for text in texts for char in text)


@given(st.integers(0, 99_999_999), st.sampled_from([" ", "\u00a0", "\u202f"]))
def test_french_thousands(number, space):
    written = f"{number:,}".replace(",", space)
    assert cr.parse_count(written) == cr.parse_count(f"{number}.0") == number


def test_duplicates_name_the_first_line():
    guard = cr.DuplicateGuard()
    assert guard.check(parse(line=2, insee="50002")) is None
    again = guard.check(parse(line=5, insee="50004"))
    assert (again.line, again.code, again.other) == (5, "duplicate_siren", 2)
    other = guard.check(parse(line=6, siren="215000043", insee="50002"))
    assert (other.code, other.column, other.other) == ("insee_other_siren", "insee", 2)
    assert guard.check(parse(line=7, siren="", insee="50002")).code == "duplicate_insee"
    assert guard.check(parse(line=8, siren="265009993", insee="50002", body_type="CCAS")) is None


def test_a_row_refused_as_duplicate_is_not_remembered():
    guard = cr.DuplicateGuard()
    guard.check(parse(line=2, insee="50002"))
    guard.check(parse(line=3, insee="50004"))
    assert guard.check(parse(line=4, siren="215000043", insee="50004")) is None
