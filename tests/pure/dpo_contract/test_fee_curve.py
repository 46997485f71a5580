from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.fee_amount import Measure
from odoo.addons.dpo_contract.tools.fee_curve import Curve
from odoo.addons.dpo_contract.tools.fee_draft import Facts, Prices, Tariff, draft
from odoo.addons.dpo_contract.tools.fee_rules import Bracket, Rule
from odoo.addons.dpo_contract.tools.fee_scale import UNIT, Scaling, balance
from odoo.addons.dpo_contract.tools.fee_share import Case, with_shares
from odoo.addons.dpo_contract.tools.liability import Liability
from odoo.addons.dpo_contract.tools.prorata import Period

COM = frozenset({"COM"})
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
SMALL = Rule("small", COM, Bracket(0, 500), amount=Decimal(140))
LARGE = Rule("large", COM, Bracket(500), amount=Decimal(420), cap=Decimal(600))
RATE = Rule("rate", COM, mode="per_unit", amount=Decimal("0.35"), floor=Decimal(50))
TENTH = Rule("tenth", COM, mode="percent", amount=Decimal(10), percent_of="Adhésion")
POOL = Rule("pool", COM, mode="share", amount=Decimal(10000))
ALL = {"small", "large", "rate", "tenth", "pool"}


def tariff(code, *rules, **values):
    return Tariff(code, "contribution", "2026", YEAR, rules, first_year="month", **values)


TARIFFS = [
    tariff("ADH", SMALL, LARGE),
    tariff("NUM", RATE),
    tariff("SUP", TENTH, base=Prices((SMALL, LARGE))),
    tariff("SIG", POOL),
]
members = st.lists(
    st.tuples(st.integers(1, 20_000), st.integers(0, 364), st.booleans()), min_size=1, max_size=12
)
factors = st.integers(0, 3_000_000).map(lambda n: n * UNIT)
scalings = st.builds(Scaling, st.sampled_from([Decimal("0.01"), Decimal(1)]), st.booleans())


def cases_of(known):
    return [
        Case(
            i,
            Facts(
                "COM",
                Measure("population_municipal", value),
                special_amount=Decimal(77) if is_special else None,
            ),
            Liability(i, Period(YEAR.start + timedelta(days=day), YEAR.end), "month", "none"),
        )
        for i, (value, day, is_special) in enumerate(known)
    ]


def curve_of(known, scaling, keys=ALL):
    curve = Curve(scaling, keys)
    for each in TARIFFS:
        curve.add(each, cases_of(known), [True] * len(known))
    return curve


def called(known, scaling, factor, keys=ALL):
    """The sum as a call would compute it, row by row, on the scaled grid."""

    def scale(rules):
        return tuple(scaling.apply(r, factor) if r.key in keys else r for r in rules)

    rows = []
    for each in TARIFFS:
        base = Prices(scale(each.base.rules)) if each.base else None
        scaled = replace(each, rules=scale(each.rules), base=base)
        rows += [draft(scaled, c.facts, c.owed) for c in with_shares(scaled, cases_of(known))]
    return sum(row.amount for row in rows)


@given(members, scalings, factors)
def test_the_curve_is_what_a_call_would_sum(known, scaling, factor):
    assert curve_of(known, scaling).total(factor) == called(known, scaling, factor)


@given(members, factors)
def test_only_the_chosen_prices_move(known, factor):
    keys = {"small", "large"}
    assert curve_of(known, Scaling(), keys).total(factor) == called(known, Scaling(), factor, keys)


@given(members, factors, factors)
def test_the_curve_never_falls(known, one, other):
    curve = curve_of(known, Scaling(with_limits=True))
    low, high = sorted((one, other))
    assert curve.total(low) <= curve.total(high)


@given(members)
def test_balancing_to_what_the_grid_brings_in_already_reaches_it(known):
    curve = curve_of(known, Scaling())
    assert balance(curve.total, curve.total(Decimal(1))).total == curve.total(Decimal(1))
