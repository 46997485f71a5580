from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.retention import Retention


class DpoProject(models.Model):
    """What a collectivity is about to do with personal data, told to its DPD before it is bought.

    The DPD is involved in time (GDPR art. 38(1)) and advises; the collectivity decides. What is
    carried out becomes an activity of the register.
    """

    _name = "dpo.project"
    _inherit = ["dpo.guarded.mixin", "dpo.scoped.mixin", "dpo.dpd.mixin", "mail.thread"]
    _description = "Project"
    _order = "announced_on desc, id desc"
    _dpo_same_collectivity = ("processing_id",)
    _dpo_by_action = frozenset(
        {
            "state",
            "announced_by_id",
            "advice",
            "advised_on",
            "advised_by_id",
            "drop_reason",
            "closed_on",
            "processing_id",
        }
    )
    _dpo_retention = Retention(
        "visa", months=60, start_field="closed_on", reason="Conseil du DPD (RGPD, art. 38 et 39)"
    )
    #: What the collectivity says when it announces a project.
    _dpo_announced = (
        "name",
        "kind",
        "reason",
        "planned_on",
        "product_id",
        "vendor_note",
        "data_note",
    )

    name = fields.Char("What is planned", required=True, tracking=True)
    kind = fields.Selection(
        [
            ("software", "Software or online service"),
            ("cameras", "Cameras"),
            ("service", "New service to the public"),
            ("premises", "Premises, access, badges"),
            ("publication", "Publication, communication"),
            ("staff", "Management of the staff"),
            ("other", "Something else"),
        ],
        required=True,
        default="software",
    )
    reason = fields.Text("What for")
    planned_on = fields.Date("Planned for", tracking=True)
    product_id = fields.Many2one(
        "dpo.product",
        "Product or service",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    vendor_note = fields.Char("Vendor or tool, in words", help="If it is not in the list.")
    data_note = fields.Text("Data and persons", help="Whose data, and which ones, in your words.")
    announced_on = fields.Date(
        required=True, readonly=True, default=lambda self: self.env["dpo.clock"]._today()
    )
    announced_by_id = fields.Many2one(
        "res.users", "Announced by", readonly=True, copy=False, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("announced", "Waits for the advice"),
            ("advised", "Advice given"),
            ("processing", "In the register"),
            ("dropped", "Dropped"),
        ],
        required=True,
        default="announced",
        readonly=True,
        copy=False,
        tracking=True,
        group_expand=True,
    )
    advice = fields.Text("Advice of the DPD", readonly=True, copy=False)
    advised_on = fields.Date(readonly=True, copy=False)
    advised_by_id = fields.Many2one(
        "res.users", "Advised by", readonly=True, copy=False, ondelete="restrict"
    )
    drop_reason = fields.Text("Why it was dropped", readonly=True, copy=False)
    closed_on = fields.Date(readonly=True, copy=False)
    processing_id = fields.Many2one(
        "dpo.processing",
        "Activity",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    _state_idx = models.Index("(collectivity_id, state)")

    # --- steps ----------------------------------------------------------------------------

    @api.model
    def action_announce(self, collectivity_id, values):
        """Somebody of the collectivity tells its DPD what is planned."""
        mandates = self.env.user._dpo_live_mandates()
        collectivity = mandates.collectivity_id.filtered(lambda body: body.id == collectivity_id)
        if not collectivity:
            raise AccessError(
                self.env._("Your habilitation does not allow this step: ask your town hall.")
            )
        unknown = sorted(set(values) - set(self._dpo_announced))
        if unknown:
            raise UserError(self.env._("Unknown field: %s.", unknown[0]))
        if values.get("kind") not in self._fields["kind"].get_values(self.env):
            raise UserError(self.env._("Choose the kind of project in the list."))
        if not (values.get("name") or "").strip():
            raise UserError(self.env._("Say in a few words what is planned."))
        product_id = values.get("product_id")
        if product_id and product_id not in self._get_products(collectivity).ids:
            raise UserError(self.env._("Choose the product in the list."))
        # sudo: the habilitation was checked, the fields are those of an announcement
        announced = self.sudo()._create_by_action(
            [
                {
                    **values,
                    "collectivity_id": collectivity.id,
                    "announced_by_id": self.env.uid,
                }
            ]
        )
        return announced.sudo(self.env.su)

    @api.model
    def _get_products(self, collectivities):
        """Products on record for the services of ``collectivities``, whoever looks them up."""
        companies = {body._dpo_company().id for body in collectivities}
        # sudo: the list is that of the services, a person may act for communes of two of them
        return self.env["dpo.product"].sudo().search([("company_id", "in", [False, *companies])])

    def action_give_advice(self, advice):
        """The DPD of the collectivity advises; the collectivity decides."""
        self._check_is_dpd()
        self._move(
            ("announced", "advised"),
            {
                "state": "advised",
                "advice": self._require(advice),
                "advised_on": self.env["dpo.clock"]._today(),
                "advised_by_id": self.env.uid,
            },
        )

    def action_drop(self, reason):
        """The collectivity gives the project up, or the service records that it did."""
        self._check_may_edit()
        self._move(
            ("announced", "advised"),
            {
                "state": "dropped",
                "drop_reason": self._require(reason),
                "closed_on": self.env["dpo.clock"]._today(),
            },
        )

    def action_make_processing(self):
        """It is carried out: a draft of the register is made from what was announced."""
        self.ensure_one()
        self._check_may_edit()
        self._check_open(("announced", "advised"))
        # sudo: the right to edit this project was checked; both are of the same collectivity
        project = self.sudo()
        register = self.env["dpo.register"]._get_or_create(self.collectivity_id, project.company_id)
        processing = register.action_create_processing(project.name, project.reason)
        processing.write(processing._prepare_changes(project._prepare_processing_payload()))
        project._write_by_action(
            {
                "state": "processing",
                "processing_id": processing.id,
                "closed_on": self.env["dpo.clock"]._today(),
            }
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": "dpo.processing",
            "res_id": processing.id,
            "view_mode": "form",
        }

    def _prepare_processing_payload(self):
        """What the announcement says of the record to be (format: ``tools.payload``)."""
        payload = {"person_note": self.data_note or "", "tools_note": self.vendor_note or ""}
        if self.product_id:
            payload["party_ids"] = {"project": {"product_id": self.product_id.key}}
        return payload

    def _move(self, origins, values):
        self._check_open(origins)
        # sudo: the right to make this very step was checked, the portal writes nothing else
        self.sudo()._write_by_action(values)

    def _check_open(self, origins):
        for project in self:
            if project.state not in origins:
                raise UserError(
                    self.env._("“%s” is closed: this step is no longer open.", project.name)
                )

    def _require(self, text):
        text = (text or "").strip()
        if not text:
            raise UserError(self.env._("Say it in a few words."))
        return text

    @api.ondelete(at_uninstall=False)
    def _unlink_except_advised(self):
        if any(project.advice or project.processing_id for project in self):
            raise UserError(
                self.env._("A project on which the DPD advised is kept: drop it and say why.")
            )
