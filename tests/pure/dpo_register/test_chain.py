from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.chain import has_cycle, walk

NODES = st.integers(0, 12)
DOWNWARD = st.sets(st.tuples(NODES, NODES).filter(lambda edge: edge[0] < edge[1]), max_size=15)


def _edges(pairs):
    found = {}
    for start, end in sorted(pairs):
        found.setdefault(start, []).append(end)
    return found


@given(DOWNWARD)
def test_a_chain_that_only_goes_down_has_no_cycle_and_is_told_to_its_end(pairs):
    edges = _edges(pairs)
    assert not has_cycle(edges)
    told = {(start, end) for root in edges for _level, start, end in walk(edges, root)}
    assert told == pairs


@given(DOWNWARD.filter(bool))
def test_a_link_back_closes_a_circle(pairs):
    start, end = min(pairs)
    assert has_cycle(_edges(pairs | {(end, start)}))
