import io
import struct
import zipfile
import zlib
from datetime import datetime

import docx
import pytest
from asn1crypto import cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from odoo.addons.dpo_base.tools import uploads as up
from odoo.addons.dpo_base.tools.export_safe import Column, Sheet, csv_bytes, xlsx_bytes

EVERYTHING = up.DOCUMENTS | up.SIGNATURES
ODT, ODS, ASICE = (up.MIMETYPES[extension] for extension in ("odt", "ods", "asice"))


def zipped(compression=zipfile.ZIP_DEFLATED, **entries):
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def image(kind, size=(4, 3)):
    output = io.BytesIO()
    Image.new("RGB", size).save(output, kind)
    return output.getvalue()


def pdf(edit=lambda writer: None, pages=1):
    writer = PdfWriter()
    for _page in range(pages):
        writer.add_blank_page(100, 100)
    edit(writer)
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def word():
    output = io.BytesIO()
    document = docx.Document()
    document.add_paragraph("Convention")
    document.save(output)
    return output.getvalue()


def sheet():
    return xlsx_bytes([Sheet("A", [Column("Nom")], [["Agneaux"]])])


def with_entry(data, **entries):
    output = io.BytesIO(data)
    with zipfile.ZipFile(output, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return output.getvalue()


def signature():
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Maire d'Agneaux")])
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1)
        .not_valid_before(datetime(2026, 1, 1))
        .not_valid_after(datetime(2027, 1, 1))
        .sign(key, hashes.SHA256())
    )
    builder = pkcs7.PKCS7SignatureBuilder(b"acte").add_signer(certificate, key, hashes.SHA256())
    return builder.sign(Encoding.DER, [pkcs7.PKCS7Options.DetachedSignature])


