from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import file_open, file_path

from ..tools.activity import Activity, Applicability, read_activity
from ..tools.applicability import Rule

ACTIVITIES = "dpo_register_library/library/activities"


class DpoLibraryModel(models.Model):
    """A model activity of French local government, kept in successive versions.

    Shared by all the OPSNs of the database, or kept by one (``company_id``).
    """

    _name = "dpo.library.model"
    _inherit = ["dpo.guarded.mixin"]
    _description = "Model activity"
    _order = "name, id"
    _dpo_by_action = frozenset({"version_id"})

    key = fields.Char(required=True, help="Stable name used by packs: never changed.")
    name = fields.Char(required=True)
    domain_id = fields.Many2one(
        "dpo.register.term",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("catalogue", "=", "domain")],
    )
    company_id = fields.Many2one(
        "res.company", ondelete="restrict", help="Empty: shared by all the OPSNs of the database."
    )
    active = fields.Boolean(default=True)
    body_type_ids = fields.Many2many("dpo.body.type", string="Bodies concerned")
    question_ids = fields.Many2many(
        "dpo.library.question", "dpo_library_model_question_rel", string="Questions that open it"
    )
    is_always = fields.Boolean(
        "Always proposed", help="Every body of these types does it, unless another exercises it."
    )
    by_epci = fields.Boolean("May be exercised by the EPCI")
    version_ids = fields.One2many("dpo.library.version", "model_id", "Versions")
    version_id = fields.Many2one(
        "dpo.library.version",
        "Version in force",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    confidence = fields.Selection(related="version_id.confidence")
    copy_count = fields.Integer("Records in use", compute="_compute_copy_counts")
    late_count = fields.Integer("Records behind", compute="_compute_copy_counts")

    _key_uniq = models.UniqueIndex("(key, COALESCE(company_id, 0))", "This key is taken.")

    def _compute_copy_counts(self):
        groups = self.env["dpo.processing"]._read_group(
            [("model_id", "in", self.ids), ("date_end", "=", False)],
            ["model_id", "model_version_id"],
            ["__count"],
        )
        counts = {(model, version): count for model, version, count in groups}
        for model in self:
            found = {version: count for (of, version), count in counts.items() if of == model}
            model.copy_count = sum(found.values())
            model.late_count = model.copy_count - found.get(model.version_id, 0)

    # --- the files ------------------------------------------------------------------------

    @api.model
    def _load_library(self):
        """Bring questions and models of ``library/`` up to date.

        A file with a higher number than the version on record makes a new version, in force at
        once; the same number changes nothing.
        """
        numbers = self.env["dpo.library.question"]._load_questions()
        texts = []
        for name in sorted(self._get_file_names()):
            with file_open(f"{ACTIVITIES}/{name}") as file:
                texts.append(file.read())
        activities = [self._with_numbers(read_activity(text), numbers) for text in texts]
        versions = self._import_activities(activities)
        versions.action_publish()
        self._name_loaded(versions)

    def _name_loaded(self, versions):
        """What the files brought bears a name of this addon: it does not keep it installed."""
        questions = self.env["dpo.library.question"].search([("model_ids", "!=", False)])
        names = {f"question_{one.key}": one for one in questions}
        names |= {f"model_{one.key}": one for one in versions.model_id}
        names |= {f"version_{one.model_id.key}_{one.number}": one for one in versions}
        self.env["ir.model.data"]._update_xmlids(
            [
                {"xml_id": f"dpo_register_library.{name}", "record": record, "noupdate": True}
                for name, record in names.items()
            ]
        )

    def _get_file_names(self):
        return [path.name for path in Path(file_path(ACTIVITIES)).glob("*.toml")]

    def _with_numbers(self, activity, numbers):
        """Questions on a figure name the activities they open, not the other way round."""
        opened = tuple(key for key, models_ in numbers.items() if activity.key in models_)
        where = Applicability(**{**vars(activity.where), "numbers": opened})
        return Activity(**{**vars(activity), "where": where})

    @api.model
    def _import_activities(self, activities, company=None):
        """Draft versions of what is newer than what is known; ``company`` keeps what is new."""
        known = {model.key: model for model in self._get_known(company)}
        versions = self.env["dpo.library.version"].with_context(dpo_ids_by_key={})
        drafts = []
        for activity in activities:
            model = known.get(activity.key)
            if model and activity.number <= max(model.version_ids.mapped("number"), default=0):
                continue
            versions._check_payload(activity.payload)
            values = self._prepare_model_values(activity)
            if model:
                model.write(values)
            else:
                model = self.create({**values, "company_id": company.id if company else False})
            drafts.append(versions._prepare_activity_values(model, activity))
        return versions.create(drafts)

    def _get_known(self, company):
        """Models by whose key an activity is known; that of the company wins over the shared."""
        owners = [False, company.id] if company else [False]
        models_ = self.with_context(active_test=False).search([("company_id", "in", owners)])
        return models_.sorted(lambda model: bool(model.company_id))

    def _prepare_model_values(self, activity):
        where = activity.where
        return {
            "key": activity.key,
            "name": activity.payload["name"],
            "domain_id": self.env["dpo.register.term"]._get_id_of(
                "domain", activity.payload["domain_id"]
            ),
            "is_always": where.is_always,
            "by_epci": where.by_epci,
            "body_type_ids": self._set_by("dpo.body.type", "code", where.body_types),
            "question_ids": self._set_by("dpo.library.question", "key", where.questions),
        }

    def _set_by(self, model_name, field, keys):
        """A command for the records that bear these keys; an unknown key is refused."""
        found = self.env[model_name].with_context(active_test=False).search([(field, "in", keys)])
        unknown = sorted(set(keys) - set(found.mapped(field)))
        if unknown:
            raise UserError(
                self.env._(
                    "“%(key)s” is not in the list of “%(list)s”.",
                    key=unknown[0],
                    list=self.env[model_name]._description,
                )
            )
        return [Command.set(found.ids)]

    # --- services ---------------------------------------------------------------------------

    def _get_rules(self):
        """``{model: rule}`` as the proposals read it (``tools.applicability``)."""
        return {model: model._get_rule() for model in self}

    def _get_rule(self):
        kinds = self.question_ids.grouped("kind")
        empty = self.env["dpo.library.question"]
        return Rule(
            body_types=frozenset(self.body_type_ids.mapped("code")),
            powers=tuple(kinds.get("power", empty).mapped("key")),
            equipment=tuple(kinds.get("equipment", empty).mapped("key")),
            numbers=tuple((q.key, q.threshold) for q in kinds.get("number", empty)),
            is_always=self.is_always,
        )

    def _get_activity(self, version):
        """The version as a pack writes it."""
        kinds = {
            kind: found.mapped("key") for kind, found in self.question_ids.grouped("kind").items()
        }
        return Activity(
            key=self.key,
            number=version.number,
            confidence=version.confidence,
            payload=version.payload,
            where=Applicability(
                body_types=tuple(self.body_type_ids.mapped("code")),
                power=next(iter(kinds.get("power", [])), ""),
                equipment=next(iter(kinds.get("equipment", [])), ""),
                numbers=tuple(kinds.get("number", [])),
                is_always=self.is_always,
                by_epci=self.by_epci,
            ),
            note=version.note or "",
        )

    def action_open_copies(self):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_register.dpo_processing_action")
        return {**action, "domain": [("model_id", "=", self.id), ("date_end", "=", False)]}

    def action_propagate(self):
        """Prepare the propagation of the version in force to the records behind it."""
        self.ensure_one()
        propagation = self.env["dpo.library.propagation"].create({"version_id": self.version_id.id})
        propagation.action_preview()
        return propagation._get_form_action()

    def action_export_pack(self):
        """Give these models to another OPSN: a zip of readable files."""
        self.check_access("read")
        pack = self.env["dpo.library.pack"]._prepare_export(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Pack of model activities"),
            "res_model": pack._name,
            "res_id": pack.id,
            "views": [(False, "form")],
            "target": "new",
        }
