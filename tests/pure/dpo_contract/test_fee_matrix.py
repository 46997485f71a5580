from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools.french import NBSP, THIN
from odoo.addons.dpo_contract.tools.fee_matrix import Rectangle, matrix, prove
from odoo.addons.dpo_contract.tools.fee_rules import (
    Bracket,
    FeeProblem,
    Metrics,
    Rule,
    applicable,
)
from odoo.addons.dpo_contract.tools.french import bounds

COM = frozenset({"COM"})


def plain(value):
    return str(value).replace(NBSP, " ").replace(THIN, " ")


@st.composite
def brackets(draw, top=8):
    low = draw(st.integers(0, top - 1))
    return Bracket(low, draw(st.none() | st.integers(low + 1, top)))


@st.composite
def grids(draw):
    pairs = draw(st.lists(st.tuples(brackets(), brackets()), max_size=6))
    return [Rule(f"r{i}", COM, *pair) for i, pair in enumerate(pairs)]


def inside(rectangle, population, agents):
    return population in rectangle.population and agents in rectangle.agents


@given(grids(), st.integers(0, 12), st.integers(0, 12))
def test_proof_agrees_with_every_single_collectivity(rules, population, agents):
    proof = matrix(rules, "COM")
    try:
        applicable(rules, "COM", Metrics(population, agents))
        found = "one"
    except FeeProblem as problem:
        found = problem.code
    holes = [h for h in proof.holes if inside(h, population, agents)]
    overlaps = [o for o in proof.overlaps if inside(o.area, population, agents)]
    assert len(holes) == (found == "no_rule")
    assert len(overlaps) == (found == "two_rules")
    row = next(i for i, b in enumerate(proof.rows) if population in b)
    column = next(j for j, b in enumerate(proof.columns) if agents in b)
    matching = tuple(r.key for r in rules if population in r.population and agents in r.agents)
    assert proof.cells[row][column] == matching


@given(st.sets(st.integers(1, 50), max_size=6), st.sets(st.integers(1, 50), max_size=4))
def test_grid_cut_in_full_rows_and_columns_is_sound(rows, columns):
    def cut(starts):
        edges = [0, *sorted(starts), None]
        return [Bracket(a, b) for a, b in zip(edges, edges[1:], strict=False)]

    rules = [Rule(f"{p.min}/{a.min}", COM, p, a) for p in cut(rows) for a in cut(columns)]
    assert matrix(rules, "COM").is_sound


def test_holes_are_named_as_few_whole_rectangles():
    rules = [
        Rule("a", COM, Bracket(0, 500)),
        Rule("b", COM, Bracket(500, 2000), Bracket(0, 50)),
        Rule("c", COM, Bracket(2000)),
        Rule("d", COM, Bracket(500, 1000), Bracket(90)),
    ]
    holes = matrix(rules, "COM").holes
    assert [plain(hole) for hole in holes] == [
        "de 500 à 999 habitants, de 50 à 89 agents",
        "de 1 000 à 1 999 habitants, 50 agents et plus",
    ]


def test_overlap_names_its_rules_and_its_area():
    rules = [Rule("a", COM, Bracket(0, 501)), Rule("b", COM, Bracket(500))]
    (overlap,) = matrix(rules, "COM").overlaps
    assert overlap.rules == ("a", "b")
    assert plain(overlap.area) == "500 habitants"


def test_body_type_without_rule_is_one_hole():
    assert [plain(h) for h in matrix([], "COM").holes] == ["quelle que soit la population"]


def test_body_types_are_proved_apart():
    rules = [
        Rule("a", frozenset({"COM", "CCAS"}), Bracket(0, 500)),
        Rule("b", COM, Bracket(500)),
    ]
    sound = {proof.body_type: proof.is_sound for proof in prove(rules)}
    assert sound == {"COM": True, "CCAS": False}


@given(brackets(top=30), st.integers(0, 40))
def test_words_of_bounds_read_as_the_rule_computes(bracket, value):
    text = plain(bounds(bracket, "population"))
    numbers = [int(word) for word in text.split() if word.isdigit()]
    if text.startswith("de "):
        expected = numbers[0] <= value <= numbers[1]
    elif text.startswith("moins de"):
        expected = value < numbers[0]
    elif text.endswith("et plus"):
        expected = value >= numbers[0]
    elif text.startswith("quelle"):
        expected = True
    else:
        expected = value == (numbers[0] if numbers else 0)
    assert (value in bracket) is expected


def test_bounds_in_words():
    words = {
        Bracket(500, 1000): "de 500 à 999 habitants",
        Bracket(0, 500): "moins de 500 habitants",
        Bracket(10000): "10 000 habitants et plus",
        Bracket(0, 1): "aucun habitant",
        Bracket(1, 2): "1 habitant",
        Bracket(): "quelle que soit la population",
    }
    assert {b: plain(bounds(b, "population")) for b in words} == words
    assert plain(Rectangle(agents=Bracket(0, 10))) == "moins de 10 agents"
