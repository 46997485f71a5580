"""A grid tried before the vote: another price, what it changes, the list for the committee."""

import io

import openpyxl
from gestures import press
from playwright.sync_api import expect


def test_from_a_voted_grid_to_who_pays_more(log_in):
    page = log_in("comptable")
    page.goto("/odoo/action-dpo_contract.dpo_fee_grid_action")
    page.locator(".o_data_row", has_text="Voté").first.locator("td[name=name]").click()
    press(page, "action_try")
    expect(page.locator(".o_form_view")).to_contain_text("Essai – Barème")
    expect(page.locator("div[name=report_html]")).to_contain_text("Inchangés")
    trial = page.url
    change_a_price(page)
    page.goto(trial)
    expect(page.locator(".alert-warning", has_text="recalculez")).to_be_visible()
    press(page, "action_compute")
    report = page.locator("div[name=report_html]")
    expect(report).to_contain_text("Paient davantage")
    expect(report).to_contain_text("Plus fortes hausses")
    losers = download_losers(page)
    assert "Saint-Exemple" in losers
    page.locator("button[name=action_open_lines]", has_text="Qui paie davantage").click()
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(len(losers))


def change_a_price(page):
    """Raise the membership of the smallest communes to 300 € in the grid tried."""
    press(page, "action_open_grid")
    page.locator("div[name=component_ids] .o_data_row td[name=name]").first.click()
    price = page.locator(".modal .o_data_row").first.locator("td[name=amount]")
    price.click()
    price.locator("input").fill("300")
    page.locator(".modal .o_form_button_save").click()
    expect(page.locator(".modal")).to_have_count(0)
    page.locator(".o_form_button_save").click()
    expect(page.locator(".o_form_saved")).to_be_visible()


def download_losers(page):
    """The members whose difference is a rise, in the spreadsheet of the committee."""
    with page.expect_download() as download:
        press(page, "action_export")
    content = download.value.path().read_bytes()
    rows = openpyxl.load_workbook(io.BytesIO(content))["Membres"].iter_rows(min_row=2)
    return {row[0].value for row in rows if row[6].value > 0}
