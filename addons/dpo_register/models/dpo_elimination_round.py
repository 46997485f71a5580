from odoo import api, fields, models


class DpoEliminationRound(models.Model):
    """The yearly preparation of the lists of all the collectivities that have a register."""

    _name = "dpo.elimination.round"
    _inherit = ["dpo.batch.mixin"]
    _description = "Yearly preparation of eliminations"
    _order = "year desc"
    _rec_name = "year"
    _dpo_batch_kinds = ("prepare",)

    year = fields.Integer(required=True, default=lambda self: self.env["dpo.clock"]._today().year)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, ondelete="restrict"
    )
    elimination_count = fields.Integer("Lists", compute="_compute_counts")
    sent_count = fields.Integer("With the archives or after", compute="_compute_counts")

    _year_uniq = models.UniqueIndex("(company_id, year)", "This year is on the list already.")
    _year_plausible = models.Constraint(
        "CHECK(year BETWEEN 2000 AND 2200)", "Give the year in four digits."
    )

    @api.depends("year", "company_id")
    def _compute_counts(self):
        groups = self.env["dpo.elimination"]._read_group(
            [("year", "in", self.mapped("year")), ("company_id", "in", self.company_id.ids)],
            ["year", "company_id", "state"],
            ["__count"],
        )
        for prepared in self:
            found = {
                state: count
                for year, company, state, count in groups
                if (year, company) == (prepared.year, prepared.company_id)
            }
            prepared.elimination_count = sum(found.values())
            prepared.sent_count = sum(found.values()) - found.get("draft", 0)

    def action_prepare(self):
        """Prepare, in the background, the list of each collectivity that the user follows."""
        self.check_access("write")
        self.ensure_one()
        self._launch_batch("prepare", self.env._("Eliminations of %s", self.year))

    def action_open_eliminations(self):
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "dpo_register.dpo_elimination_action"
        )
        return {
            **action,
            "domain": [("year", "=", self.year), ("company_id", "=", self.company_id.id)],
            "context": {},
        }

    # --- background ---------------------------------------------------------------------

    def _get_register_domain(self):
        return [("company_id", "=", self.company_id.id)]

    def _batch_prepare_count(self):
        return self.env["dpo.register"].search_count(self._get_register_domain())

    def _batch_prepare_remaining(self, batch, limit):
        domain = [*self._get_register_domain(), ("id", ">", batch.cursor)]
        return self.env["dpo.register"].search(domain, order="id", limit=limit)

    def _batch_prepare_process(self, batch, registers):
        eliminations = self.env["dpo.elimination"]
        known = eliminations.search(
            [
                ("year", "=", self.year),
                ("company_id", "=", self.company_id.id),
                ("collectivity_id", "in", registers.collectivity_id.ids),
            ]
        )
        fresh = eliminations.create(
            [
                {
                    "collectivity_id": collectivity.id,
                    "company_id": self.company_id.id,
                    "year": self.year,
                }
                for collectivity in registers.collectivity_id - known.collectivity_id
            ]
        )
        (fresh + known.filtered(lambda e: e._is_open()))._sync_lines()
