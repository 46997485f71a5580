"""Gestures of the back office that several tests make."""

from playwright.sync_api import expect


def press(page, action, confirmed=False):
    """Click a button of the form header, and confirm when it asks."""
    page.locator(f".o_statusbar_buttons button[name={action}]:visible").first.click()
    if confirmed:
        page.locator(".modal-footer .btn-primary").click()
        expect(page.locator(".modal")).to_have_count(0)
