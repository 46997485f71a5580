"""The demo that `setup/run` serves: everybody of its list gets in, and meets no error."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

LOGINS = Path(__file__).parents[2] / "setup/demo_logins.txt"
# the account of a person whose last mandate ended is closed by a cron, sooner or later
CLOSED = "ancien.maire"
PERSONS = {line.split()[0] for line in LOGINS.read_text().splitlines() if line.startswith("  ")}


@pytest.mark.parametrize("login", sorted(PERSONS - {CLOSED}))
def test_everybody_gets_in(log_in, login):
    page = log_in(login, address=os.environ["DPO_DEMO_URL"])
    expect(page.locator(".o_dpo_morning header, .o_portal_my_home")).to_be_visible()
    expect(page.locator(".o_error_dialog")).to_have_count(0)
