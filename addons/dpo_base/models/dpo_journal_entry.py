import json
import secrets
from datetime import timedelta

from odoo import api, fields, models

from ..tools.canonical import (
    GENESIS,
    canonical_json,
    chain_hash,
    first_broken,
    salted_digest,
)
from ..tools.retention import Retention

SLICE = 1000
#: An entry that waits longer means that the sealer does not run.
LATE = timedelta(minutes=10)


class DpoJournalEntry(models.Model):
    """An event that must be provable: signature, refusal, notice, clock.

    Append-only. An entry is inserted unsealed, with a salted digest of its content; one
    cron then numbers and chains it by company and collectivity. Sealing inside the
    business transaction would fork the chain: a concurrent writer does not see the head
    another one has just taken. Content and salt may be erased (GDPR art. 17): the digest
    stays and the chain holds. PostgreSQL refuses every other change (``init``).
    """

    _name = "dpo.journal.entry"
    _inherit = ["dpo.scoped.mixin"]
    _description = "Journal entry"
    _order = "id desc"
    _rec_name = "kind"
    _log_access = False  # write_date would change at sealing
    _dpo_retention = Retention(
        "erase",
        months=120,
        start_field="occurred_at",
        reason="Preuve : le contenu est effacé, l'empreinte et la chaîne demeurent",
    )

    kind = fields.Selection("_selection_kind", required=True, readonly=True)
    res_model = fields.Char("Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Record", model_field="res_model", required=True, readonly=True, index=True
    )
    occurred_at = fields.Datetime("When", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "Author", required=True, readonly=True, ondelete="restrict"
    )
    mandate_id = fields.Many2one(
        "dpo.mandate", "Habilitation", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    payload = fields.Json("Content", readonly=True)
    salt = fields.Char(readonly=True, groups="base.group_system")
    payload_digest = fields.Char("Digest of the content", required=True, readonly=True)
    seq = fields.Integer("Number", readonly=True, aggregator=None)
    prev_hash = fields.Char("Previous seal", readonly=True)
    hash = fields.Char("Seal", readonly=True)
    payload_text = fields.Text("Content as text", compute="_compute_payload_text")
    seal_state = fields.Selection(
        [("sealed", "Sealed"), ("waiting", "Being sealed"), ("late", "Seal late")],
        compute="_compute_seal_state",
    )

    # A second head for one chain is impossible, whoever seals.
    _chain_uniq = models.UniqueIndex("(company_id, collectivity_id, seq) WHERE seq IS NOT NULL")
    _unsealed_idx = models.Index("(id) WHERE hash IS NULL")

    def init(self):
        """Last wall: what the journal says is refused to change, even to SQL."""
        self.env.cr.execute("""
            CREATE OR REPLACE FUNCTION dpo_journal_entry_guard() RETURNS trigger AS $$
            DECLARE
                sealing text[] := ARRAY['seq', 'prev_hash', 'hash'];
                erasing text[] := ARRAY['payload', 'salt'];
                before jsonb := to_jsonb(OLD);
                after jsonb;
                changed text;
            BEGIN
                IF TG_OP = 'UPDATE' THEN
                    after := to_jsonb(NEW);
                    FOR changed IN
                        SELECT key FROM jsonb_object_keys(after) key
                        WHERE after -> key IS DISTINCT FROM before -> key
                    LOOP
                        IF NOT (changed = ANY (sealing) AND before ->> changed IS NULL)
                        AND NOT (changed = ANY (erasing) AND after ->> changed IS NULL) THEN
                            RAISE EXCEPTION 'dpo_journal_entry %: % is sealed', OLD.id, changed;
                        END IF;
                    END LOOP;
                    RETURN NEW;
                END IF;
                RAISE EXCEPTION 'dpo_journal_entry %: an entry is never deleted', OLD.id;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS dpo_journal_entry_guard ON dpo_journal_entry;
            CREATE TRIGGER dpo_journal_entry_guard BEFORE UPDATE OR DELETE
                ON dpo_journal_entry FOR EACH ROW EXECUTE FUNCTION dpo_journal_entry_guard();
            DROP TRIGGER IF EXISTS dpo_journal_entry_guard_all ON dpo_journal_entry;
            CREATE TRIGGER dpo_journal_entry_guard_all BEFORE TRUNCATE
                ON dpo_journal_entry EXECUTE FUNCTION dpo_journal_entry_guard();
        """)
        return super().init()

    @api.model
    def _selection_kind(self):
        return [*self._get_kinds().items()]

    @api.model
    def _get_kinds(self):
        """Kinds of events, ``{key: label}``; an addon adds its own."""
        return {
            "approval_submitted": self.env._("Submitted for approval"),
            "approval_signed": self.env._("Approved"),
            "approval_answered": self.env._("Answered"),
            "approval_refused": self.env._("Refused"),
            "approval_cancelled": self.env._("Request for approval cancelled"),
        }

    # --- writing --------------------------------------------------------------------

    @api.model
    def _record(self, kind, record, payload, mandate=None):
        """Write the event ``kind`` about ``record``, as the current user, now.

        ``payload`` is a non-empty dict without floats (see ``tools.canonical``). Keep
        personal content out of it where an identifier is enough.
        """
        if not payload:
            raise ValueError("an event without content proves nothing")
        values = self._prepare_entry_values(kind, record, payload, mandate)
        entry = self.sudo().create(values)
        self.env.ref("dpo_base.cron_seal_journal").sudo()._trigger()
        return entry

    def _prepare_entry_values(self, kind, record, payload, mandate):
        salt = secrets.token_bytes(16)
        return {
            "kind": kind,
            "collectivity_id": record.collectivity_id.id,
            "company_id": record.company_id.id,
            "res_model": record._name,
            "res_id": record.id,
            "occurred_at": self.env["dpo.clock"]._now(),
            "user_id": self.env.uid,
            "mandate_id": mandate.id if mandate else False,
            "payload": json.loads(canonical_json(payload)),
            "salt": salt.hex(),
            "payload_digest": salted_digest(salt, payload),
        }

    @api.model
    def _cron_seal(self):
        """Number and chain what was written since the last run; the only sealer."""
        while sealed := self.sudo()._seal():
            remaining = self.sudo().search_count([("hash", "=", False)])
            if not self.env["ir.cron"]._commit_progress(sealed, remaining=remaining):
                return

    @api.model
    def _seal(self, limit=SLICE):
        """Seal the oldest unsealed entries and return how many. Called by the cron only."""
        pending = self.search([("hash", "=", False)], order="id", limit=limit)
        for chain in pending.grouped(lambda e: (e.company_id.id, e.collectivity_id.id)).values():
            chain._seal_chain()
        return len(pending)

    def _seal_chain(self):
        head = self.search(
            [
                ("company_id", "=", self.company_id.id),
                ("collectivity_id", "=", self.collectivity_id.id),
                ("hash", "!=", False),
            ],
            order="seq desc",
            limit=1,
        )
        seq, prev_hash = head.seq, head.hash or GENESIS
        for entry in self:
            seq += 1
            own = chain_hash(prev_hash, seq, *entry._get_sealed_facts())
            entry.write({"seq": seq, "prev_hash": prev_hash, "hash": own})
            prev_hash = own

    def _get_sealed_facts(self):
        """What the seal covers. Changing this list breaks every existing chain."""
        self.ensure_one()
        return [
            self.id,
            self.company_id.id,
            self.collectivity_id.id,
            self.kind,
            self.res_model,
            self.res_id,
            self.occurred_at,
            self.user_id.id,
            self.mandate_id.id or None,
            self.payload_digest,
        ]

    def _erase(self):
        """Erase the content at the end of its retention; the sealed digest stays."""
        self.filtered("payload").write({"payload": False, "salt": False})

    # --- reading --------------------------------------------------------------------

    @api.model
    def _find_broken(self):
        """Return the first entry that no longer holds and why, or ``(empty, None)``.

        Reads the stored rows of the chains that the user may read. Reasons: those of
        ``tools.canonical.Break``, and ``payload`` when the content is not what was written.
        """
        self.env.flush_all()
        self.env.invalidate_all()
        chains = self._read_group([("hash", "!=", False)], ["company_id", "collectivity_id"])
        for company, collectivity in chains:
            entry, reason = self._find_broken_in_chain(company, collectivity)
            if reason:
                return entry, reason
        unsealed = self.search([("hash", "=", False)], order="id")
        return self._find_broken_payload(unsealed)

    def _find_broken_in_chain(self, company, collectivity):
        seq, prev_hash = 0, GENESIS
        domain = [
            ("company_id", "=", company.id),
            ("collectivity_id", "=", collectivity.id),
            ("hash", "!=", False),
        ]
        while entries := self.search(domain, order="seq, id", offset=seq, limit=SLICE):
            rows = [(e.seq, e.prev_hash, e.hash, *e._get_sealed_facts()) for e in entries]
            if broken := first_broken(rows, prev_hash, seq):
                return entries[broken.position], broken.reason
            entry, reason = self._find_broken_payload(entries)
            if reason:
                return entry, reason
            prev_hash, seq = entries[-1].hash, entries[-1].seq
            self.env.invalidate_all()
        return self.browse(), None

    def _find_broken_payload(self, entries):
        for entry in entries.sudo():
            erased = not entry.payload and not entry.salt
            if not erased and not entry._payload_holds():
                return self.browse(entry.id), "payload"
        return self.browse(), None

    def _payload_holds(self):
        if not self.salt or not self.payload:
            return False
        return self.payload_digest == salted_digest(bytes.fromhex(self.salt), self.payload)

    @api.model
    def _count_late(self):
        """Number of entries that should have been sealed by now."""
        return self.search_count(self._get_late_domain())

    @api.model
    def _get_late_domain(self):
        limit = self.env["dpo.clock"]._now() - LATE
        return [("hash", "=", False), ("occurred_at", "<", limit)]

    @api.depends("hash", "occurred_at")
    def _compute_seal_state(self):
        limit = self.env["dpo.clock"]._now() - LATE
        for entry in self:
            late = entry.occurred_at and entry.occurred_at < limit
            entry.seal_state = "sealed" if entry.hash else "late" if late else "waiting"

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for entry in self:
            entry.display_name = f"{labels.get(entry.kind, entry.kind)} ({entry.id})"

    @api.depends("payload")
    def _compute_payload_text(self):
        for entry in self:
            entry.payload_text = (
                json.dumps(entry.payload, ensure_ascii=False, indent=2) if entry.payload else False
            )

    def action_open_record(self):
        """Open what the event is about."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "view_mode": "form",
        }
