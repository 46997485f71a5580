import json

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.dpo_register.tools.madis import read_treatment
from odoo.addons.dpo_register.tools.madis_measures import read_measure
from odoo.addons.dpo_register.tools.madis_shape import leaves, resources, vendor_card
from odoo.addons.dpo_register.tools.term_book import TermBook

BOOK = TermBook(
    [("person", "agents", "Agents"), ("data", "sante", "Santé"), ("measure", "sauvegarde", "S")]
)
RUBBISH = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=8) | st.sampled_from(["id", "name", "check"]), inner)
    ),
    max_leaves=12,
)
FIELDS = st.sampled_from(
    ["id", "name", "goal", "legalBasis", "legalBasisJustification", "observation", "shelfLifes",
     "contractors", "tools", "software", "dataCategories", "collectingMethod", "service",
     "recipientCategory", "collectivity", "concernedPeopleOther", "securityOther", "statut",
     "estimatedConcernedPeople", "dpoMessage", "unknown", "Name", "status", "cost", "priority",
     "planificationDate", "charge"]
)  # fmt: skip
WORDS = st.text("abcdéè -", min_size=3, max_size=10).map(lambda text: f"zz{text}".strip())
NAMED = st.dictionaries(
    st.sampled_from(["name", "duration", "ultimateFate", "comment", "x"]), WORDS
)
RECORDS = st.dictionaries(FIELDS, WORDS | st.lists(WORDS | NAMED, max_size=3) | NAMED)


@given(RUBBISH)
def test_no_rubbish_raises(content):
    resources(content)
    for one in (content, {"name": content, "shelfLifes": content, "contractors": content}):
        read_treatment(one, BOOK)
        read_measure(one, BOOK)
        vendor_card(one)


@given(st.dictionaries(FIELDS, RUBBISH))
def test_known_fields_with_rubbish_in_them_do_not_raise(record):
    json.dumps(read_treatment(record, BOOK).payload)
    json.dumps(read_measure(record, BOOK).values)


@settings(max_examples=400)
@given(RECORDS)
def test_each_leaf_of_a_treatment_is_in_the_record_or_in_the_list_without_field(record):
    found = read_treatment(record, BOOK)
    kept = json.dumps([found.payload, found.note, found.key], ensure_ascii=False)
    unread = dict(found.unread)
    for path, value in leaves(record):
        if path[0] == "collectivity" or path in unread:
            continue
        assert " ".join(value.split()) in " ".join(kept.split()), path


@settings(max_examples=400)
@given(RECORDS)
def test_each_leaf_of_a_measure_is_in_the_action_or_in_the_list_without_field(record):
    found = read_measure(record, BOOK)
    kept = json.dumps([found.values, found.key], ensure_ascii=False)
    unread = dict(found.unread)
    for path, value in leaves(record):
        if path[0] != "collectivity" and path not in unread:
            assert " ".join(value.split()) in " ".join(kept.split())


@given(RECORDS)
def test_reading_twice_gives_the_same(record):
    assert read_treatment(record, BOOK) == read_treatment(record, BOOK)
