from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Date, Domain

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex

from ..tools.rights import rights
from .dpo_processing import SECTIONS


class DpoProcessing(models.Model):
    """A record as a person reads it, section by section, and what waits for that person."""

    _inherit = "dpo.processing"  # pylint: disable=consider-merging-classes-inherited

    # --- words --------------------------------------------------------------------------

    def _get_section_titles(self):
        """``{section: title}`` in everyday words, in the order of the pages."""
        return {
            "description": self.env._("The activity"),
            "purposes": self.env._("What the data are for"),
            "persons": self.env._("Whose data they are"),
            "data": self.env._("Which data"),
            "recipients": self.env._("Who receives them"),
            "processors": self.env._("Tools and vendors"),
            "transfers": self.env._("Outside the European Union"),
            "retention": self.env._("How long they are kept"),
            "security": self.env._("How they are protected"),
            "information": self.env._("How persons are informed"),
            "advice": self.env._("Advice of the DPD"),
        }

    def _get_state_words(self, for_dpd=False):
        """Where a record stands, in everyday words; ``sent_back`` is a draft that the DPD saw."""
        return {
            "draft": self.env._("To be completed"),
            "sent_back": self.env._("Sent back by the DPD"),
            "submitted": self.env._("To be checked") if for_dpd else self.env._("With the DPD"),
            "checked": self.env._("Checked by the DPD"),
            "visa": self.env._("Under visa"),
        }

    def _describe_section(self, section):
        """What a section says: a list of ``dict(label, text)`` or ``dict(label, items)`` or
        ``dict(label, lines)``; what is empty is left out."""
        described = (self._describe_field(name) for name in SECTIONS[section])
        return [field for field in described if field]

    def _get_rights(self):
        """Rights of the persons on this processing, from its bases; empty without any."""
        bases = set(self.purpose_ids.mapped("basis")) - {False}
        return rights(bases) if bases else ()

    def _get_right_titles(self):
        return {
            "access": self.env._("Access"),
            "rectification": self.env._("Rectification"),
            "erasure": self.env._("Erasure"),
            "restriction": self.env._("Restriction"),
            "portability": self.env._("Portability"),
            "objection": self.env._("Objection"),
            "withdrawal": self.env._("Withdrawal of consent"),
        }

    # --- what waits -----------------------------------------------------------------------

    def _get_waiting_domain(self):
        """Running records that wait for the user: to be completed, looked at again, checked."""
        user = self.env.user
        today = self.env["dpo.clock"]._today()
        waiting = Domain("state", "=", "draft") | Domain("review_due_on", "<=", today)
        checks = user._dpo_live_mandates().filtered(lambda mandate: mandate.function == "own_dpd")
        if checks:
            waiting |= Domain("state", "=", "submitted") & Domain(
                "collectivity_id", "in", checks.collectivity_id.ids
            )
        return Domain("date_end", "=", False) & waiting

    # --- steps ----------------------------------------------------------------------------

    def _get_section_stamp(self, section):
        """What a section says now, in short: it changes when somebody saves another content."""
        return sha256_hex(canonical_json(self._get_payload(SECTIONS[section])))

    def action_end_on(self, day):
        """The activity has ceased: the record leaves the register on ``day``, and is kept."""
        self.ensure_one()
        self._check_may_edit()
        day = self._read_day(day)
        if not day:
            raise UserError(self.env._("Give the day on which the activity ceased."))
        self.action_save_section("description", {"date_end": Date.to_string(day)})

    def _read_day(self, day):
        """The day that a form or a call gives, False for none; anything else is refused."""
        try:
            return Date.to_date(day) or False
        except (TypeError, ValueError) as error:
            raise UserError(self.env._("“%s” is not a day: choose it again.", day)) from error
