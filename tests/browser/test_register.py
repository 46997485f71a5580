"""A register from the questionnaire of the town hall to the mayor's visa, then a new model."""

import io
import re

import openpyxl
from gestures import press
from playwright.sync_api import expect

ACTION = "/odoo/action-{}"
LOCAL = "La mairie inscrit les enfants ; l’association sert les repas."
MODEL, NEW_NAME = "Cantine, garderie et centre de loisirs", "Restauration scolaire et garderie"


def open_form(page, action, text):
    """Open the record of a list action whose row holds a text."""
    page.goto(ACTION.format(action))
    page.locator(".o_data_cell", has_text=text).first.click()
    page.locator(".o_form_view").wait_for()


def wait_for_batch(page, text):
    """Wait until the background work tells its result."""
    for _attempt in range(60):
        page.wait_for_timeout(1000)
        page.reload()
        page.locator(".o_form_view").wait_for()
        if text in page.locator(".o_form_sheet").inner_text():
            return
    raise AssertionError(f"{text!r} never showed")


def choose(page, field, text):
    page.locator(f"div[name={field}] input").first.fill(text)
    page.locator(".o-autocomplete--dropdown-item", has_text=text).first.click()


def test_from_questionnaire_to_visa_and_merge(log_in):
    mayor, officer, manager = log_in("maire"), log_in("dpd"), log_in("responsable")
    answer_questionnaire(mayor)
    deploy(officer)
    edit_one_record(mayor)
    sign_the_register(officer, mayor)
    spread_a_new_model(manager)
    choose_between_the_words(mayor)
    read_the_workbook(mayor)


def answer_questionnaire(page):
    page.goto("/my/questionnaire")
    page.get_by_role("link", name=re.compile("Saint-Exemple")).first.click()
    page.locator("input[name='answer.periscolaire'][value='exercised']").check()
    page.locator("input[name='answer.dechets'][value='epci']").check()
    page.locator("form[action$='/save'] button[type=submit]").click()
    expect(page.locator(".alert-success")).to_be_visible()


def deploy(page):
    page.goto(ACTION.format("dpo_register_library.dpo_library_deployment_action"))
    page.locator(".o_list_button_add").first.click()
    page.locator("div[name=name] input").fill("Ouverture du registre")
    choose(page, "collectivity_ids", "Saint-Exemple")
    press(page, "action_preview")
    expect(page.locator("div[name=line_ids] .o_data_row")).to_have_count(1)
    press(page, "action_launch", confirmed=True)
    page.wait_for_timeout(2000)
    open_form(page, "dpo_register_library.dpo_library_deployment_action", "Ouverture du registre")
    wait_for_batch(page, "fiches créées")


def edit_one_record(page):
    page.goto("/my/registre")
    page.get_by_role("link", name="Ouvrir le registre").first.click()
    page.get_by_role("link", name=re.compile(MODEL)).first.click()
    page.locator("a[href$='/description']").first.click()
    page.locator("textarea[name='v.summary']").fill(LOCAL)
    page.get_by_role("button", name="Enregistrer", exact=True).click()
    expect(page.locator("body")).to_contain_text(LOCAL)


def sign_the_register(officer, mayor):
    open_form(officer, "dpo_register.dpo_processing_action", MODEL)
    press(officer, "action_check")
    expect(officer.locator(".o_arrow_button_current")).to_contain_text("Contrôlée")
    open_form(officer, "dpo_register.dpo_register_action", "Saint-Exemple")
    press(officer, "action_request_visa")
    link = mayor.get_by_role("link", name=re.compile("Registre des traitements"))
    for _attempt in range(60):
        mayor.goto("/my/visas")
        if link.count():
            break
        mayor.wait_for_timeout(1000)
    link.first.click()
    mayor.locator("form[action$='/sign'] button[type=submit]").click()
    expect(mayor.locator("body")).to_contain_text("votre visa est enregistré")
    open_form(officer, "dpo_register.dpo_processing_action", MODEL)
    expect(officer.locator(".o_arrow_button_current")).to_contain_text("Visée")


def spread_a_new_model(page):
    page.goto(ACTION.format("dpo_register_library.dpo_library_version_action"))
    page.locator(".o_data_cell", has_text="résumé réécrit").first.click()
    press(page, "action_publish")
    open_form(page, "dpo_register_library.dpo_library_model_action", NEW_NAME)
    press(page, "action_propagate")
    press(page, "action_preview")
    press(page, "action_launch", confirmed=True)
    page.wait_for_timeout(2000)
    open_form(page, "dpo_register_library.dpo_library_propagation_action", NEW_NAME)
    wait_for_batch(page, "à jour")


def choose_between_the_words(page):
    page.goto("/my/modeles")
    body = page.locator("body")
    for text in ("Texte du nouveau modèle.", LOCAL):
        expect(body).to_contain_text(text)
    page.locator("form[action$='/keep'] button").first.click()
    expect(body).not_to_contain_text("Texte du nouveau modèle.")


def read_the_workbook(page):
    page.goto("/my/registre")
    page.get_by_role("link", name="Ouvrir le registre").first.click()
    link = page.locator("a[href$='/export/xlsx']").get_attribute("href")
    answer = page.request.get(link)
    book = openpyxl.load_workbook(io.BytesIO(answer.body()))
    assert book.sheetnames[:2] == ["Organisme", "Liste"]
    cells = {cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    # the name of the new model, the words of the commune
    assert {"Saint-Exemple", NEW_NAME, LOCAL} <= cells
