import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from odoo.addons.dpo_base.tools import identifiers as ids

SIRENS = st.from_regex(r"[1-9][0-9]{7}", fullmatch=True).map(
    lambda head: head + luhn.calc_check_digit(head)
)
SEPARATORS = st.sampled_from(["", " ", "\u00a0", "\u202f", "\u200b", ".", "-", "\t"])


def code_of(function, value, **kwargs):
    with pytest.raises(ids.IdentifierError) as refused:
        function(value, **kwargs)
    return refused.value.code


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        (" \u00a0\ufeff", "empty"),
        ("21500002", "length"),
        ("2150000270", "length"),
        ("215000026", "checksum"),
        ("21500002A", "format"),
        ("٢١٥٠٠٠٠٢٧", "format"),  # Arabic digits
        ("000000000", "format"),
        ("=215000027", "format"),
        ("2.15E+08", "scientific"),
        ("2,15000027E+08", "scientific"),
        ("215000027,5", "format"),
        ("-215000026", "checksum"),
        ("2" * 100_000, "length"),
    ],
)
def test_siren_refused(value, code):
    assert code_of(ids.clean_siren, value) == code


@pytest.mark.parametrize("value", ["215000027", "'215000027", "215 000 027", "215000027.0"])
def test_siren_accepted(value):
    assert ids.clean_siren(value) == "215000027"


@given(SIRENS, SEPARATORS, SEPARATORS)
def test_siren_survives_separators_and_is_stable(siren, first, second):
    written = f"{first}{siren[:3]}{first}{siren[3:6]}{second}{siren[6:]}{second}"
    assert ids.clean_siren(written) == siren
    assert ids.clean_siren(ids.clean_siren(written)) == siren


@given(SIRENS, st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(siren, place, shift):
    wrong = str((int(siren[place]) + shift) % 10)
    with pytest.raises(ids.IdentifierError):
        ids.clean_siren(siren[:place] + wrong + siren[place + 1 :])


@given(st.text(max_size=30))
def test_any_text_gives_a_siren_or_a_code(value):
    try:
        assert luhn.is_valid(ids.clean_siren(value))
    except ids.IdentifierError as error:
        assert error.code and error.value == value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("215000027", "length"),
        ("21500002700016", "checksum"),
        ("21500002800011", "checksum"),
        ("35600000009076", "checksum"),
        ("2.15E+13", "scientific"),
    ],
)
def test_siret_refused(value, code):
    assert code_of(ids.clean_siret, value) == code


def test_siret_and_nic():
    siret = ids.clean_siret("215 000 027 00015")
    assert (siret[:9], ids.nic(siret)) == ("215000027", "00015")
    assert ids.clean_siret("21500002700015.0") == siret


def test_siret_of_the_head_office_of_la_poste_follows_luhn():
    assert ids.clean_siret("35600000000048") == "35600000000048"


@pytest.mark.parametrize(
    "code",
    ["01001", "2A004", "2B033", "50002", "75056", "95690", "97105", "97502", "97611", "97701",
     "97801", "98411", "98611", "98735", "98818", "98901"],
)  # fmt: skip
def test_insee_accepted(code):
    assert ids.clean_insee(code.lower()) == code
    assert code.startswith(ids.department_of(code))


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "empty"),
        ("20004", "format"),  # Corsica before 1976
        ("2C004", "format"),
        ("50000", "format"),  # a postal code
        ("96001", "format"),
        ("97901", "format"),
        ("98501", "format"),
        ("99100", "format"),  # a country
        ("00123", "format"),
        ("1001", "lost_zero"),
        ("101", "length"),
        ("500021", "length"),
        ("5E+03", "scientific"),
    ],
)
def test_insee_refused(value, code):
    assert code_of(ids.clean_insee, value) == code


@given(st.integers(1001, 9999).filter(lambda n: n % 1000))
def test_lost_zero_is_restored_only_when_flagged(number):
    assert code_of(ids.clean_insee, str(number)) == "lost_zero"
    assert ids.clean_insee(f"{number}.0", restore_zero=True) == f"0{number}"


@given(st.text(alphabet=string.digits + "AB", min_size=5, max_size=5))
def test_department_and_suffix_give_the_code_back(code):
    try:
        ids.clean_insee(code)
    except ids.IdentifierError:
        return
    assert ids.insee_from_parts(ids.department_of(code), code[2:]) == code


@pytest.mark.parametrize(
    ("value", "code"), [("00100", "format"), ("A0000", "format"), ("1000", "lost_zero")]
)
def test_postal_code_refused(value, code):
    assert code_of(ids.clean_postal_code, value) == code


def test_postal_code_accepted():
    assert ids.clean_postal_code("1000", restore_zero=True) == "01000"
    assert ids.clean_postal_code("20000") == "20000"
