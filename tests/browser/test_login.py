from playwright.sync_api import expect


def test_the_back_office_is_french(log_in):
    page = log_in("admin")
    expect(page.locator(".o_main_navbar")).to_contain_text("Ma matinée")


def test_a_wrong_password_stays_outside(page):
    page.goto("/web/login")
    page.get_by_label("E-mail").fill("admin")
    page.get_by_label("Mot de passe").fill("wrong")
    page.get_by_role("button", name="Se connecter").click()
    expect(page.get_by_role("alert")).to_contain_text("Mauvais nom d'utilisateur/mot de passe")
