from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.addons.dpo_security.tools import recovery

CODES = st.integers(10**9, 10**10 - 1)


def test_new_codes_are_told_apart_from_codes_of_six_digits():
    codes = {recovery.new_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(recovery.is_recovery_code(code) for code in codes)


@given(st.integers(0, 999_999))
def test_no_code_of_an_application_is_taken_for_one(code):
    assert not recovery.is_recovery_code(code)


@given(CODES)
def test_what_is_printed_is_typed_back(code):
    assert int(recovery.printed(code).replace(" ", "")) == code


@settings(max_examples=5, deadline=None)
@given(CODES, CODES, st.binary(min_size=16, max_size=16))
def test_a_digest_is_of_one_code(one, other, salt):
    same = recovery.code_digest(one, salt) == recovery.code_digest(other, salt)
    assert same == (one == other)
