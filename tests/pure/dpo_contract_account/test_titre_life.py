from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract_account.tools.titre_life import (
    CORRECTIONS,
    UNDOING,
    Movement,
    balance,
    exercise_of,
    proposal,
    refusal,
    situation,
)

ISSUED, TODAY = date(2026, 3, 12), date(2026, 12, 1)
cents = st.integers(0, 10**7).map(lambda number: Decimal(number) / 100)
days = st.dates(ISSUED, TODAY)
kinds = st.sampled_from([*sorted(CORRECTIONS), "payment"])
movements = st.lists(st.builds(Movement, kinds, days, cents), max_size=12)


def accepted(amount, wanted):
    """The movements of ``wanted`` that are let in, one after the other."""
    kept = []
    for movement in wanted:
        before = balance(amount, kept)
        if not refusal(before, movement, issued_on=ISSUED, today=TODAY):
            kept.append(movement)
    return kept


@given(cents, movements)
def test_corrections_never_exceed_the_titre(amount, wanted):
    read = balance(amount, accepted(amount, wanted))
    assert Decimal(0) <= read.net <= amount
    assert read.net + read.corrected == amount


@given(cents, movements)
def test_what_is_left_is_exact_to_the_cent(amount, wanted):
    read = balance(amount, accepted(amount, wanted))
    reported = read.reported or Decimal(0)
    assert read.left == max(read.net - reported, 0)
    assert read.excess == max(reported - (amount - read.extinguished), 0)


def test_money_collected_after_an_admission_en_non_valeur_is_not_given_back():
    written_off = Movement("bad_debt", date(2026, 5, 4), Decimal(420))
    read = balance(Decimal(420), [written_off, Movement("payment", TODAY, Decimal(100))])
    assert (read.net, read.excess) == (0, 0)


def test_money_collected_before_a_remission_is_given_back():
    remitted = Movement("remission", TODAY, Decimal(420))
    read = balance(Decimal(420), [Movement("payment", date(2026, 5, 4), Decimal(100)), remitted])
    assert read.excess == 100


@given(cents.filter(bool), movements)
def test_a_fee_is_freed_only_when_nothing_of_its_claim_stands(amount, wanted):
    kept = accepted(amount, wanted)
    undone = sum(movement.amount for movement in kept if movement.kind in UNDOING)
    assert balance(amount, kept).is_undone == (undone == amount)


@given(movements.filter(lambda some: all(m.kind != "payment" for m in some)))
def test_nothing_reported_claims_nothing(wanted):
    read = balance(Decimal(420), accepted(Decimal(420), wanted))
    assert read.collection == "unknown"
    assert situation("issued", read, is_contested=False) in ("issued", "written_off", "cancelled")


@given(cents.filter(bool), movements, st.booleans())
def test_a_cancelled_titre_is_not_owed_and_no_dispute_changes_it(amount, wanted, contested):
    read = balance(amount, accepted(amount, wanted))
    if read.is_undone:
        assert not read.is_owed
        assert situation("issued", read, is_contested=contested) == "cancelled"


def test_an_irrecoverable_claim_is_cleared_and_still_owed():
    read = balance(Decimal(420), [Movement("bad_debt", TODAY, Decimal(420))])
    assert (read.net, read.is_owed, read.is_undone) == (0, True, False)


def test_the_latest_report_holds_whatever_the_order():
    reports = [Movement("payment", TODAY, Decimal(420)), Movement("payment", ISSUED, Decimal(20))]
    assert balance(Decimal(420), reports).collection == "full"
    assert balance(Decimal(420), reports[1:]).collection == "partial"


def test_an_assembly_decides_with_an_act():
    new = Movement("remission", TODAY, Decimal(20))
    before = balance(Decimal(420), [])
    asked = {"issued_on": ISSUED, "today": TODAY}
    assert refusal(before, new, **asked, has_act=False) == "no_act"
    assert refusal(before, new, **asked, has_act=True) is None


def test_a_day_before_the_issue_or_to_come_is_refused():
    before = balance(Decimal(420), [])
    asked = {"issued_on": ISSUED, "today": TODAY}
    early = Movement("payment", ISSUED - timedelta(1), Decimal(1))
    late = Movement("payment", TODAY + timedelta(1), Decimal(1))
    assert refusal(before, early, **asked) == "before_issue"
    assert refusal(before, late, **asked) == "future"


@given(st.integers(2020, 2040), st.dates(date(2020, 1, 1), date(2041, 12, 31)), st.booleans())
def test_673_is_for_closed_exercises_only(exercise, today, is_whole):
    proposed = proposal(exercise, today, is_whole=is_whole)
    assert (proposed.kind == "mandate_673") == (today > date(exercise + 1, 1, 31))
    assert proposed.is_late == (proposed.kind != "mandate_673" and today.year > exercise)


@given(st.integers(2020, 2040), st.dates(date(2020, 1, 1), date(2042, 12, 31)))
def test_a_titre_belongs_to_the_year_of_its_issue_or_to_the_one_january_closes(asked, issued_on):
    found = exercise_of(asked, issued_on)
    assert found == issued_on.year or (found == asked == issued_on.year - 1)
