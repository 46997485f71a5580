from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.threshold import Claim, below_threshold, settle

cents = st.integers(-500, 3000).map(lambda n: Decimal(n) / 100)
claims = st.lists(st.tuples(st.sampled_from("abcd"), cents)).map(
    lambda rows: [Claim(i, *row) for i, row in enumerate(rows)]
)
choices = st.dictionaries(
    st.sampled_from("abcd"), st.sampled_from(["group", "carry_over", "give_up"])
)


def claim(key, debtor, amount):
    return Claim(key, debtor, Decimal(amount))


def test_fifteen_euros_are_recoverable():
    assert below_threshold([claim(1, "a", "15.00")]) == []


def test_rows_of_one_debtor_are_looked_at_together():
    rows = [claim(1, "a", "11.67"), claim(2, "a", "12.50"), claim(3, "b", "14.99")]
    (debtor,) = below_threshold(rows)
    assert (debtor.key, debtor.total) == ("b", Decimal("14.99"))


def test_debtor_who_owes_nothing_is_not_a_question():
    assert below_threshold([claim(1, "a", "0"), claim(2, "b", "-3")]) == []


def test_each_choice_sends_the_rows_to_its_own_place():
    rows = [claim(i, name, "5") for i, name in enumerate("abcd")]
    rows.append(claim(9, "e", "20"))
    recorded = {"a": "group", "b": "carry_over", "c": "give_up", "e": "give_up"}
    settlement = settle(rows, recorded)
    assert [c.debtor for c in settlement.to_collect] == ["a", "e"]
    assert [c.debtor for c in settlement.carried_over] == ["b"]
    assert [c.debtor for c in settlement.given_up] == ["c"]
    assert [c.debtor for c in settlement.undecided] == ["d"]


@given(claims, choices)
def test_no_claim_is_lost_or_counted_twice(rows, recorded):
    settlement = settle(rows, recorded)
    sorted_rows = [
        *settlement.to_collect,
        *settlement.carried_over,
        *settlement.given_up,
        *settlement.undecided,
    ]
    assert sorted(c.key for c in sorted_rows) == [c.key for c in rows]


@given(claims, st.randoms())
def test_order_of_the_rows_changes_no_debtor(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    before = {debtor.key: debtor.total for debtor in below_threshold(rows)}
    after = {debtor.key: debtor.total for debtor in below_threshold(shuffled)}
    assert before == after
