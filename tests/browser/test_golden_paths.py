"""The two days the suite exists for: the fees of a year, and a mayor's visa."""

import re

from gestures import press
from playwright.sync_api import expect


def test_from_login_to_posted_invoices(log_in):
    page = log_in("comptable")
    page.goto("/odoo/action-dpo_contract.dpo_fee_call_action")
    page.locator(".o_list_button_add").first.click()
    page.locator("div[name=grid_id] input").fill("2026")
    page.locator(".o-autocomplete--dropdown-item", has_text="2026").first.click()
    press(page, "action_compute")
    press(page, "action_lock", confirmed=True)
    page.locator("div[name=post_invoices] input").check()
    press(page, "action_issue_invoices", confirmed=True)
    invoices = page.locator("button[name=action_open_invoices]")
    for _attempt in range(60):
        page.wait_for_timeout(1000)
        page.reload()
        page.locator(".o_form_view").wait_for()
        if "12" in (invoices.inner_text() if invoices.is_visible() else ""):
            break
    invoices.click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(12)
    expect(page.locator(".o_data_row").first).to_contain_text("Comptabilisé")


def test_from_portal_login_to_visa(log_in):
    page = log_in("maire")
    page.goto("/my/visas")
    page.get_by_role("link", name=re.compile("vidéoprotection")).first.click()
    expect(page.locator("body")).to_contain_text("Saint-Exemple")
    expect(page.locator("body")).to_contain_text("Je recommande de compléter les panneaux")
    page.locator("form[action$='/sign'] button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("votre visa est enregistré")
