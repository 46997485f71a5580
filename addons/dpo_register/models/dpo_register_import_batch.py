from collections import Counter, defaultdict
from itertools import islice
from typing import NamedTuple

from odoo import models
from odoo.exceptions import UserError

from ..tools.exchange import Cards
from ..tools.term_book import fold
from .dpo_register_import_items import WITH_MODEL

PART_ITEMS = 100
PREVIEW_ROWS = 12
MAX_ISSUES = 20_000


class Item(NamedTuple):
    """An item to load; ``id`` is its line, which the cursor of the batch follows."""

    id: int
    values: dict


class DpoRegisterImport(models.Model):
    """The two works of an import: reading and checking the file, then loading the good items."""

    _inherit = "dpo.register.import"  # pylint: disable=consider-merging-classes-inherited

    # --- check: one pass over the file, nothing is written in any register --------------------

    def _batch_check_remaining(self, batch, limit):
        return self if batch.cursor != self.id else self.browse()

    def _batch_check_process(self, batch, items):
        self.part_ids.unlink()
        fates, tally, preview, seen = Counter(), Counter(), [], set()
        finder, cards = BodyFinder(self.env), Cards([], [], [])
        with self._file_problems():
            found = self._read_items(fates, cards)
            while part := list(islice(found, PART_ITEMS)):
                for item in part:
                    item["reason"] = item.get("reason") or self._get_refusal(item, finder, seen)
                good = [item for item in part if not item["reason"]]
                self._plan(good, cards)
                self._keep(batch, good, [item for item in part if item["reason"]], tally)
                preview += part[: PREVIEW_ROWS - len(preview)]
                self.env.invalidate_all()  # flushes first; memory stays flat
        values = self._prepare_check_values(fates, tally, preview, finder)
        self.write({**values, "cards": cards._asdict()})

    def _batch_check_done(self, batch):
        self._accept_check(batch)
        return self.env._(
            "%(read)s read: %(new)s to create, %(changed)s to complete, %(refused)s refusals",
            read=self.item_count,
            new=self.new_count,
            changed=self.changed_count,
            refused=self.issue_count,
        )

    def _get_refusal(self, item, finder, seen):
        """Why an item is refused, in words; its collectivity is found on the way."""
        body = finder.find(item["body"]) or self.body_id.id
        item["body_id"] = body
        if not item["label"]:
            return self.env._("The activity has no name: give it one.")
        if item["kind"] == "vendor":
            return ""
        if not body:
            return self.env._(
                "No collectivity on record is “%s”: correct its SIREN or its name, or choose the "
                "collectivity of the import.",
                " ".join(filter(None, item["body"].values())) or "–",
            )
        if body not in finder.open_ids:
            return self.env._("This collectivity is not in your portfolio.")
        name = fold(item["label"]) if item["kind"] == "processing" and not item["key"] else ""
        place = (item["kind"], body, item["key"] or name or item["id"])
        if place in seen:
            return self.env._("This one is in the file already, above: the first is kept.")
        seen.add(place)
        return ""

    def _plan(self, items, cards):
        """Say of each item what loading would do."""
        for item in items:
            item["outcome"] = "new"
        processings = [item for item in items if item["kind"] == "processing"]
        if processings:
            outcomes = self.env["dpo.register.loader"]._outcomes(processings, self, cards)
            for item, outcome in zip(processings, outcomes, strict=True):
                item["outcome"] = outcome

    def _keep(self, batch, good, bad, tally):
        if good:
            part = self.env["dpo.register.import.part"]
            part.create(part._prepare_part_values(self, good))
        batch.env["dpo.batch.line"].create(
            [self._prepare_issue_values(batch, item, item["reason"]) for item in bad]
        )
        tally.update(item["outcome"] for item in good if item["kind"] == "processing")
        tally["read"] += len(good) + len(bad)
        tally["refused"] += len(bad)
        if tally["refused"] > MAX_ISSUES:
            raise UserError(
                self.env._(
                    "More than %s rows are refused: check the collectivity and the columns.",
                    MAX_ISSUES,
                )
            )

    def _prepare_issue_values(self, batch, item, reason):
        return {
            "batch_id": batch.id,
            "position": item["id"],
            "label": item["label"][:200],
            "value": " ".join(filter(None, item["body"].values()))[:200],
            "reason": reason,
        }

    def _prepare_check_values(self, fates, tally, preview, finder):
        return {
            "item_count": tally["read"],
            "new_count": tally["new"],
            "changed_count": tally["changed"],
            "unchanged_count": tally["unchanged"],
            "field_fates": [[*place, count] for place, count in sorted(fates.items())],
            "preview_rows": [self._prepare_preview(item, finder) for item in preview],
            "result": False,
        }

    def _prepare_preview(self, item, finder):
        kinds = {
            "processing": self.env._("Activity"),
            "action": self.env._("Action"),
            "vendor": self.env._("Vendor"),
            "original": self.env._("Original data"),
        }
        outcomes = {
            "new": self.env._("to create"),
            "changed": self.env._("to complete"),
            "unchanged": self.env._("nothing to do"),
        }
        return {
            "line": item["id"],
            "kind": kinds[item["kind"]],
            "body": finder.names.get(item["body_id"]) or item["body"].get("name") or "",
            "label": item["label"],
            "outcome": "refused" if item["reason"] else item["outcome"],
            "words": item["reason"] or outcomes[item["outcome"]],
            "note": item.get("note") or "",
        }

    # --- load: items in the order of the file -------------------------------------------------

    def _batch_load_count(self):
        [(count,)] = self.part_ids._read_group(
            [("import_id", "=", self.id)], aggregates=["item_count:sum"]
        )
        return count

    def _batch_load_remaining(self, batch, limit):
        part = self._get_part(batch.cursor)
        items = part._items() if part else []
        return [Item(item["id"], item) for item in items if item["id"] > batch.cursor][:limit]

    def _get_part(self, line):
        return self.env["dpo.register.import.part"].search(
            [("import_id", "=", self.id), ("last_line", ">", line)], limit=1
        )

    def _batch_load_process(self, batch, items):
        values = [item.values for item in items]
        outcomes = self.env["dpo.register.loader"]._load(values, self)
        part = self._get_part(items[0].id - 1)
        done = {str(item.id): outcome for item, outcome in zip(items, outcomes, strict=True)}
        part.outcomes = {**(part.outcomes or {}), **done}

    def _batch_load_done(self, batch):
        self.write({"result": self._prepare_result(), "state": "done"})
        if not batch.failed:  # else the failed items can be tried again
            self.part_ids.unlink()

    def _prepare_result(self):
        """``[[collectivity, kind, {outcome: count}], ...]`` of what was loaded."""
        counts = defaultdict(Counter)
        for part in self.part_ids:
            outcomes = part.outcomes or {}
            for item in part._items():
                place = (item["body_id"], item["kind"])
                counts[place][outcomes.get(str(item["id"]), "refused")] += 1
                for resource, count in item.get("counts", {}).items():
                    if resource not in WITH_MODEL:
                        counts[item["body_id"], f"original:{resource}"]["kept"] += count
            part.invalidate_recordset()
        bodies = self.env["res.partner"].browse({body for body, _kind in counts if body})
        names = {body.id: body.name for body in bodies}
        order = list(self._get_kind_labels())
        return sorted(
            ([names.get(body) or "", kind, dict(found)] for (body, kind), found in counts.items()),
            key=lambda row: (row[0], order.index(row[1])),
        )

    def _batch_label(self, item):
        return item.values["label"] if isinstance(item, Item) else super()._batch_label(item)

    def _prepare_batch_line_values(self, batch, item, reason):
        values = super()._prepare_batch_line_values(batch, item, reason)
        if not isinstance(item, Item):
            return values
        return self._prepare_issue_values(batch, item.values, reason)


