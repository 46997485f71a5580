import string

from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_security.tools import password as pw

TEXTS = st.text(max_size=30)
LETTERS = st.text(string.ascii_lowercase, min_size=1, max_size=20)


@given(TEXTS, TEXTS)
def test_a_longer_password_is_never_weaker(text, more):
    assert pw.bits_of(text + more) >= pw.bits_of(text)


@given(LETTERS)
def test_another_alphabet_makes_it_stronger(text):
    assert pw.bits_of(text + "1") >= pw.bits_of(text + "a")


@given(TEXTS, st.text(string.ascii_letters, min_size=4, max_size=12))
def test_the_name_is_seen_wherever_it_stands(text, name):
    assert pw.tells_who(text + name.upper() + text, [name.lower()])


@given(st.text("abcd", max_size=40))
def test_four_characters_are_few_however_long(text):
    assert pw.is_repetitive(text)


def test_what_the_cnil_calls_enough():
    """Délibération 2022-100: twelve characters of four kinds, or a sentence of seven words."""
    assert pw.bits_of("Xk9#mQ2$wL7!") >= 75
    assert pw.bits_of("un deux trois quatre cinq six sept") >= 80
