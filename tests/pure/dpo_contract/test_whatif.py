from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.bar_chart import chart
from odoo.addons.dpo_contract.tools.whatif import (
    Change,
    band,
    band_label,
    bands,
    biggest,
    by_trend,
    histogram,
    total,
)

euros = st.integers(0, 10**6).map(lambda n: Decimal(n) / 100)
changes = st.lists(st.builds(Change, st.integers(), euros, euros))


@given(changes)
def test_trends_share_the_members_and_the_euros_out(known):
    parts = by_trend(known).values()
    whole = total(known)
    assert sum(part.count for part in parts) == whole.count
    assert sum(part.difference for part in parts) == whole.difference


@given(changes)
def test_each_member_is_in_one_bar(known):
    assert sum(count for _, count in histogram(known)) == len(known)
    assert {band(change) for change in known} <= set(bands())


@given(changes)
def test_the_biggest_rises_are_rises_in_order(known):
    rises = [change.difference for change in biggest(known, 10, raised=True)]
    assert rises == sorted(rises, reverse=True)
    assert all(rise > 0 for rise in rises)
    falls = [change.difference for change in biggest(known, 10, raised=False)]
    assert falls == sorted(falls)


def test_a_fall_of_exactly_five_per_cent_and_a_rise_of_exactly_five():
    assert band(Change("A", Decimal(100), Decimal(95))) == "from_-5"
    assert band(Change("A", Decimal(100), Decimal("94.99"))) == "from_-10"
    assert band(Change("A", Decimal(100), Decimal(105))) == "from_5"
    assert band(Change("A", Decimal(100), Decimal("104.99"))) == "from_0"


def test_who_leaves_falls_by_a_hundred_per_cent():
    gone = Change("A", Decimal(100), Decimal(0))
    assert (gone.trend, band(gone)) == ("gone", "below_-50")


def test_each_class_has_words_of_its_own():
    assert len({band_label(key) for key in bands()}) == len(bands())


def test_the_longest_bar_fills_the_room_and_the_others_follow():
    drawn = chart([("a", 40, "up"), ("b", 10, "down"), ("c", 0, "same")])
    assert [bar.length for bar in drawn.bars] == [430, 108, 0]
    assert all(bar.end < 640 for bar in drawn.bars)
