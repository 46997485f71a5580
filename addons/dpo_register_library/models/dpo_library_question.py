import tomllib

from odoo import api, fields, models
from odoo.tools import file_open

QUESTIONNAIRE = "dpo_register_library/library/questionnaire.toml"
KINDS = {"competence": "power", "equipement": "equipment", "nombre": "number"}


class DpoLibraryQuestion(models.Model):
    """A question that tells which model activities a collectivity has.

    French data with a stable key, shared by all like the catalogues of the register.
    """

    _name = "dpo.library.question"
    _description = "Question on what a collectivity does"
    _order = "sequence, id"

    key = fields.Char(required=True, help="Stable name used by models: never changed.")
    name = fields.Char("Question", required=True)
    help_text = fields.Char("In a few words")
    kind = fields.Selection(
        [("power", "Who exercises a power"), ("equipment", "What there is"), ("number", "Figure")],
        required=True,
    )
    threshold = fields.Integer(help="The figure from which the models are proposed.")
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)
    model_ids = fields.Many2many("dpo.library.model", "dpo_library_model_question_rel")

    _key_uniq = models.UniqueIndex("(key)", "This key is taken.")

    @api.model
    def _load_questions(self):
        """Bring the questions of the file up to date; ``{number question: keys of models}``."""
        with file_open(QUESTIONNAIRE, "rb") as file:
            entries = tomllib.load(file)["questions"]
        known = {
            question.key: question for question in self.with_context(active_test=False).search([])
        }
        missing = []
        for sequence, entry in enumerate(entries):
            values = self._prepare_question_values(entry, sequence)
            question = known.get(entry["cle"])
            question.write(values) if question else missing.append(values)
        self.create(missing)
        return {entry["cle"]: set(entry["ouvre"]) for entry in entries if entry["kind"] == "nombre"}

    def _prepare_question_values(self, entry, sequence):
        return {
            "key": entry["cle"],
            "name": entry["question"],
            "help_text": entry.get("aide", ""),
            "kind": KINDS[entry["kind"]],
            "threshold": entry.get("seuil", 0),
            "sequence": sequence,
        }
