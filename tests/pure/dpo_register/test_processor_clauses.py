from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.processor_clauses import CLAUSES, review_state

VERDICTS = st.lists(st.sampled_from(["present", "partial", "absent", "unknown"]), min_size=1)


def test_the_eleven_points_of_article_28_are_there_once():
    assert len(CLAUSES) == len({clause.key for clause in CLAUSES}) == 11
    letters = "".join(clause.article[-1] for clause in CLAUSES if "§ 3, " in clause.article)
    assert letters.startswith("abcdefgh")


@given(VERDICTS)
def test_a_review_is_complete_only_when_every_point_is_present(verdicts):
    assert (review_state(verdicts) == "complete") == (set(verdicts) == {"present"})
