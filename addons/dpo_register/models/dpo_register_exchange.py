from odoo import api, models

from ..tools.exchange import Cards, used_keys, write
from ..tools.term_book import fold
from .dpo_register_document import EVERY

#: Plain fields of the cards, as they travel
TERM_CARD = ("catalogue", "key", "name", "help_text", "family", "sensitivity")
VENDOR_CARD = ("key", "name", "siren", "street", "website", "email", "phone", "dpd_contact")
#: How a file without keys names a vendor: by its words
NAMED = "vendor:"
PRODUCT_CARD = ("key", "name", "kind", "description", "hosting_place", "is_free", "is_ad_funded")


class DpoRegisterExchange(models.AbstractModel):
    """Registers in the format ``dpo.register/1``, and the cards that such a file brings."""

    _name = "dpo.register.exchange"
    _description = "Exchange of registers"

    # --- out ------------------------------------------------------------------------------

    @api.model
    def _render_json(self, registers):
        """The file of ``registers``, which the caller has checked that the user reads."""
        written, payloads = [], []
        for register in registers:
            processings = register._get_all_processings()
            found = processings._get_payloads()
            payloads += found
            written.append(
                {
                    "collectivity": self._prepare_body(register.sudo().collectivity_id),
                    "processings": [
                        self._prepare_record(processing, payload)
                        for processing, payload in zip(processings, found, strict=True)
                    ],
                }
            )
        day = self.env["dpo.clock"]._today().isoformat()
        return write(written, self._prepare_cards(used_keys(payloads)), day=day)

    def _prepare_body(self, body_sudo):
        return {
            "name": body_sudo.name,
            "siren": body_sudo.dpo_siren or "",
            "insee": body_sudo.dpo_insee_code or "",
        }

    def _prepare_record(self, processing, payload):
        return {
            "key": processing._get_exchange_key(),
            "state": processing.state,
            "note": processing.import_note or "",
            "payload": payload,
        }

    def _prepare_cards(self, keys):
        def read(model, field_names):
            return [{name: record[name] or "" for name in field_names} for record in model]

        # sudo: cards of what readable records name
        def find(model, kinds):
            wanted = [key for kind, key in keys if kind in kinds]
            records = self.env[model].sudo().with_context(active_test=False)
            return records.search([("key", "in", wanted)], order="key, id")

        terms = find("dpo.register.term", {kind for kind, _key in keys})
        terms = terms.filtered(lambda term: (term.catalogue, term.key) in keys)
        products = find("dpo.product", {"product"})
        vendors = find("dpo.vendor", {"vendor"}) | products.vendor_id
        return Cards(
            terms=read(terms, TERM_CARD),
            vendors=[
                {**card, "country": vendor.country_id.code or ""}
                for card, vendor in zip(read(vendors, VENDOR_CARD), vendors, strict=True)
            ],
            products=[
                {
                    **card,
                    "vendor": product.vendor_id.key,
                    "hosting_country": product.hosting_country_id.code or "",
                }
                for card, product in zip(read(products, PRODUCT_CARD), products, strict=True)
            ],
        )

    # --- in: match the cards of a file with ours --------------------------------------------

    @api.model
    def _match_cards(self, cards, *, create):
        """``{(kind, key of the file): our key}``.

        By key, then SIREN, then name. ``create`` makes the missing ones with the rights of the
        user; without, they keep the key of the file.
        """
        terms = self._match_terms(cards.terms, create)
        vendors = self._match_vendors(cards.vendors, create)
        products = self._match_products(cards.products, vendors, create)
        return terms | vendors | products

    def _match_terms(self, cards, create):
        terms = self.env["dpo.register.term"].with_context(active_test=False)
        keys, missing = {}, []
        by_key, by_name = {}, {}
        for term in terms.search(EVERY):
            by_key[term.catalogue, term.key] = term.key
            by_name[term.catalogue, fold(term.name)] = term.key
        catalogues = dict(terms._fields["catalogue"]._description_selection(self.env))
        for card in cards:
            kind, key = card.get("catalogue"), card["key"]
            if kind not in catalogues:
                continue
            ours = by_key.get((kind, key)) or by_name.get((kind, fold(card["name"])))
            keys[kind, key] = ours or key
            if not ours:
                missing.append(self._prepare_term(card))
                by_key[kind, key] = key
        if create and missing and terms.has_access("create"):
            terms.create(missing)
        return keys

    def _prepare_term(self, card):
        texts = {name: str(card.get(name) or "")[:500] for name in TERM_CARD}
        allowed = dict(self.env["dpo.register.term"]._fields["sensitivity"].selection)
        sensitivity = texts["sensitivity"] if texts["sensitivity"] in allowed else False
        return {**texts, "sensitivity": sensitivity}

    def _match_vendors(self, cards, create):
        vendors = self.env["dpo.vendor"].with_context(active_test=False)
        by_key, by_siren, by_name = {}, {}, {}
        for vendor in vendors.search(EVERY):
            by_key[vendor.key] = vendor.key
            by_siren[vendor.siren] = vendor.key
            by_name[fold(vendor.name)] = vendor.key
        keys, missing = {}, []
        for card in cards:
            siren = card.get("siren") if isinstance(card.get("siren"), str) else ""
            ours = (
                by_key.get(card["key"])
                or (siren and by_siren.get(siren))
                or by_name.get(fold(card["name"]))
            )
            keys["vendor", card["key"]] = ours or card["key"]
            if not ours:
                missing.append(card)
                by_key[card["key"]] = by_name[fold(card["name"])] = card["key"]
                by_siren[siren] = card["key"]
        if create and missing:
            created = vendors.create([self._prepare_vendor(card) for card in missing])
            ours = {card["key"]: v.key for card, v in zip(missing, created, strict=True)}
            keys = {place: ours.get(key, key) for place, key in keys.items()}
        return keys

    def _prepare_vendor(self, card):
        texts = {name: str(card.get(name) or "")[:500] or False for name in VENDOR_CARD}
        siren = texts["siren"]
        texts["siren"] = siren if siren and siren.isdigit() and len(siren) == 9 else False
        if self._is_taken(texts["key"]):
            del texts["key"]  # a new one
        return {**texts, "country_id": self._find_country(card.get("country")).id}

    def _is_taken(self, key):
        """Whether a key names a vendor in words, or one of another service of this database."""
        # sudo: keys are unique whoever keeps the record
        vendors_sudo = self.env["dpo.vendor"].sudo().with_context(active_test=False)
        return key.startswith(NAMED) or bool(vendors_sudo.search_count([("key", "=", key)]))

    def _find_country(self, code):
        countries = self.env["res.country"]
        return countries.search([("code", "=", code)]) if isinstance(code, str) else countries

    def _match_products(self, cards, vendor_keys, create):
        products = self.env["dpo.product"].with_context(active_test=False)
        found = products.search(EVERY)
        by_key = {product.key: product.key for product in found}
        by_name = {(p.vendor_id.key, fold(p.name)): p.key for p in found}
        keys, missing = {}, []
        for card in cards:
            vendor = vendor_keys.get(("vendor", str(card.get("vendor"))))
            if not vendor:
                continue
            name = (vendor, fold(card["name"]))
            ours = by_key.get(card["key"]) or by_name.get(name)
            keys["product", card["key"]] = ours or card["key"]
            if not ours:
                missing.append((card, vendor))
                by_key[card["key"]] = by_name[name] = card["key"]
        if create and missing:
            vendors = self.env["dpo.vendor"].with_context(active_test=False)
            ids = {v.key: v.id for v in vendors.search([("key", "in", [v for _c, v in missing])])}
            products.create([self._prepare_product(card, ids[vendor]) for card, vendor in missing])
        return keys

    def _prepare_product(self, card, vendor_id):
        texts = ("key", "name", "description", "hosting_place")
        kind = str(card.get("kind"))
        kinds = dict(self.env["dpo.product"]._fields["kind"].selection)
        return {
            **{name: str(card.get(name) or "")[:500] for name in texts},
            "vendor_id": vendor_id,
            "kind": kind if kind in kinds else "software",
            "hosting_country_id": self._find_country(card.get("hosting_country")).id,
            "is_free": card.get("is_free") is True,
            "is_ad_funded": card.get("is_ad_funded") is True,
        }
