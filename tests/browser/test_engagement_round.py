"""A debtor who requires a commitment number: asked, answered on the portal, its row released."""

from gestures import press
from playwright.sync_api import expect


def test_from_the_round_to_the_released_row(log_in):
    page = log_in("comptable")
    call = _lock_call(page)
    waiting = page.locator("button[name=action_open_waiting]")
    expect(waiting).to_contain_text("2")
    _launch_round(page)
    _answer(log_in("maire"))
    page.goto(call)
    page.locator("button[name=action_open_rows]").first.wait_for()
    expect(waiting).to_have_count(0)


def _lock_call(page):
    page.goto("/odoo/action-dpo_contract.dpo_fee_call_action")
    page.locator(".o_list_button_add").first.click()
    page.locator("div[name=grid_id] input").fill("2027")
    page.locator(".o-autocomplete--dropdown-item", has_text="2027").first.click()
    press(page, "action_compute")
    press(page, "action_lock", confirmed=True)
    expect(page.locator(".o_form_view")).to_contain_text("En attente d’engagement")
    return page.url


def _launch_round(page):
    page.goto("/odoo/action-dpo_contract.dpo_commitment_round_action")
    page.locator(".o_list_button_add").first.click()
    page.locator("div[name=year] input").fill("2027")
    press(page, "action_launch", confirmed=True)
    for _attempt in range(60):
        page.wait_for_timeout(1000)
        page.reload()
        page.locator(".o_form_view").wait_for()
        if "1 courriels envoyés, 11 formulaires" in page.locator(".o_form_view").inner_text():
            break
    expect(page.locator("button[name=action_open_requests]")).to_contain_text("0 / 12")


def _answer(page):
    page.goto("/my")
    page.locator("a[href='/my/references']:visible").first.click()
    page.locator("a[href^='/my/references/']").first.click()
    expect(page.locator("body")).to_contain_text("EJ-2026-7")
    page.get_by_label("Le numéro donné à cette dépense").fill("EJ-2027-42")
    page.get_by_role("button", name="Envoyer la réponse").click()
    expect(page.locator("body")).to_contain_text("EJ-2027-42")
    expect(page.get_by_role("status")).to_contain_text("est enregistrée")
