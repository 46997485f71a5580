import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.pack import PackRefused, read_pack, write_pack


class DpoLibraryPack(models.TransientModel):
    """Model activities given to another OPSN, or received from one, as a zip of readable files."""

    _name = "dpo.library.pack"
    _description = "Exchange of model activities"

    file = fields.Binary("Pack", attachment=False)
    file_name = fields.Char()
    is_export = fields.Boolean(readonly=True)

    def action_import(self):
        """Read the whole pack, or refuse it whole; what is newer comes in as drafts."""
        self.check_access("write")
        self.ensure_one()
        try:
            activities = read_pack(base64.b64decode(self.file or b"", validate=True))
        except binascii.Error as error:
            raise UserError(self.env._("This file is damaged: ask for it again.")) from error
        except PackRefused as error:
            raise UserError(self._describe_refusal(error)) from error
        drafts = self.env["dpo.library.model"]._import_activities(activities, self.env.company)
        if not drafts:
            raise UserError(self.env._("Nothing in this pack is newer than what you have."))
        xmlid = "dpo_register_library.dpo_library_version_action"
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        return {**action, "domain": [("id", "in", drafts.ids)], "context": {}}

    def _describe_refusal(self, error):
        sentences = {
            "zip": self.env._("This file is no zip, or it is damaged: ask for it again."),
            "too_big": self.env._("The pack or one of its files is too big: %s", error.file),
            "name": self.env._("“%s” is no activity: a pack holds .toml files only.", error.file),
            "twice": self.env._("“%s” repeats an activity of the pack.", error.file),
            "empty": self.env._("This pack is empty."),
            "text": self.env._("“%s” is not a text in UTF-8.", error.file),
        }
        return sentences.get(error.fault) or self._describe_fault(error.file, error.cause)

    def _describe_fault(self, file, cause):
        sentences = {
            "syntax": self.env._("it is not well formed: %s", cause.where),
            "missing": self.env._("“%s” is missing", cause.where),
            "kind": self.env._("“%s” does not hold what it should", cause.where),
            "unknown": self.env._(
                "“%(value)s” is no answer to “%(where)s”", value=cause.value, where=cause.where
            ),
        }
        return self.env._(
            "Nothing was loaded. File “%(file)s”: %(reason)s.",
            file=file,
            reason=sentences[cause.fault],
        )

    def _prepare_export(self, library_models):
        """A pack of the versions in force of these models, ready to be saved."""
        found = library_models.filtered("version_id")
        if not found:
            raise UserError(self.env._("None of these models is in force yet."))
        content = write_pack(model._get_activity(model.version_id) for model in found)
        return self.create(
            {
                "file": base64.b64encode(content),
                "file_name": "modeles-de-traitements.zip",
                "is_export": True,
            }
        )
