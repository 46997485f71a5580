"""HTML to PDF with WeasyPrint: nothing is fetched, the same HTML gives the same bytes.

PDFs are stored evidence: they are rendered once, hashed and kept. They are PDF/A-3 (text
searchable, fonts embedded) and tagged for screen readers (RGAA).
"""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

import weasyprint
from weasyprint.urls import URLFetcher, URLFetcherResponse

PAGE_CSS = Path(__file__).with_name("page.css").read_text(encoding="utf-8")

#: Attachments need a date; the true one is that of the record, and bytes must not vary.
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
_IMAGE = re.compile(r"data:image/(?:png|jpeg|gif|webp|svg\+xml)[;,]", re.IGNORECASE)

_PAGE = """<!DOCTYPE html>
<html lang="{lang}"><head><meta charset="utf-8"><title>{title}</title><style>{css}</style></head>
<body><div class="running-issuer">{issuer}</div><div class="running-code">{code}</div>
{html}</body></html>"""


class File(NamedTuple):
    """A file carried inside a PDF, for instance the canonical JSON of what is signed."""

    name: str
    content: bytes
    description: str = ""


class FetchRefusedError(ValueError):
    """A document asked for something that is not in its own text."""


class _OnlyInlineImages(URLFetcher):
    """Refuse network, files, style sheets and fonts; WeasyPrint then leaves them out."""

    def fetch(self, url: str, headers: dict | None = None) -> URLFetcherResponse:
        if not _IMAGE.match(url):
            raise FetchRefusedError(url[:200])
        return super().fetch(url, headers)


def render_pdf(
    html: str,
    *,
    title: str,
    lang: str = "fr",
    issuer: str = "",
    code: str = "",
    attachments: Sequence[File] = (),
) -> bytes:
    """Return a PDF in the house style (classes: see ``page.css``).

    ``html`` is what goes into ``<body>``; images are ``data:`` URIs. ``issuer`` is repeated
    at the top of the pages after the first; ``code``, the document code that lets a scanned
    signature find its record, at the bottom of each page beside "Page 1 / 3". Whatever the
    HTML asks from outside is left out (security.md P19). The same arguments, fonts and
    version of WeasyPrint give the same bytes.
    """
    page = _PAGE.format(
        lang=escape(lang),
        title=escape(title),
        issuer=escape(issuer),
        code=escape(code),
        css=PAGE_CSS,
        html=html,
    )
    return weasyprint.HTML(string=page, url_fetcher=_OnlyInlineImages()).write_pdf(
        pdf_variant="pdf/a-3u",
        pdf_tags=True,
        attachments=[_attachment(file) for file in attachments],
    )


def _attachment(file: File) -> weasyprint.Attachment:
    return weasyprint.Attachment(
        string=file.content,
        name=file.name,
        description=file.description or None,
        created=_NO_DATE,
        modified=_NO_DATE,
        relationship="Data",
    )
