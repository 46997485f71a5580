"""The two days the suite exists for: the fees of a year, and a mayor's visa."""

import re

from playwright.sync_api import expect


def press(page, name):
    """Click a button of the form header and confirm when asked."""
    page.locator(".o_statusbar_buttons").get_by_role("button", name=name, exact=True).click()


def confirm(page):
    page.locator(".modal-footer .btn-primary").click()


def test_from_login_to_posted_invoices(log_in):
    page = log_in("comptable")
    page.goto("/odoo/action-dpo_contract.dpo_fee_call_action")
    page.get_by_role("button", name="Nouveau").click()
    page.get_by_label("Barème voté").fill("Barème 2026")
    page.locator(".o-autocomplete--dropdown-item").first.click()
    press(page, "Calculer")
    expect(page.locator(".o_form_view")).to_contain_text("Verrouiller")
    press(page, "Verrouiller")
    confirm(page)
    page.get_by_label("Comptabiliser aussitôt").check()
    press(page, "Émettre les factures")
    confirm(page)
    invoices = page.locator("button[name=action_open_invoices]")
    for _attempt in range(30):
        page.wait_for_timeout(1000)
        page.reload()
        if invoices.is_visible() and "12" in invoices.inner_text():
            break
    invoices.click()
    expect(page.locator(".o_data_row")).to_have_count(12)
    expect(page.locator(".o_data_row").first).to_contain_text("Comptabilisé")


def test_from_portal_login_to_visa(log_in):
    page = log_in("maire")
    page.goto("/my/visas")
    page.get_by_role("link", name=re.compile("vidéoprotection")).first.click()
    expect(page.locator("body")).to_contain_text("Saint-Exemple")
    expect(page.locator("body")).to_contain_text("Je recommande de compléter les panneaux")
    page.locator("form[action$='/sign'] button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("Visé")
