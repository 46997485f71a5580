"""A real Chromium on the server that setup/test started, as a person in France has it."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

# root may not use the sandbox, and nothing here may call home
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 120_000


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=FLAGS, headless=True
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, request):
    """Return a function that opens a page of its own session: one for each person in the test.

    An uncaught error in a page fails the test; a picture of each page is kept at the end.
    """
    contexts, pages, errors = [], [], []

    def open_page(address=None):
        context = browser.new_context(
            base_url=address or os.environ["DPO_URL"],
            locale="fr-FR",
            timezone_id="Europe/Paris",
            viewport={"width": 1366, "height": 900},
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        pages.append(context.new_page())
        pages[-1].on("pageerror", lambda error: errors.append(str(error)))
        return pages[-1]

    expect.set_options(timeout=PATIENCE)
    yield open_page
    for number, page in enumerate(pages):
        picture = Path(os.environ["DPO_SCREENSHOTS"]) / f"{request.node.name}-{number}.png"
        page.screenshot(path=picture, full_page=True)
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def page(new_page):
    return new_page()


@pytest.fixture
def log_in(new_page):
    """Return a function that logs a person in, at ``address`` or DPO_URL; it returns their page."""

    def enter(login, password=None, address=None):
        page = new_page(address)
        page.goto("/web/login")
        page.get_by_label("E-mail").fill(login)
        page.get_by_label("Mot de passe").fill(password or login)
        page.get_by_role("button", name="Se connecter").click()
        expect(page).not_to_have_url("/web/login")
        return page

    return enter
