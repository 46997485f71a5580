from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import Measure, recompute
from odoo.addons.dpo_contract.tools.fee_draft import Facts, Tariff, draft
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule
from odoo.addons.dpo_contract.tools.fee_share import Case, share_out, with_shares
from odoo.addons.dpo_contract.tools.liability import Liability
from odoo.addons.dpo_contract.tools.prorata import Period
from odoo.addons.dpo_contract.tools.snapshot_dict import from_dict, to_dict

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
POOL = Rule("pool", COM, mode="share", amount=Decimal(10000))
TARIFF = Tariff("NUM", "contribution", "2026", YEAR, (POOL,), first_year="month")

populations = st.integers(0, 300_000)
kinds = st.sampled_from(["none", "day", "month", "quarter", "half_year"])
starts = st.integers(0, 364).map(lambda n: YEAR.start + timedelta(days=n))


def case(name, population, start=YEAR.start, kind="month", **owed):
    measure = None if population is None else Measure("population_municipal", population, 2023)
    liability = Liability(name, Period(start, YEAR.end), kind, "none", **owed)
    return Case(name, Facts("COM", measure), liability)


def drafts(tariff, cases):
    return [draft(tariff, c.facts, c.owed) for c in with_shares(tariff, cases)]


def words(row):
    return " ".join(row.explanation.split())


@given(
    st.lists(st.tuples(populations, starts, kinds), min_size=1, max_size=40), st.integers(0, 10**7)
)
def test_the_parts_add_up_to_the_amount_to_the_cent(members, cents):
    amount = Decimal(cents) / 100
    tariff = replace(TARIFF, rules=(replace(POOL, amount=amount),))
    rows = drafts(tariff, [case(i, *member) for i, member in enumerate(members)])
    if all(row.result is None for row in rows):
        assert {row.reasons for row in rows} == {("no_share",)}
    else:
        assert sum(row.amount for row in rows) == amount


@given(st.lists(populations, min_size=1, max_size=30))
def test_nobody_pays_a_cent_more_or_less_than_its_exact_part(members):
    shares = share_out(Decimal("98765.43"), [Fraction(value) for value in members]) or ()
    for share, value in zip(shares, members, strict=False):
        exact = Fraction("98765.43") * value / sum(members)
        assert abs(Fraction(share.part) - exact) < Fraction(1, 100)


@given(st.lists(st.tuples(st.integers(1, 9999), starts), min_size=1, max_size=8))
def test_each_part_is_proved_from_its_own_snapshot(members):
    for row in drafts(TARIFF, [case(i, *member) for i, member in enumerate(members)]):
        assert recompute(from_dict(to_dict(row.snapshot))) == row.amount


def test_who_joins_in_july_weighs_half():
    rows = drafts(TARIFF, [case("A", 600), case("B", 600, date(2026, 7, 1))])
    assert [str(row.amount) for row in rows] == ["6666.67", "3333.33"]
    assert rows[1].reasons == ("prorata",)


def test_two_payers_of_one_body_weigh_once():
    halves = (Decimal(50), Decimal(50))
    first = case("B", 600, shares=halves)
    second = replace(first, owed=replace(first.owed, payer="CC", share_index=1))
    rows = drafts(TARIFF, [case("A", 600), first, second])
    assert [row.amount for row in rows] == [5000, 2500, 2500]


def test_an_agreed_price_takes_no_part():
    free = case("B", 600)
    free = replace(free, facts=replace(free.facts, free_reason="CCAS"))
    rows = drafts(TARIFF, [case("A", 600), free])
    assert [row.amount for row in rows] == [10000, 0]


def test_a_body_without_population_is_named_and_the_others_share():
    rows = drafts(TARIFF, [case("A", 600), case("B", None)])
    assert rows[0].amount == 10000
    assert rows[1].reasons == ("no_population",)


def test_each_price_shares_its_own_amount():
    small = replace(POOL, key="small", population=Bracket(0, 1000), amount=Decimal(100))
    large = replace(POOL, key="large", population=Bracket(1000), amount=Decimal(900))
    tariff = replace(TARIFF, rules=(small, large))
    rows = drafts(tariff, [case("A", 300), case("B", 100), case("C", 5000)])
    assert [row.amount for row in rows] == [75, 25, 900]


def test_the_coefficient_raises_the_amount_and_the_parts_still_add_up():
    tariff = replace(TARIFF, revision=Decimal("1.0213"))
    rows = drafts(tariff, [case("A", 1), case("B", 1), case("C", 1)])
    assert sum(row.amount for row in rows) == 10213


def test_the_grid_in_whole_euros_shares_to_the_cent():
    tariff = replace(TARIFF, step=Decimal(5))
    rows = drafts(tariff, [case("A", 1), case("B", 1), case("C", 1)])
    assert sum(row.amount for row in rows) == 10000


def test_a_service_voted_late_gives_its_part_for_the_new_months_only():
    former = (replace(POOL, key="former", amount=Decimal(1200)),)
    late = replace(TARIFF, nature="service", executory_on=date(2026, 7, 1), former_rules=former)
    row = drafts(late, [case("A", 600)])[0]
    assert row.amount == 600 + 5000
    assert recompute(from_dict(to_dict(row.snapshot))) == row.amount
    assert "ancien tarif 1 200 € × 1/2 + nouveau tarif 10 000 € × 1/2" in words(row)


def test_the_sentence_states_the_key():
    rows = drafts(TARIFF, [case("A", 1243), case("B", 51067, date(2026, 5, 15))])
    assert words(rows[0]) == (
        "Population municipale 2023 : 1 243 hab. : 10 000 € à répartir × 14 916/423 452 "
        "(population × 12es de période) → 352,25 €"
    )
    assert words(rows[1]).endswith("adhésion au 15/05 : 8/12, compris dans la clé → 9 647,75 €")