class BodyFinder:
    """Finds the collectivity that words name, and knows those that the user works for."""

    def __init__(self, env):
        bodies = env["res.partner"].search([("dpo_body_type_id", "!=", False)])
        self.names = {body.id: body.name for body in bodies}
        self.by_siren = {body.dpo_siren: body.id for body in bodies if body.dpo_siren}
        codes = env["dpo.insee.code"].search([("collectivity_id", "in", bodies.ids)])
        self.by_insee = {code.code: code.collectivity_id.id for code in codes}
        counts = Counter(fold(body.name) for body in bodies)
        # two collectivities of the same name: the name says nothing
        self.by_name = {fold(b.name): b.id for b in bodies if counts[fold(b.name)] == 1}
        self.open_ids = set(bodies.ids)
        if not env.su and not env.user.has_group("dpo_base.group_dpo_officer_all"):
            now = env["dpo.clock"]._now()
            own = env["dpo.assignment"].search(
                [
                    ("user_id", "=", env.uid),
                    ("access_from", "<=", now),
                    ("access_until", ">", now),
                ]
            )
            self.open_ids = set(own.collectivity_id.ids)

    def find(self, body):
        """Id of the collectivity that ``body`` (name, siren, insee) names, False for none.

        A code that is given counts alone: a name never corrects it.
        """
        siren = "".join((body.get("siren") or "").split())
        insee = (body.get("insee") or "").strip()
        if siren or insee:
            return self.by_siren.get(siren[:9]) or self.by_insee.get(insee) or False
        return self.by_name.get(fold(body.get("name") or ""), False)
