"""What a row changes: properties of the plan, then each way of contradicting the record."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.collectivity_plan import (
    TEXTS,
    Book,
    Choices,
    Known,
    Refused,
    epci_body_type,
    plan_row,
)
from odoo.addons.dpo_base.tools.collectivity_rows import CollectivityRow

KEY = ("population_municipal", 2023, date(2026, 1, 1))
CHOICES = Choices(frozenset({"COM", "CN"}), {"population": KEY})
EMPTY = Book({}, {})

words = st.text("abcdé '-", max_size=5).map(str.strip)
rows = st.builds(
    CollectivityRow,
    line=st.just(2),
    name=st.sampled_from(["Agneaux", "AGNEAUX", "Airel"]),
    siren=st.sampled_from(["", "215000027", "215000043"]),
    insee=st.sampled_from(["", "50002", "50004"]),
    body_type=st.sampled_from(["COM", "CN", "CCAS"]),
    epci_siren=st.sampled_from(["", "200066389", "200067023"]),
    street=words,
    email=words,
    population=st.sampled_from([None, 1, 2]),
)
bodies = st.builds(
    Known,
    id=st.integers(1, 3),
    siren=st.sampled_from(["", "215000027", "215000043"]),
    insee=st.sampled_from(["", "50002", "50004"]),
    body_type=st.sampled_from(["COM", "CCAS", ""]),
    texts=st.fixed_dictionaries({"name": st.sampled_from(["Agneaux", "Airel"]), "street": words}),
    metrics=st.sampled_from([{}, {KEY: 1}]),
    epcis=st.sampled_from([frozenset(), frozenset({"200066389"})]),
    engaged=st.booleans(),
)
books = st.lists(bodies, max_size=3, unique_by=(lambda b: b.id, lambda b: b.siren)).map(
    lambda found: Book(
        {body.siren: body for body in found if body.siren},
        {body.insee: body for body in found if body.insee and body.siren != "215000027"},
    )
)
choices = st.builds(
    Choices,
    commune_types=st.just(frozenset({"COM", "CN"})),
    metric_keys=st.just({"population": KEY}),
    replace=st.booleans(),
    engage=st.booleans(),
)


def applied(step, book):
    """The book once the step is written."""
    old = step.known or Known(id=99)
    succession = {(step.succeeds.id, step.row.siren)} if step.succeeds else set()
    body = replace(
        old,
        siren=step.texts.get("siren", old.siren),
        body_type=step.texts.get("body_type", old.body_type),
        insee=step.row.insee if step.takes_insee else old.insee,
        texts={**old.texts, **{k: v for k, v in step.texts.items() if k in TEXTS}},
        metrics={**old.metrics, **step.metrics},
        epcis=(old.epcis - step.leaves) | ({step.row.epci_siren} if step.joins_epci else set()),
        engaged=old.engaged or step.engages,
    )
    by_siren = {s: b for s, b in book.by_siren.items() if b.id != old.id}
    by_insee = {c: b for c, b in book.by_insee.items() if b.id != old.id}
    return Book(
        {**by_siren, **({body.siren: body} if body.siren else {})},
        {**by_insee, **({body.insee: body} if body.insee else {})},
        book.successions | succession,
    )


@given(rows, books, choices)
def test_a_second_import_of_a_row_changes_nothing(row, book, chosen):
    try:
        step = plan_row(row, book, chosen)
    except Refused:
        return
    assert plan_row(row, applied(step, book), chosen).outcome == "unchanged"


@given(rows, books, choices)
def test_nothing_on_record_is_overwritten_unless_replacing(row, book, chosen):
    try:
        step = plan_row(row, book, replace(chosen, replace=False))
    except Refused:
        return
    if step.known:
        on_record = {**step.known.texts, "siren": step.known.siren}
        assert not any(on_record.get(name) for name in step.texts if name != "body_type")
        assert not set(step.metrics) & set(step.known.metrics)
        assert not (step.takes_insee and step.known.insee)


@given(rows, books, choices)
def test_a_living_code_is_never_taken_from_its_holder(row, book, chosen):
    try:
        step = plan_row(row, book, chosen)
    except Refused:
        return
    if step.takes_insee:
        assert row.insee not in book.by_insee
    if step.succeeds:
        assert step.succeeds is book.by_insee[row.insee]
        assert step.succeeds is not step.known


def known(**values):
    values = {"id": 1, "siren": "215000027", "insee": "50002", "body_type": "COM", **values}
    return Known(texts={"name": "Agneaux"}, **values)


def row(**values):
    values = {"name": "Agneaux", "siren": "215000027", "body_type": "COM", **values}
    return CollectivityRow(line=2, **values)


def book(*bodies, successions=frozenset()):
    return Book(
        {body.siren: body for body in bodies if body.siren},
        {body.insee: body for body in bodies if body.insee},
        successions,
    )


@pytest.mark.parametrize(
    ("given_row", "body", "code"),
    [
        (row(), known(dissolved=True), "dissolved"),
        (row(insee="50004"), known(), "other_insee"),
        (row(population=2), known(metrics={KEY: 1}), "other_figure"),
    ],
)
def test_contradictions_are_refused(given_row, body, code):
    with pytest.raises(Refused) as refused:
        plan_row(given_row, book(body), CHOICES)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("given_row", "code"),
    [
        (row(body_type=""), "no_type"),
        (row(siren="", insee="50002", body_type="CCAS"), "no_siren"),
    ],
)
def test_new_bodies_need_a_type_and_a_key(given_row, code):
    with pytest.raises(Refused) as refused:
        plan_row(given_row, EMPTY, CHOICES)
    assert refused.value.code == code


def test_known_code_under_another_siren_proposes_a_succession_once():
    holder = known(siren="215000415")
    step = plan_row(row(insee="50002"), book(holder), CHOICES)
    assert (step.outcome, step.succeeds, step.takes_insee) == ("new", holder, False)
    again = book(holder, successions=frozenset({(1, "215000027")}))
    assert plan_row(row(insee="50002"), again, CHOICES).succeeds is None


def test_code_of_a_commune_means_nothing_for_its_ccas():
    step = plan_row(row(siren="265009993", body_type="CCAS", insee="50002"), book(known()), CHOICES)
    assert (step.outcome, step.succeeds, step.takes_insee) == ("new", None, False)


def test_differing_name_is_kept_and_said_so():
    step = plan_row(row(name="Agneaux-sur-Vire"), book(known()), CHOICES)
    assert (step.outcome, step.kept, step.texts) == ("unchanged", True, {})


def test_names_of_epci_that_say_no_kind():
    assert epci_body_type("Carentan les Marais") == ""
    assert epci_body_type("Cauchois") == ""
