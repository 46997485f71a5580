"""Allow-list of what may be uploaded, by content: ASVS 5.0.0-5.2.1 to 5.2.6.

The name only says what the content must then prove to be. No SVG, HTML, program, macro,
script, encrypted file or bomb gets in. Files are still to be served as attachments with
``nosniff``: the check bounds the risk, it does not make a stranger's file safe.
"""

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Collection
from typing import NamedTuple

from asn1crypto import cms
from PIL import Image
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

MAX_SIZE = 10 * 2**20
#: An image is unpacked by whoever looks at it: 50 million pixels, 200 MB.
MAX_PIXELS = 50_000_000
MAX_ENTRIES, MAX_UNZIPPED, MAX_RATIO = 2_000, 200 * 2**20, 100
MAX_NAME = 120

_OOXML = "application/vnd.openxmlformats-officedocument"
_ODF = "application/vnd.oasis.opendocument"
MIMETYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "odt": f"{_ODF}.text",
    "ods": f"{_ODF}.spreadsheet",
    "docx": f"{_OOXML}.wordprocessingml.document",
    "xlsx": f"{_OOXML}.spreadsheetml.sheet",
    "csv": "text/csv",
    "txt": "text/plain",
    "p7s": "application/pkcs7-signature",
    "asice": "application/vnd.etsi.asic-e+zip",
}
#: Signature files given back by an external parapheur, allowed only where one is expected.
SIGNATURES = frozenset({"p7s", "asice"})
DOCUMENTS = frozenset(MIMETYPES) - SIGNATURES

_MARKUP = re.compile(
    rb"<\s*(?:!doctype|\?xml|html|head|body|script|svg|iframe|img|style|meta|link|object)\b",
    re.IGNORECASE,
)
_EMBEDDED_PROGRAM = re.compile(r"/embeddings/.*\.(?:bin|exe|vbs|js)$")
_ACTIVE_PDF = {"/JavaScript", "/Launch", "/SubmitForm", "/ImportData", "/GoToR", "/GoToE"}


class UploadRefused(ValueError):
    """A refused upload.

    Codes: ``empty``, ``too_big``, ``extension`` (not on the list), ``content`` (not what
    the extension says, or broken), ``encrypted``, ``bomb``, ``macro``, ``active`` (scripts,
    embedded programs, remote templates).
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Upload(NamedTuple):
    """An accepted file: a name that can be shown and stored, and its true type."""

    name: str
    mimetype: str


def check_upload(name: str, content: bytes, allowed: Collection[str] = DOCUMENTS) -> Upload:
    """Return what to store, or raise ``UploadRefused``.

    >>> check_upload("C:\\\\actes\\\\note\u202e.TXT", "Délibération".encode())
    Upload(name='note.txt', mimetype='text/plain')
    >>> check_upload("facture.pdf.exe", b"MZ")
    Traceback (most recent call last):
    ...
    odoo.addons.dpo_base.tools.uploads.UploadRefused: extension
    """
    stem, extension = _clean_name(name)
    if extension not in allowed:
        raise UploadRefused("extension")
    if not content:
        raise UploadRefused("empty")
    if len(content) > MAX_SIZE:
        raise UploadRefused("too_big")
    _CHECKS[extension](content)
    return Upload(f"{stem[: MAX_NAME - len(extension) - 1]}.{extension}", MIMETYPES[extension])


def _clean_name(name: str) -> tuple[str, str]:
    """Return stem and extension, without path, control nor direction characters."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    base = "".join(char for char in base if char.isprintable() and char not in '<>:"|?*')
    stem, _, extension = base.rpartition(".")
    extension = extension.strip().lower()
    return stem.strip(" .") or "document", "jpg" if extension == "jpeg" else extension


def _check_pdf(content: bytes) -> None:
    if not content.startswith(b"%PDF-"):
        raise UploadRefused("content")
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UploadRefused("encrypted")
        is_active = _has_active_content(reader.root_object)
        pages = len(reader.pages)
    except UploadRefused:
        raise
    except Exception as error:  # pypdf raises whatever a broken file makes fail
        raise UploadRefused("content") from error
    if is_active:
        raise UploadRefused("active")
    if not pages:
        raise UploadRefused("content")


