from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract.tools.departure import PROCEDURES, Balance, too_late

MONEY = st.decimals(0, 10000, places=2)


@given(MONEY, MONEY)
def test_a_balance_leads_from_what_was_called_to_what_is_due(due, called):
    balance = Balance(due, called)
    sign = {"call": 1, "reduce": -1, "even": 0}[balance.sense]
    assert called + sign * balance.difference == due
    assert balance.difference >= 0


def test_the_prefect_pronounces_a_withdrawal_from_a_syndicat_not_from_an_association():
    assert "order_act_id" in PROCEDURES["withdrawal"].acts
    assert "order_act_id" not in PROCEDURES["by_statutes"].acts


@pytest.mark.parametrize("kind", PROCEDURES)
def test_every_departure_rests_on_an_act(kind):
    assert PROCEDURES[kind].acts
    assert PROCEDURES[kind].ground


def test_only_a_dissolution_ends_the_body():
    assert {kind for kind, procedure in PROCEDURES.items() if procedure.dissolves} == {
        "dissolution",
        "ccas",
    }


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.dates(date(2026, 1, 1), date(2027, 1, 1)))
def test_an_act_of_the_last_day_or_before_is_in_time(last, act):
    assert bool(too_late(last, [act, None])) == (act > last)


def test_equal_amounts_leave_nothing_to_do():
    assert Balance(Decimal("70.00"), Decimal(70)).sense == "even"
