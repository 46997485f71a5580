from collections import defaultdict

from odoo import models

from odoo.addons.dpo_base.tools.export_safe import unescape_text
from odoo.addons.dpo_base.tools.tabular import Row, read_table

from ..tools import exchange, madis_shape
from ..tools.import_files import open_file
from ..tools.madis import read_treatment
from ..tools.madis_measures import read_measure
from ..tools.register_rows import Cell, read_row
from ..tools.term_book import TermBook
from .dpo_register_document import EVERY

#: Resources of Madis that become records, or are matched; the others are kept as given.
WITH_MODEL = ("treatments", "mesurements", "contractors", "collectivities")


class DpoRegisterImport(models.Model):
    """The items of each kind of file, as ``dpo.register.loader`` takes them.

    An item knows the words that name its collectivity (``body``), not yet the collectivity. A
    refused row is an item with a ``reason``.
    """

    _inherit = "dpo.register.import"  # pylint: disable=consider-merging-classes-inherited

    def _read_items(self, fates, cards):
        """The items of the file, one by one.

        ``fates`` counts what becomes of each field; ``cards`` receives what the items name.
        """
        opened = open_file(self._get_data())
        if opened.kind == "table":
            return self._read_table_items(fates, cards)
        if opened.kind == "register":
            for kept, found in zip(cards, exchange.cards_of(opened.content), strict=True):
                kept.extend(found)
            return self._read_register_items(opened.content)
        return self._read_madis_items(opened.content, fates, cards)

    def _prepare_item(self, line, kind, label, **values):
        return {
            "id": line,
            "kind": kind,
            "body_id": False,
            "label": " ".join((label or "").split())[:500],
            "key": "",
            "body": {},
            **values,
        }

    # --- our own JSON -----------------------------------------------------------------------

    def _read_register_items(self, content):
        line = 0
        for register in exchange.registers_of(content):
            body = register.get("collectivity")
            records = register.get("processings")
            for found in records if isinstance(records, list) else ():
                line += 1
                record = found if isinstance(found, dict) else {}
                payload = record.get("payload")
                payload = payload if isinstance(payload, dict) else {}
                yield self._prepare_item(
                    line,
                    "processing",
                    str(payload.get("name") or ""),
                    key=str(record.get("key") or "")[:100],
                    body={} if self.body_id else self._read_body(body),
                    payload=payload,
                    note=str(record.get("note") or ""),
                )

    def _read_body(self, body):
        body = body if isinstance(body, dict) else {}
        return {name: str(body.get(name) or "") for name in ("name", "siren", "insee")}

    # --- a table ----------------------------------------------------------------------------

    def _read_table_items(self, fates, cards):
        columns, names = self.column_ids, set()
        for column in columns:
            fates["table", column.title, "entered" if column.target else "left"] += 0
        book = self._get_term_book()
        for row in read_table(self._get_data()).rows:
            if row.line <= self.header_line:
                continue
            if not isinstance(row, Row):
                yield self._prepare_item(
                    row.line,
                    "processing",
                    row.value,
                    reason=self.env["dpo.import.reason"]._of_row(row.code, other=row.other),
                )
                continue
            cells = defaultdict(list)
            for column in columns:
                text = row.cells[column.position] if column.position < len(row.cells) else ""
                if text.strip():
                    fates["table", column.title, "entered" if column.target else "left"] += 1
                if column.target:
                    cells[column.target].append(Cell(column.title, unescape_text(text)))
            record = read_row(cells, book)
            self._add_vendors(cards, names, record.vendors)
            yield self._prepare_row_item(row.line, record)

    def _prepare_row_item(self, line, record):
        return self._prepare_item(
            line,
            "processing",
            record.name,
            body=record.body,
            payload=record.payload,
            note=record.note,
        )

    def _add_vendors(self, cards, known, names):
        """Cards for vendors that are known by their name alone."""
        for name in names:
            if name not in known:
                known.add(name)
                cards.vendors.append({"key": f"vendor:{name}", "name": name})

    def _get_term_book(self):
        """What the words of a file may name: entries of catalogues, products."""
        terms = self.env["dpo.register.term"].search(EVERY)
        products = self.env["dpo.product"].search(EVERY)
        return TermBook(
            [
                *((term.catalogue, term.key, term.name) for term in terms),
                *(("product", product.key, product.name) for product in products),
                *(("vendor_of", product.vendor_id.key, product.key) for product in products),
            ]
        )

    # --- Madis ------------------------------------------------------------------------------

    def _read_madis_items(self, found, fates, cards):
        bodies = {madis_shape.reference(body): body for body in found.get("collectivities", ())}
        contractors = {madis_shape.reference(one): one for one in found.get("contractors", ())}
        tools = {madis_shape.reference(one): one for one in found.get("tools", ())}
        names = self._add_contractors(cards, contractors.values())
        book, line = self._get_term_book(), 0
        for record in found.get("contractors", ()):
            line += 1
            yield self._prepare_madis_vendor(line, record, bodies, fates)
        for record in found.get("treatments", ()):
            line += 1
            treatment = read_treatment(record, book, contractors, tools)
            self._add_vendors(cards, names, treatment.vendors)
            self._count_fates(fates, "treatments", treatment)
            yield self._prepare_item(
                line,
                "processing",
                treatment.name,
                key=treatment.key,
                body=madis_shape.body_of(record, bodies),
                payload=treatment.payload,
                note=treatment.note,
            )
        for record in found.get("mesurements", ()):
            line += 1
            measure = read_measure(record, book)
            self._count_fates(fates, "mesurements", measure)
            yield self._prepare_item(
                line,
                "action",
                measure.values["name"],
                key=measure.key,
                body=madis_shape.body_of(record, bodies),
                values=measure.values,
            )
        yield from self._read_originals(line, found, bodies, fates)

    def _add_contractors(self, cards, contractors):
        """Cards of contractors, once per name; the names."""
        found = [madis_shape.vendor_card(one) for one in contractors]
        by_name = {card["name"]: card for card in found if card["name"]}
        cards.vendors.extend({**card, "key": f"vendor:{name}"} for name, card in by_name.items())
        return set(by_name)

    def _prepare_madis_vendor(self, line, record, bodies, fates):
        card = madis_shape.vendor_card(record)
        taken = {"name", "siren", "address", "dpo"}
        for field in record:
            fates["contractors", str(field), "entered" if field in taken else "original"] += 1
        return self._prepare_item(
            line,
            "vendor",
            card["name"],
            key=f"vendor:{card['name']}",
            body=madis_shape.body_of(record, bodies),
        )

    def _count_fates(self, fates, resource, read):
        for field in read.used:
            fates[resource, field, "entered"] += 1
        for field in {path[0] for path, _value in read.unread}:
            fates[resource, field, "original"] += 1

    def _read_originals(self, line, found, bodies, fates):
        """One item per collectivity: all that the file says of it, as it was given."""
        originals = defaultdict(lambda: defaultdict(list))
        names = {}
        for resource, records in found.items():
            for record in records:
                body = madis_shape.body_of(record, bodies)
                if resource == "collectivities":
                    body = madis_shape.body_of({"collectivity": record}, bodies)
                words = tuple(body.values())
                names[words] = body
                originals[words][resource].append(record)
                if resource not in WITH_MODEL:
                    for field in record:
                        fates[resource, str(field), "original"] += 1
        for words, content in originals.items():
            line += 1
            counts = {resource: len(records) for resource, records in content.items()}
            yield self._prepare_item(
                line,
                "original",
                self.env._("Original data"),
                body=names[words],
                content=content,
                counts=counts,
            )
