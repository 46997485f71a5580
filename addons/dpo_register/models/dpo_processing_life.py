from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.completeness import concerned, missing, percentage, read_sections
from ..tools.freshness import review_due, risk
from ..tools.states import after_edit
from .dpo_processing import SECTIONS


class DpoProcessing(models.Model):
    """States of a record, and what is derived from its content."""

    # kept apart from the fields: who may make which step is read in one place
    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited

    # --- content changed --------------------------------------------------------------------

    def _on_content_changed(self, sections, *, is_minor=False, said=()):
        """Draw the consequences of a change of ``sections``: state, confidence, what is missing.

        ``said`` names the confidences that the same edit sets itself.
        """
        today = self.env["dpo.clock"]._today()
        declared = {
            f"confidence_{section}": "declared"
            for section in sections
            if f"confidence_{section}" not in said and not is_minor
        }
        for state, records in self.grouped("state").items():
            for by_dpd, changed in records.grouped(lambda r: r._is_checked_by_user()).items():
                next_state = after_edit(state, by_dpd=by_dpd, is_minor=is_minor)
                changed._write_by_action(
                    {**declared, **changed._prepare_state_values(next_state), "changed_on": today}
                )
        self._refresh_derived(sections)

    def _prepare_state_values(self, state):
        """Values that a state implies: what is no longer true is emptied."""
        values = {"state": state}
        if state != "visa":
            values["visa_on"] = False
        if state in ("draft", "submitted"):
            values |= {"checked_on": False, "checked_by_id": False, "first_checked_by_id": False}
        return values

    def _refresh_derived(self, sections):
        """Keep what lists and counts show: only the checks that read ``sections`` are made."""
        codes = concerned(sections)
        names = [name for section in read_sections(codes) for name in SECTIONS[section]]
        sensitive = self.env["dpo.register.term"]._get_sensitive_keys()
        by_values = {}
        for record in self:
            payload = record._get_payload(names)
            values = record._prepare_derived_values(payload, sensitive, codes)
            by_values.setdefault(tuple(values.items()), self.browse())
            by_values[tuple(values.items())] += record
        for values, records in by_values.items():
            records._write_by_action(dict(values))

    def _prepare_derived_values(self, payload, sensitive, codes):
        """Derived values of one record, or of a record to be (empty recordset).

        ``payload`` holds at least the fields that the checks ``codes`` read.
        """
        lacking = set((self.missing or "").split()) - set(codes)
        lacking |= set(missing(payload, sensitive, codes))
        has_sensitive = self.has_sensitive
        if "data_ids" in payload:
            held = {line["category_id"] for line in payload["data_ids"].values()}
            has_sensitive = bool(held & sensitive)
        transfer = payload.get("has_transfer", self.has_transfer)
        level = risk(
            has_sensitive=has_sensitive,
            has_transfer=transfer == "yes",
            dpia=payload.get("dpia_proposal", self.dpia_proposal) or "",
        )
        created = self.create_date and fields.Date.to_date(self.create_date)
        return {
            "missing": " ".join(sorted(lacking)) or False,
            "completeness": percentage(lacking),
            "has_sensitive": has_sensitive,
            "risk": level,
            "review_due_on": review_due(
                self.reviewed_on, created or self.env["dpo.clock"]._today(), level
            ),
        }

    def _get_missing(self):
        """What is not said yet: a list of ``(section, sentence)``."""
        self.ensure_one()
        sentences = self._get_missing_sentences()
        return [
            (code.split(".")[0], sentences[code])
            for code in sentences
            if code in (self.missing or "").split()
        ]

    def _get_missing_sentences(self):
        return {
            "description.summary": self.env._("Say in a few words what is done."),
            "purposes.purpose": self.env._("Say what for: at least one purpose."),
            "purposes.basis": self.env._("Give each purpose its legal basis."),
            "purposes.justification": self.env._("Give the text or the reason of each basis."),
            "purposes.condition": self.env._(
                "Sensitive data: give the condition that allows them (art. 9 or 10)."
            ),
            "persons.person": self.env._("Say whose data they are."),
            "data.data": self.env._("List the categories of data."),
            "data.origin": self.env._("Say who gives the data that do not come from the person."),
            "recipients.recipient": self.env._("Say who receives the data."),
            "processors.tool": self.env._("Name the tool, its vendor, or say it is on paper."),
            "transfers.transfer": self.env._("Say whether data leave the European Union."),
            "transfers.mechanism": self.env._("Give each transfer its country and mechanism."),
            "retention.retention": self.env._("Say how long the data are kept."),
            "retention.period": self.env._("Complete the duration of each retention line."),
            "retention.fate": self.env._("Say what becomes of the data then."),
            "security.measure": self.env._("Tick the security measures."),
            "information.information": self.env._("Say how persons are informed."),
        }

    # --- steps --------------------------------------------------------------------------

    def action_save_section(self, section, payload, is_minor=False, stamp=None):
        """Save one section, given as a payload; what the payload does not name stays.

        ``advice`` is what the DPD says: only the DPD writes it. ``stamp`` is that of the section
        when the writer opened it (``_get_section_stamp``): what somebody else wrote since is not
        overwritten unseen.
        """
        self.ensure_one()
        self._check_is_dpd() if section == "advice" or is_minor else self._check_may_edit()
        unknown = set(payload) - set(SECTIONS.get(section, ()))
        if unknown:
            raise UserError(self.env._("Unknown field: %s.", sorted(unknown)[0]))
        # sudo: the right to edit this record was checked; only fields of the section are written
        record = self.sudo()
        if stamp and stamp != record._get_section_stamp(section):
            raise UserError(
                self.env._(
                    "Somebody else changed this section in the meantime: look at what changed, "
                    "then save again."
                )
            )
        record._check_plain_payload(payload)
        values = record._prepare_changes(payload)
        if values:
            record.write({**values, "is_minor": is_minor})

    def action_submit(self):
        """Somebody of the collectivity, or the service for it, says that the record is ready."""
        self._check_may_edit()
        self._move(
            ("draft",),
            {
                "state": "submitted",
                "submitted_on": self.env["dpo.clock"]._today(),
                "submitted_by_id": self.env.uid,
                "sent_back_reason": False,
            },
        )

    def action_check(self):
        """The DPD of the collectivity has checked the record.

        Where our service is itself a processor, a second officer confirms, or a measure against
        the conflict of interest is written.
        """
        self._check_is_dpd()
        conflicts = self.filtered(lambda record: record._is_second_check_needed())
        conflicts.sudo()._write_by_action({"first_checked_by_id": self.env.uid})
        (self - conflicts)._move(
            ("draft", "submitted"),
            {
                "state": "checked",
                "checked_on": self.env["dpo.clock"]._today(),
                "checked_by_id": self.env.uid,
                "sent_back_reason": False,
            },
        )

    def _is_second_check_needed(self):
        """Whether another officer has to check after this one."""
        if not self.opsn_is_processor or self.conflict_measure or self.env.user.share:
            return False
        return self.first_checked_by_id in (self.env["res.users"], self.env.user)

    def action_send_back(self, reason):
        """The DPD asks the collectivity to complete the record."""
        self._check_is_dpd()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what is to be completed."))
        values = {**self._prepare_state_values("draft"), "sent_back_reason": reason}
        self._move(("submitted", "checked"), values)
        # sudo: the message is that of the step, whoever is the DPD
        for record in self.sudo():
            record.message_post(body=self.env._("Sent back: %s", reason))

    def action_review_unchanged(self):
        """Looked at again: nothing changed."""
        self._check_may_edit()
        self._mark_reviewed()

    def _mark_reviewed(self):
        # sudo: the right to review was checked; the portal writes nothing else
        reviewed = self.sudo()
        today = self.env["dpo.clock"]._today()
        reviewed._write_by_action({"reviewed_on": today, "reviewed_by_id": self.env.uid})
        for level, records in reviewed.grouped("risk").items():
            due = review_due(today, today, level or "normal")
            records._write_by_action({"review_due_on": due})

    def action_open_history(self):
        """What changed since the mayor's last visa, field by field."""
        self.check_access("read")
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Since the last visa"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(self.env.ref("dpo_register.dpo_processing_view_form_changes").id, "form")],
            "target": "new",
        }

    def _move(self, origins, values):
        """Change the state of all or none, from one of ``origins``."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for record in self:
            if record.state not in origins:
                raise UserError(
                    self.env._(
                        "“%(record)s” is in the state “%(state)s”: this step is not open.",
                        record=record.name,
                        state=labels[record.state],
                    )
                )
        # sudo: the right to make this very step was checked, the portal writes nothing else
        self.sudo()._write_by_action(values)
