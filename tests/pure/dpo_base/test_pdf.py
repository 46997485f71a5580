import base64
import io
import logging
import socket
import threading
from html import escape

import pytest
from pypdf import PdfReader

from odoo.addons.dpo_base.tools import pdf

# WeasyPrint 70 leaves its colour profile to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file .*sRGB2014.icc:ResourceWarning")

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
PNG_URI = f"data:image/png;base64,{base64.b64encode(PNG).decode()}"
HTML = f"""<h1>Convention</h1><img src="{PNG_URI}" alt="Logo"/><p>Commune d’Agneaux</p>
<div class="new-page">Suite</div>
<table><tr><td class="num">1\u202f243,50\u202f€</td></tr></table>"""


def render(html=HTML, **kwargs):
    return pdf.render_pdf(html, **{"title": "Convention", **kwargs})


def read(content):
    return PdfReader(io.BytesIO(content))


@pytest.fixture
def listener():
    """A loopback server that counts who knocks."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    hits, stop = [], threading.Event()

    def accept():
        while not stop.is_set():
            try:
                connection, _address = server.accept()
            except TimeoutError:
                continue
            hits.append(connection.recv(200))
            connection.close()

    thread = threading.Thread(target=accept)
    thread.start()
    yield f"127.0.0.1:{server.getsockname()[1]}", hits
    stop.set()
    thread.join()
    server.close()


def hostile_pages(place):
    url = f"http://{place}/x"
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'width="9" height="9"><image href="{url}" xlink:href="{url}" width="9" height="9"/>'
        f'<use href="{url}#a"/><style>@import url({url});</style></svg>'
    )
    inline = base64.b64encode(svg.encode()).decode()
    return [
        f'<img src="{url}.png"/>',
        f'<img srcset="{url}.png 2x" src="{url}.svg"/>',
        f'<link rel="stylesheet" href="{url}.css"/>',
        f'<link rel="attachment" href="{url}"/><a rel="attachment" href="{url}">x</a>',
        f'<link rel="icon" href="{url}"/>',
        f"<style>@import url({url}.css); @font-face {{ font-family: X; src: url({url}.ttf) }}"
        f"p {{ font-family: X; background: url({url}.png); content: url({url}) }}"
        f"@page {{ background: url({url}.png) }} li {{ list-style: url({url}) }}</style><p>x</p>",
        f'<p style="background-image: url({url})">x</p><p style="border-image: url({url})">x</p>',
        f'<object data="{url}.svg"></object><embed src="{url}.svg"/><iframe src="{url}"></iframe>',
        f'<base href="http://{place}/"/><img src="relative.png"/>',
        f'<img src="//{place}/x.png"/>',
        f'<img src="ftp://{place}/x.png"/>',
        svg,
        f'<img src="data:image/svg+xml;base64,{inline}"/>',
        f'<img src="data:text/html,{escape(url)}"/>',
        f'<meta http-equiv="refresh" content="0;url={url}"/><script>fetch("{url}")</script>',
    ]


def test_nothing_is_fetched(listener):
    place, hits = listener
    for html in hostile_pages(place):
        assert read(render(html + "<p>fin</p>")).pages
    assert hits == []


def test_the_listener_hears_a_stock_weasyprint(listener):
    place, hits = listener
    pdf.weasyprint.HTML(string=f'<img src="http://{place}/x.png"/>').write_pdf()
    assert len(hits) == 1


@pytest.mark.parametrize(
    "html",
    ['<link rel="attachment" href="file://{path}"/>', '<img src="file://{path}"/>',
     '<a rel="attachment" href="file://{path}">x</a>', '<object data="file://{path}"></object>'],
)  # fmt: skip
def test_no_file_of_the_server_gets_in(html, tmp_path, caplog):
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg xmlns='http://www.w3.org/2000/svg'><text>SECRET</text></svg>")
    with caplog.at_level(logging.ERROR, "weasyprint"):
        reader = read(render(html.format(path=secret)))
    assert "FetchRefusedError" in caplog.text
    assert not reader.attachments
    assert "SECRET" not in reader.pages[0].extract_text()


def test_the_same_html_gives_the_same_bytes():
    files = [pdf.File("faits.json", b'{"a":1}', "Faits signés")]
    first = render(attachments=files, code="CONV-1")
    assert all(render(attachments=files, code="CONV-1") == first for _ in range(3))
    assert render(attachments=files, code="CONV-2") != first


def test_french_page_numbers_code_and_issuer():
    pages = read(render(code="Document CONV-2026-0007", issuer="Manche Numérique")).pages
    first, second = (page.extract_text() for page in pages)
    assert "Page 1 / 2" in first
    assert "Page 2 / 2" in second
    assert first.count("CONV-2026-0007") == second.count("CONV-2026-0007") == 1
    assert "Manche Numérique" not in first
    assert "Manche Numérique" in second


def test_text_images_and_attachments_are_inside():
    reader = read(render(attachments=[pdf.File("faits.json", b'{"a":1}', "Faits signés")]))
    assert "Commune d’Agneaux" in reader.pages[0].extract_text()
    assert len(reader.pages[0].images) == 1
    assert reader.attachments == {"faits.json": [b'{"a":1}']}
    amount = reader.pages[1].extract_text()
    assert "243,50" in amount
    assert "€" in amount


def test_archive_and_accessibility_marks():
    reader = read(render(title="Barème <2026> & annexe", lang="fr"))
    assert reader.metadata.title == "Barème <2026> & annexe"
    catalog = reader.trailer["/Root"]
    assert catalog["/Lang"] == "fr"
    assert catalog["/MarkInfo"]["/Marked"]
    assert b"pdfaid" in catalog["/Metadata"].get_data()


def test_issuer_and_code_are_text_not_html():
    page = read(render(code="<b>&</b>")).pages[0].extract_text()
    assert "<b>&</b>" in page


def test_rendering_says_nothing_in_the_log(caplog):
    with caplog.at_level(logging.INFO):
        render()
    assert caplog.records == []
