"""What EN 16931 asks of a cross industry invoice (CII, Factur-X) beyond what Odoo writes.

Each function changes the tree in place and names the business rule or term it serves.
"""

from datetime import date

from lxml import etree

RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
QDT = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
NS = {"ram": RAM}


def name_items(tree: etree._Element) -> None:
    """Give each line a name, the first line of its label: Odoo names products alone (BR-25).

    >>> tree = _parse('<ram:SpecifiedTradeProduct><ram:Description>Adhésion\\nBases'
    ...               '</ram:Description></ram:SpecifiedTradeProduct>')
    >>> name_items(tree); [node.text for node in tree[0]]
    ['Adhésion', 'Bases']
    """
    for item in tree.iterfind(".//ram:SpecifiedTradeProduct", NS):
        label = item.find("ram:Description", NS)
        if label is None or item.find("ram:Name", NS) is not None:
            continue
        title, _, rest = (label.text or "").partition("\n")
        name = etree.Element(f"{{{RAM}}}Name")
        name.text = title
        label.addprevious(name)
        if rest.strip():
            label.text = rest.strip()
        else:
            item.remove(label)


def use_siret_scheme(tree: etree._Element) -> None:
    """Say that 14 digits are a SIRET (ISO 6523 code 0009): 0002 is the SIREN (BT-30-1, BT-47-1).

    >>> tree = _parse('<ram:ID schemeID="0002">21440109300015</ram:ID>')
    >>> use_siret_scheme(tree); tree[0].get("schemeID")
    '0009'
    """
    for node in tree.iterfind(".//ram:ID[@schemeID='0002']", NS):
        if len((node.text or "").strip()) == 14:
            node.set("schemeID", "0009")


def drop_rate_out_of_scope(tree: etree._Element) -> None:
    """Write no rate for what is not subject to VAT (BR-O-05, BR-48).

    >>> tree = _parse('<ram:ApplicableTradeTax><ram:CategoryCode>O</ram:CategoryCode>'
    ...               '<ram:RateApplicablePercent>0.0</ram:RateApplicablePercent>'
    ...               '</ram:ApplicableTradeTax>')
    >>> drop_rate_out_of_scope(tree); len(tree[0])
    1
    """
    for tax in tree.iterfind(".//ram:ApplicableTradeTax", NS):
        rate = tax.find("ram:RateApplicablePercent", NS)
        if rate is not None and tax.findtext("ram:CategoryCode", namespaces=NS) == "O":
            tax.remove(rate)


def drop_vat_numbers(tree: etree._Element) -> None:
    """Write no VAT number of anybody on an invoice out of the scope of VAT (BR-O-02)."""
    for node in tree.findall(".//ram:SpecifiedTaxRegistration", NS):
        identifier = node.find("ram:ID", NS)
        parent = node.getparent()
        if parent is not None and identifier is not None and identifier.get("schemeID") == "VA":
            parent.remove(node)


def add_seller_tax_registration(tree: etree._Element, number: str) -> None:
    """Identify by a local number (BT-32) a seller who exempts and has no VAT number (BR-E-02)."""
    seller = tree.find(".//ram:SellerTradeParty", NS)
    if seller is None or not number:
        return
    registration = etree.SubElement(seller, f"{{{RAM}}}SpecifiedTaxRegistration")
    identifier = etree.SubElement(registration, f"{{{RAM}}}ID", schemeID="FC")
    identifier.text = number


def add_invoice_reference(tree: etree._Element, number: str, day: date | None) -> None:
    """Name the invoice that a credit note corrects (BG-3; CGI ann. II, art. 242 nonies A)."""
    settlement = tree.find(".//ram:ApplicableHeaderTradeSettlement", NS)
    if settlement is None:
        return
    reference = etree.SubElement(settlement, f"{{{RAM}}}InvoiceReferencedDocument")
    etree.SubElement(reference, f"{{{RAM}}}IssuerAssignedID").text = number
    if day:
        issued = etree.SubElement(reference, f"{{{RAM}}}FormattedIssueDateTime")
        text = etree.SubElement(issued, f"{{{QDT}}}DateTimeString", format="102")
        text.text = f"{day:%Y%m%d}"


def _parse(inner: str) -> etree._Element:
    return etree.fromstring(f'<root xmlns:ram="{RAM}">{inner}</root>')
