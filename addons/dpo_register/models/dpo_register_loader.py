import json

from odoo import api, models

from ..tools.exchange import Cards, differs, translate, used_keys
from ..tools.term_book import fold

ORIGINALS = "Madis - données d’origine.json"


class DpoRegisterLoader(models.AbstractModel):
    """Brings what a file says into the registers, with the rights of the user.

    Items are dictionaries: ``kind`` (processing, action, vendor, original), ``body_id``,
    ``label``, ``key`` (external), and what the kind needs.
    """

    _name = "dpo.register.loader"
    _description = "Loading of registers"

    @api.model
    def _load(self, items, job):
        """Outcome of each item: new, changed or unchanged."""
        cards = Cards(**job.cards)
        before = set(self._match_keys(items, cards, create=False).values())
        keys = self._match_keys(items, cards, create=True)
        for item in items:
            if item["kind"] == "vendor":
                key = keys["vendor", item["key"]]
                item["outcome"] = "unchanged" if key in before else "new"
                before.add(key)  # the same vendor named again is no new one
        return [getattr(self, f"_load_{item['kind']}")(item, job, keys) for item in items]

    def _match_keys(self, items, cards, *, create):
        """Our keys for those of the file that ``items`` use."""
        wanted = used_keys(item["payload"] for item in items if item["kind"] == "processing")
        wanted |= {("vendor", item["key"]) for item in items if item["kind"] == "vendor"}
        products = [card for card in cards.products if ("product", card["key"]) in wanted]
        wanted |= {("vendor", str(card.get("vendor"))) for card in products}
        used = Cards(
            [card for card in cards.terms if (card.get("catalogue"), card["key"]) in wanted],
            [card for card in cards.vendors if ("vendor", card["key"]) in wanted],
            products,
        )
        return self.env["dpo.register.exchange"]._match_cards(used, create=create)

    # --- processings ------------------------------------------------------------------------

    @api.model
    def _find_processings(self, items, job):
        """The record on file of each item (recordset of 0 or 1): by external key, then name.

        Two keys are two activities, even of one name.
        """
        body_ids = {item["body_id"] for item in items}
        found = self.env["dpo.processing"].search_fetch(
            [("collectivity_id", "in", list(body_ids)), ("company_id", "=", job.company_id.id)],
            ["collectivity_id", "name", "external_key"],
        )
        by_key, by_name, keyless = {}, {}, {}
        for record in found:
            place = (record.collectivity_id.id, fold(record.name))
            by_name.setdefault(place, record)
            if not record.external_key:
                keyless.setdefault(place, record)
            by_key[record.collectivity_id.id, record._get_exchange_key()] = record
        return [
            by_key.get((item["body_id"], item["key"]))
            or (keyless if item["key"] else by_name).get((item["body_id"], fold(item["label"])))
            or found.browse()
            for item in items
        ]

    @api.model
    def _outcomes(self, items, job, cards):
        """What loading would do to processings, without doing it."""
        keys = self._match_keys(items, cards, create=False)
        records = self._find_processings(items, job)
        known = self.env["dpo.processing"].union(*records)
        payloads = dict(zip(known.ids, known._get_payloads(), strict=True))
        outcomes = []
        for item, record in zip(items, records, strict=True):
            payload = translate(item["payload"], keys)
            current = payloads.get(record.id)
            wanted = current and self._get_wanted(payload, current, job)
            outcomes.append("new" if not record else "changed" if wanted else "unchanged")
        return outcomes

    def _get_wanted(self, payload, current, job):
        """The part of a payload that a record takes."""
        if job.on_existing == "replace":
            return {name: v for name, v in payload.items() if differs(v, current.get(name))}
        return {name: value for name, value in payload.items() if value and not current.get(name)}

    def _load_processing(self, item, job, keys):
        processings = self.env["dpo.processing"]
        payload = translate(item["payload"], keys)
        processings._check_plain_payload(payload)
        (record,) = self._find_processings([item], job)
        if not record:
            self._create_processing(item, job, payload)
            return "new"
        wanted = self._get_wanted(payload, record._get_payload(), job)
        values = record._prepare_changes(self._leave_to_dpd(record, wanted))
        values |= self._prepare_link_values(record, item)
        if not values:
            return "unchanged"
        record.write(values)
        return "changed"

    def _create_processing(self, item, job, payload):
        record = self.env["dpo.processing"].create(
            {
                "name": item["label"],
                "collectivity_id": item["body_id"],
                "company_id": job.company_id.id,
                "external_key": item["key"] or False,
                "import_note": item.get("note") or False,
            }
        )
        record.write(record._prepare_changes(self._leave_to_dpd(record, payload)))

    def _leave_to_dpd(self, record, payload):
        """A file confirms nothing in the place of the own DPD of a collectivity."""
        if record._is_checked_by_user():
            return payload
        return {name: value for name, value in payload.items() if name != "dpia_confirmed"}

    def _prepare_link_values(self, record, item):
        """Tie a record to its file the first time they meet, with the words left over."""
        if record._get_exchange_key() == item["key"]:
            return {}
        values = {} if record.external_key or not item["key"] else {"external_key": item["key"]}
        note, known = item.get("note") or "", record.import_note or ""
        if note and note not in known:
            values["import_note"] = "\n".join(filter(None, (known, note)))
        return values

    # --- the rest ---------------------------------------------------------------------------

    def _load_vendor(self, item, job, keys):
        """The card was matched or created with the others of the chunk."""
        return item["outcome"]

    def _load_action(self, item, job, keys):
        actions = self.env["dpo.action"]
        domain = [("collectivity_id", "=", item["body_id"]), ("external_key", "=", item["key"])]
        if item["key"] and actions.search_count(domain, limit=1):
            return "unchanged"
        actions._create_by_action([self._prepare_action(item, job)])
        return "new"

    def _prepare_action(self, item, job):
        values = {name: value or False for name, value in item["values"].items()}
        told = {
            "done": {"done_note": self.env._("Applied, says the imported file.")},
            "refused": {"refusal_reason": self.env._("Not applicable, says the imported file.")},
        }
        return {
            **values,
            **told.get(values["state"], {}),
            "collectivity_id": item["body_id"],
            "company_id": job.company_id.id,
            "external_key": item["key"] or False,
        }

    def _load_original(self, item, job, keys):
        """Keep what has no model here, as it was given, on the register of the collectivity."""
        body = self.env["res.partner"].browse(item["body_id"])
        register = self.env["dpo.register"]._get_or_create(body, job.company_id)
        register = register.with_env(self.env)
        register.check_access("write")
        content = json.dumps(item["content"], ensure_ascii=False, indent=1, sort_keys=True).encode()
        attachments = self.env["ir.attachment"]
        checksum = attachments._compute_checksum(content)
        domain = [("res_model", "=", register._name), ("res_id", "=", register.id)]
        if attachments.search_count([*domain, ("checksum", "=", checksum)], limit=1):
            return "unchanged"
        attachments.create(
            {
                "name": ORIGINALS,
                "raw": content,
                "mimetype": "application/json",
                "res_model": register._name,
                "res_id": register.id,
            }
        )
        return "new"