def png_bomb(side):
    """A few bytes that declare a huge square."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + body


def open_action(kind):
    def edit(writer):
        writer._root_object[NameObject("/OpenAction")] = DictionaryObject(
            {NameObject("/S"): NameObject(kind), NameObject("/F"): TextStringObject("cmd.exe")}
        )

    return edit


def named_script(writer):
    script = DictionaryObject({NameObject("/Names"): ArrayObject()})
    names = DictionaryObject({NameObject("/JavaScript"): script})
    writer._root_object[NameObject("/Names")] = writer._add_object(names)


def encrypted_entry():
    data = bytearray(sheet())
    for position, offset in ((data.find(b"PK\x03\x04"), 6), (data.find(b"PK\x01\x02"), 8)):
        data[position + offset] |= 1
    return bytes(data)


GOOD = {
    "acte.pdf": pdf(),
    "Acte transmis.PDF": pdf(pages=3),
    "lecture.pdf": pdf(lambda writer: writer.encrypt("", "owner")),
    "logo.png": image("PNG"),
    "photo.jpg": image("JPEG"),
    "photo.jpeg": image("JPEG", (2000, 1500)),
    "modèle.docx": word(),
    "liste.xlsx": sheet(),
    "note.odt": zipped(mimetype=ODT, **{"content.xml": "<x/>"}),
    "tableau.ods": zipped(mimetype=ODS, **{"content.xml": "<x/>"}),
    "export.csv": csv_bytes(["Nom"], [["Saint-Lô"]]),
    "lisezmoi.txt": "Délibération n° 3 : a < b, <maire@exemple.fr>\f".encode("cp1252"),
    "acte.p7s": signature(),
    "acte.asice": zipped(mimetype=ASICE, **{"META-INF/signatures0.xml": "<x/>"}),
}

BAD = [
    ("page.html", b"<html></html>", "extension"),
    ("dessin.svg", b"<svg/>", "extension"),
    ("acte.pdf.exe", b"MZ", "extension"),
    ("acte", pdf(), "extension"),
    ("acte.doc", b"\xd0\xcf\x11\xe0", "extension"),
    ("liste.xlsm", sheet(), "extension"),
    ("archive.zip", zipped(a="b"), "extension"),
    ("vide.pdf", b"", "empty"),
    ("gros.pdf", pdf() + bytes(up.MAX_SIZE), "too_big"),
    ("acte.pdf", b"<html><script>alert(1)</script>", "content"),
    ("acte.pdf", b"%PDF-1.7\nrubbish", "content"),
    ("acte.pdf", b"GIF89a" + pdf(), "content"),
    ("acte.pdf", pdf(pages=0), "content"),
    ("acte.pdf", image("PNG"), "content"),
    ("acte.pdf", pdf(lambda writer: writer.encrypt("secret")), "encrypted"),
    ("acte.pdf", pdf(named_script), "active"),
    ("acte.pdf", pdf(open_action("/Launch")), "active"),
    ("acte.pdf", pdf(open_action("/JavaScript")), "active"),
    ("logo.png", image("JPEG"), "content"),
    ("logo.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "content"),
    ("logo.png", image("PNG")[:40], "content"),
    ("logo.png", png_bomb(30_000), "bomb"),
    ("logo.png", png_bomb(8_000), "bomb"),
    ("photo.jpg", b"\xff\xd8\xff<?php", "content"),
    ("liste.xlsx", b"MZ\x90\0", "content"),
    ("liste.xlsx", word(), "content"),
    ("liste.xlsx", zipped(a="b"), "content"),
    ("liste.xlsx", b"PK\x03\x04rubbish", "content"),
    ("liste.xlsx", b"\xd0\xcf\x11\xe0" + bytes(600), "encrypted"),
    ("liste.xlsx", encrypted_entry(), "encrypted"),
    ("liste.xlsx", with_entry(sheet(), **{"xl/vbaProject.bin": "x"}), "macro"),
    ("liste.xlsx", with_entry(sheet(), **{"xl/media/a": bytes(5_000_000)}), "bomb"),
    ("modèle.docx", with_entry(word(), **{"word/embeddings/oleObject1.bin": "x"}), "active"),
    ("modèle.docx",
     with_entry(word(), **{"word/_rels/settings.xml.rels":
                '<x Type="attachedTemplate" Target="http://x" TargetMode="External"/>'}), "active"),
    ("modèle.docx", zipped(**{"[Content_Types].xml": "macroEnabled.main+xml"}), "macro"),
    ("note.odt", zipped(mimetype=ODS), "content"),
    ("note.odt", zipped(mimetype=ODT, **{"Basic/script-lc.xml": "x"}), "macro"),
    ("note.odt", zipped(mimetype=ODT, **{"META-INF/manifest.xml": "<encryption-data/>"}),
     "encrypted"),
    ("tableau.ods", zipped(mimetype=ODS, a=bytes(20_000_000)), "bomb"),
    ("tableau.ods", zipped(mimetype=ODS, **{f"a{n}": "" for n in range(2_001)}), "bomb"),
    ("export.csv", b"\xef\xbb\xbf <!DOCTYPE html>", "content"),
    ("note.txt", b"#!/bin/sh\nrm -rf /", "content"),
    ("note.txt", b"MZ\x90\0\x03", "content"),
    ("note.txt", b"bonjour\n<ScRiPt>alert(1)</script>", "content"),
    ("acte.p7s", b"rubbish", "content"),
    ("acte.p7s", cms.ContentInfo({"content_type": "data", "content": b"x"}).dump(), "content"),
    ("acte.asice", zipped(mimetype=ASICE), "content"),
    ("acte.asice", zipped(mimetype=ODT, **{"META-INF/signatures.xml": ""}), "content"),
]  # fmt: skip


@pytest.mark.parametrize("name", GOOD)
def test_good_files_are_accepted(name):
    accepted = up.check_upload(name, GOOD[name], EVERYTHING)
    extension = name.rpartition(".")[2].lower().replace("jpeg", "jpg")
    assert accepted.mimetype == up.MIMETYPES[extension]
    assert accepted.name.endswith(f".{extension}")


@pytest.mark.parametrize(("name", "content", "code"), BAD)
def test_bad_files_are_refused(name, content, code):
    with pytest.raises(up.UploadRefused) as refused:
        up.check_upload(name, content, EVERYTHING)
    assert refused.value.code == code


def test_signature_files_only_where_expected():
    with pytest.raises(up.UploadRefused):
        up.check_upload("acte.p7s", GOOD["acte.p7s"])


def test_a_signature_in_indefinite_length_is_read():
    inner = GOOD["acte.p7s"]
    header = 4 if inner[1] == 0x82 else 3
    indefinite = b"\x30\x80" + inner[header:] + b"\0\0"
    assert up.check_upload("acte.p7s", indefinite, up.SIGNATURES).mimetype


@pytest.mark.parametrize(
    ("name", "stored"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\note.txt", "note.txt"),
        ("note\u202etxt.txt", "notetxt.txt"),
        ("<img src=x onerror=alert(1)>.txt", "img src=x onerror=alert(1).txt"),
        ("...txt", "document.txt"),
        ("e\u0301te.txt", "éte.txt"),
        ("x" * 300 + ".txt", "x" * (up.MAX_NAME - 4) + ".txt"),
    ],
)
def test_names_are_made_harmless(name, stored):
    assert up.check_upload(name, b"bonjour").name == stored


@given(st.text(max_size=30), st.sampled_from(sorted(EVERYTHING)), st.binary(max_size=200))
def test_any_file_is_accepted_or_refused_with_a_code(stem, extension, content):
    try:
        accepted = up.check_upload(f"{stem}.{extension}", content, EVERYTHING)
    except up.UploadRefused as refused:
        assert refused.code
    else:
        assert accepted.name.isprintable()
        assert not set("/\\<>") & set(accepted.name)
