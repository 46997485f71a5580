from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_contract_account.tools.titre_file import TitreProblem
from odoo.addons.dpo_contract_chorus.tools import chorus

PLACES = {"number": 0, "status": 1, "day": 2, "reason": 3}
DAYS = st.dates(date(2000, 1, 1), date(2100, 1, 1))


@given(st.sampled_from(sorted(chorus.STATUSES)), DAYS)
def test_every_word_of_chorus_pro_is_read_in_any_case(words, day):
    read = chorus.parse(["F-1", words.upper(), f"{day:%d/%m/%Y}"], PLACES)
    assert (read.status, read.day) == (chorus.STATUSES[words], day)


@given(st.lists(st.text(max_size=12), max_size=6))
def test_a_line_is_read_or_refused_with_a_code(cells):
    try:
        assert chorus.parse(cells, PLACES).number
    except TitreProblem as problem:
        assert problem.code in {"no_number", "status", "date"}


def test_only_three_statuses_ask_for_a_gesture():
    assert set(chorus.GESTURES) == {"recycle", "suspended", "rejected"}
    assert set(chorus.GESTURES) <= set(chorus.STATUSES.values())


@pytest.mark.parametrize("missing", chorus.NEEDED)
def test_a_header_without_a_needed_column_is_refused(missing):
    titles = {"number": "N° facture", "status": "Statut", "day": "Date"}
    with pytest.raises(TitreProblem) as refused:
        chorus.columns([title for key, title in titles.items() if key != missing])
    assert refused.value.value == missing


@given(st.text(alphabet="0123456789", min_size=1, max_size=13))
def test_fewer_than_fourteen_digits_are_no_siret(digits):
    assert not chorus.is_siret(digits)
