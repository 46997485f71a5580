from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.document import to_html
from odoo.addons.dpo_register.tools.notice import Facts, Item, Purpose, Transfer, articles, notice
from odoo.addons.dpo_register.tools.rights import BASES, rights

TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N"]), min_size=1, max_size=12)
ITEMS = st.lists(st.builds(Item, TEXT, st.booleans(), TEXT, st.sampled_from([True, False, None])))
FACTS = st.builds(
    Facts,
    activity=TEXT,
    controller=TEXT,
    head=TEXT,
    contact=st.just([]),
    dpd=st.just([]),
    purposes=st.lists(st.builds(Purpose, TEXT, st.sampled_from([*BASES, ""]), TEXT)),
    data=ITEMS,
    recipients=st.lists(TEXT),
    transfers=st.lists(st.builds(Transfer, TEXT, TEXT, st.sampled_from(["scc", ""]))),
    has_transfer=st.sampled_from(["yes", "no", "unknown", ""]),
    retentions=st.lists(st.tuples(TEXT, TEXT)),
    rights=st.sets(st.sampled_from(BASES), min_size=1).map(rights),
)


@given(FACTS)
def test_everything_that_is_said_is_told(facts):
    html = to_html(notice(facts))
    told = [*facts.recipients, *(purpose.name for purpose in facts.purposes)]
    told += [item.name for item in facts.data] + [name for name, _ in facts.retentions]
    assert all(text in html for text in told)


@given(FACTS)
def test_the_article_follows_from_who_gives_the_data(facts):
    assert ("14" in articles(facts)) == any(item.is_third_party for item in facts.data)