def _has_active_content(catalog: DictionaryObject) -> bool:
    """Tell whether opening the document runs something."""
    names = catalog.get("/Names", {}).get_object() if "/Names" in catalog else {}
    if "/JavaScript" in names or "/AA" in catalog:
        return True
    action = catalog.get("/OpenAction")
    action = action.get_object() if action is not None else None
    return isinstance(action, DictionaryObject) and action.get("/S") in _ACTIVE_PDF


def _check_image(kind: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        try:
            with Image.open(io.BytesIO(content), formats=[kind]) as image:
                width, height = image.size
                image.verify()
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise UploadRefused("bomb") from error
        except Exception as error:  # Pillow raises whatever a broken file makes fail
            raise UploadRefused("content") from error
        if width * height > MAX_PIXELS:
            raise UploadRefused("bomb")

    return check


def _open_zip(content: bytes) -> zipfile.ZipFile:
    """Open an office file whose directory promises nothing monstrous."""
    if content.startswith(b"\xd0\xcf\x11\xe0"):  # how Office wraps a password
        raise UploadRefused("encrypted")
    if not content.startswith(b"PK\x03\x04"):
        raise UploadRefused("content")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise UploadRefused("content") from error
    entries = archive.infolist()
    if any(entry.flag_bits & 1 for entry in entries):
        raise UploadRefused("encrypted")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNZIPPED:
        raise UploadRefused("bomb")
    if any(e.file_size > max(2**20, MAX_RATIO * e.compress_size) for e in entries):
        raise UploadRefused("bomb")
    return archive


def _read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    try:
        return archive.read(name) if name in archive.namelist() else b""
    except Exception as error:  # bad sum, bad stream, unknown compression
        raise UploadRefused("content") from error


def _check_ooxml(extension: str) -> Callable[[bytes], None]:
    main = f"{MIMETYPES[extension]}.main+xml".encode()

    def check(content: bytes) -> None:
        archive = _open_zip(content)
        types = _read_part(archive, "[Content_Types].xml")
        names = [name.lower() for name in archive.namelist()]
        if b"macroEnabled" in types or any("vbaproject" in name for name in names):
            raise UploadRefused("macro")
        if main not in types:
            raise UploadRefused("content")
        rels = _read_part(archive, "word/_rels/settings.xml.rels")
        is_remote = b"attachedTemplate" in rels and b"External" in rels
        if is_remote or any(_EMBEDDED_PROGRAM.search(name) for name in names):
            raise UploadRefused("active")

    return check


def _check_odf(extension: str) -> Callable[[bytes], None]:
    def check(content: bytes) -> None:
        archive = _open_zip(content)
        _require_mimetype(archive, extension)
        if b"encryption-data" in _read_part(archive, "META-INF/manifest.xml"):
            raise UploadRefused("encrypted")
        if any(name.startswith(("Basic/", "Scripts/")) for name in archive.namelist()):
            raise UploadRefused("macro")

    return check


def _check_asice(content: bytes) -> None:
    archive = _open_zip(content)
    _require_mimetype(archive, "asice")
    if not any(re.match(r"META-INF/.*signature", name) for name in archive.namelist()):
        raise UploadRefused("content")


def _require_mimetype(archive: zipfile.ZipFile, extension: str) -> None:
    if _read_part(archive, "mimetype").strip() != MIMETYPES[extension].encode():
        raise UploadRefused("content")


def _check_text(content: bytes) -> None:
    controls = sum(byte < 32 and byte not in b"\t\n\r\f" for byte in content[:65_536])
    if controls or content.startswith((b"#!", b"%PDF", b"PK")) or _MARKUP.search(content[:4096]):
        raise UploadRefused("content")


def _check_p7s(content: bytes) -> None:
    """A detached CMS signature, DER or BER (RFC 5652)."""
    try:
        kind = cms.ContentInfo.load(content, strict=True)["content_type"].native
    except Exception as error:
        raise UploadRefused("content") from error
    if kind != "signed_data":
        raise UploadRefused("content")


_CHECKS: dict[str, Callable[[bytes], None]] = {
    "pdf": _check_pdf,
    "png": _check_image("PNG"),
    "jpg": _check_image("JPEG"),
    "odt": _check_odf("odt"),
    "ods": _check_odf("ods"),
    "docx": _check_ooxml("docx"),
    "xlsx": _check_ooxml("xlsx"),
    "csv": _check_text,
    "txt": _check_text,
    "p7s": _check_p7s,
    "asice": _check_asice,
}
