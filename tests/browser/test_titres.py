"""A titre from its file to the sentence that the mayor reads."""

import io

import openpyxl
from gestures import press
from playwright.sync_api import expect

SENTENCE = "Titre n° 118 émis le 12/03/2026, à régler au SGC d’Avranches"


def test_a_titre_read_back(log_in):
    page = log_in("comptable")
    page.goto("/odoo/action-dpo_contract.dpo_fee_call_action")
    page.locator(".o_data_row", has_text="Appel de contributions").first.click()
    press(page, "action_prepare_titres")
    expect(page.locator(".o_list_view .o_data_row")).to_have_count(12)
    lines = _download(page)
    expect(page.locator(".o_data_row").first).to_contain_text("numéro attendu")
    debtor = next(line for line in lines if line["Débiteur"] == "Saint-Exemple")
    assert debtor["Bases de liquidation"]
    assert debtor["Engagement"] == "EJ-2026-7"
    assert debtor["Signataire"] == "Camille Présidente"
    page.go_back()
    _read_back(page, f"{debtor['Référence']};118;12/03/2026\nAC-INCONNU;119;12/03/2026\n")
    mayor = log_in("maire")
    mayor.goto("/my/cotisations")
    mayor.locator(".list-group-item", has_text="Appel de contributions").first.click()
    content = mayor.locator("#wrap")
    expect(content).to_contain_text(SENTENCE.replace("n° ", "n°\u00a0"))
    assert "facture" not in content.inner_text().lower()


def _download(page):
    """Hand every titre over; return the lines of the file by column."""
    page.locator(".o_list_view thead .o_list_record_selector input").check()
    with page.expect_download() as waiting:
        page.locator("button[name=action_download_file]").click()
    content = waiting.value.path().read_bytes()
    header, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.values
    page.reload()
    return [dict(zip(header, line, strict=True)) for line in lines]


def _read_back(page, lines):
    """Read a file of numbers back: the good line is kept, the bad one named."""
    page.locator(".o_statusbar_buttons button", has_text="Reprendre les numéros").click()
    wizard = page.locator(".modal")
    wizard.locator("input[type=file]").set_input_files(
        {
            "name": "titres.csv",
            "mimeType": "text/csv",
            "buffer": f"Référence;Numéro;Date\n{lines}".encode(),
        }
    )
    wizard.locator("button[name=action_read]").click()
    expect(wizard.locator("div[name=read_count]")).to_have_text("1")
    expect(wizard.locator("div[name=problems]")).to_contain_text("AC-INCONNU")
    wizard.locator("button[special=cancel]").click()
