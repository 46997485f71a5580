"""A file of the library is read, written and read again without loss."""

import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_register_library.tools.activity import (
    FIELDS,
    KEYS,
    LINES,
    SENTENCES,
    Activity,
    ActivityRefused,
    Applicability,
    read_activity,
    tidy,
    write_activity,
)
from odoo.addons.dpo_register_library.tools.toml_text import toml_text

ADDONS = Path(__file__).parents[3] / "addons"
FILES = sorted((ADDONS / "dpo_register_library/library/activities").glob("*.toml"))
SMALL = 'cle = "paie"\nversion = 1\nconfiance = "haute"\nnom = "Paie"\n'

#: texts of people: anything but what UTF-8 cannot hold
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)


def values_of(column):
    if column.answers is not None:
        plain = st.sampled_from([*column.answers.values()])
        return plain if column.is_required else plain | st.just(column.empty)
    return st.integers(0, 99) if column.empty == 0 else words


def lines_of(columns):
    line = st.fixed_dictionaries({column.name: values_of(column) for column in columns})
    return st.dictionaries(keys, line.map(lambda values: {"sequence": 10, **values}), max_size=3)


def payloads():
    fields = {column.name: values_of(column) for columns in FIELDS.values() for column in columns}
    fields |= {name: st.lists(keys, unique=True).map(sorted) for _at, _french, name in KEYS}
    lines = st.lists(words.map(lambda text: text.replace("\n", " ")).filter(bool), max_size=3)
    fields |= {name: lines.map("\n".join) for _french, name in SENTENCES}
    fields |= {name: lines_of(columns) for name, columns in LINES.values()}
    return st.fixed_dictionaries(fields).map(consistent).map(tidy)


def consistent(payload):
    """A duration that is to be completed is not given."""
    for line in payload["retention_ids"].values():
        if line["to_complete"]:
            line["duration"] = 0
            line["unit"] = "" if line["unit"] == "permanent" else line["unit"]
    return payload


activities = st.builds(
    Activity,
    key=keys,
    number=st.integers(1, 999),
    confidence=st.sampled_from(["high", "medium", "low"]),
    payload=payloads(),
    where=st.builds(
        Applicability,
        body_types=st.lists(keys, max_size=3).map(tuple),
        power=keys | st.just(""),
        equipment=keys | st.just(""),
        numbers=st.lists(keys, max_size=2).map(tuple),
        is_always=st.booleans(),
        by_epci=st.booleans(),
    ),
    note=words,
)


@given(activities)
def test_what_is_written_is_read_back(activity):
    assert read_activity(write_activity(activity)) == activity


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_word_of_a_file_is_lost(path):
    """Every key and every text of the file is in what is written again from it."""
    text = path.read_text(encoding="utf-8")
    data, again = tomllib.loads(text), tomllib.loads(write_activity(read_activity(text)))
    for retention in data["conservations"]:
        # said by its absence when a duration is given
        retention.pop("a_completer", None)
    for retention in again["conservations"]:
        retention.pop("a_completer", None)
    again["applicabilite"].pop("nombres")
    for table in ("personnes", "mesures"):
        data[table] = sorted(data[table])
    data["collecte"]["canaux"] = sorted(data["collecte"]["canaux"])
    assert again == data


def test_a_retention_without_duration_is_to_be_completed():
    text = SMALL + '[[conservations]]\ncle = "a"\nobjet = "Dossier"\n'
    assert read_activity(text).payload["retention_ids"]["a"]["to_complete"]
    text += 'duree = 0\nunite = "jour"\n'
    assert not read_activity(text).payload["retention_ids"]["a"]["to_complete"]


@pytest.mark.parametrize(
    ("text", "fault", "where"),
    [
        ("cle = ", "syntax", ""),
        ('cle = "a"', "missing", "version"),
        (SMALL.replace("1", "0"), "kind", "version"),
        (SMALL.replace("1", "true"), "kind", "version"),
        (SMALL.replace("haute", "totale"), "unknown", "confiance"),
        (SMALL.replace('"paie"', '"../paie"'), "kind", "cle"),
        (SMALL + "personnes = [1]", "kind", "personnes"),
        (SMALL + '[[finalites]]\ncle = "a"', "missing", "finalites[1].intitule"),
        (SMALL + '[[finalites]]\ncle = "a"\nintitule = 3', "kind", "finalites[1].intitule"),
        (
            SMALL + '[[finalites]]\ncle = "a"\nintitule = "x"\nbase = "z"',
            "unknown",
            "finalites[1].base",
        ),
        (SMALL + '[aipd]\nproposition = ["oui"]', "unknown", "aipd.proposition"),
        (SMALL + 'aipd = "non"', "kind", "aipd"),
    ],
)
def test_a_file_that_is_no_activity_is_refused(text, fault, where):
    with pytest.raises(ActivityRefused) as refused:
        read_activity(text)
    assert refused.value.fault == fault
    assert where in refused.value.where


def test_two_lines_with_one_key_are_refused():
    line = '[[finalites]]\ncle = "a"\nintitule = "x"\n'
    with pytest.raises(ActivityRefused):
        read_activity(SMALL + line + line)


@given(st.dictionaries(keys, words | st.integers() | st.booleans() | st.lists(words), max_size=5))
def test_toml_is_read_back_by_python(data):
    assert tomllib.loads(toml_text(data)) == data


def test_a_note_travels():
    activity = replace(read_activity(SMALL), note="Délai relu")
    assert read_activity(write_activity(activity)).note == "Délai relu"


@pytest.mark.parametrize(
    "text",
    [
        "a." * 90_000 + "a = 1",
        "a = " + "[" * 90_000,
        "a = " + "{a = " * 40_000,
        '"a"."a\\"".' * 40_000 + "a = 1",
        "[" + "a . " * 40_000 + "a]",
        "version = " + "9" * 5_000,
    ],
)
def test_a_text_made_to_exhaust_the_parser_is_refused_at_once(text):
    with pytest.raises(ActivityRefused) as refused:
        read_activity(text)
    assert refused.value.fault == "syntax"
    assert len(refused.value.where) <= 200


@pytest.mark.parametrize("change", ["version = 9999999999", 'note = "a\\u0000b"'])
def test_what_the_database_does_not_hold_is_refused(change):
    name = change.split(" ")[0]
    lines = ["cle = 'a'", "version = 1", "confiance = 'haute'", "nom = 'A'", "note = 'n'"]
    lines = [line for line in lines if not line.startswith(name)]
    with pytest.raises(ActivityRefused) as refused:
        read_activity("\n".join([*lines, change]))
    assert refused.value.where == name
