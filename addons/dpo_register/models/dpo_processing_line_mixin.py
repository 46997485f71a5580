import uuid

from odoo import api, fields, models

#: What names a line, the first that it has.
TITLES = ("name", "category_id", "product_id", "vendor_id")
#: What the sentence of a line says already.
IN_SENTENCE = ("duration", "unit", "start", "fate", "to_complete")


class DpoProcessingLineMixin(models.AbstractModel):
    """A line of a record of the register: purpose, category of data, retention...

    ``key`` is stable: a copy finds its line of the model again by it, and two versions of a
    record are compared line by line. Whatever changes a line is a change of the record.
    """

    _name = "dpo.processing.line.mixin"
    _inherit = ["dpo.collectivity.mixin", "dpo.processing.payload.mixin"]
    _description = "Line of a record of the register"
    _order = "sequence, id"
    _dpo_same_collectivity = ("processing_id",)
    #: section of the record that these lines belong to
    _dpo_section = ""

    processing_id = fields.Many2one(
        "dpo.processing", "Record", required=True, index=True, ondelete="cascade"
    )
    collectivity_id = fields.Many2one(
        related="processing_id.collectivity_id", store=True, precompute=True, readonly=True
    )
    company_id = fields.Many2one(
        related="processing_id.company_id", store=True, precompute=True, readonly=True
    )
    key = fields.Char(required=True, default=lambda self: uuid.uuid4().hex, copy=False)
    sequence = fields.Integer(default=100)

    def _describe_reading(self):
        """The line as a person reads it: ``dict(title, sentence, facts, sensitivity)``.

        ``facts`` are what neither the title nor the sentence says.
        """
        self.ensure_one()
        has_sentence = "sentence" in self._fields
        names = [name for name in self._get_content_fields() if name != "sequence"]
        names = [name for name in names if not (has_sentence and name in IN_SENTENCE)]
        facts = {name: self._describe_field(name) for name in names}
        facts = {name: fact for name, fact in facts.items() if fact}
        if "product_id" in facts:
            # the name of a product holds that of its vendor
            facts.pop("vendor_id", None)
        title = next((facts.pop(name)["text"] for name in TITLES if name in facts), "")
        return {
            "title": title,
            "sentence": self.sentence or self.env._("To be completed.") if has_sentence else "",
            "facts": list(facts.values()),
            "sensitivity": self._describe_sensitivity(),
        }

    def _describe_sensitivity(self):
        """Why the data of this line ask for more care, in words."""
        return ""

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.processing_id._on_content_changed({self._dpo_section})
        return lines

    def write(self, vals):
        if "processing_id" in vals:
            self._check_unchanged("processing_id", vals["processing_id"])
        result = super().write(vals)
        if set(vals) - {"sequence"}:
            self.processing_id._on_content_changed({self._dpo_section})
        return result

    def unlink(self):
        processings = self.processing_id
        result = super().unlink()
        processings.exists()._on_content_changed({self._dpo_section})
        return result

    def _create_from_model(self, vals_list):
        """Create lines that nobody typed: the state and the confidence of the record stay."""
        # pylint: disable-next=super-method-mismatch
        return super().create(vals_list)
