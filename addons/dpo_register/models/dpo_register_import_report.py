import base64

from odoo import api, models

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet, xlsx_bytes


class DpoRegisterImport(models.Model):
    """What entered, collectivity by collectivity, and what became of each field of the file."""

    _inherit = "dpo.register.import"  # pylint: disable=consider-merging-classes-inherited

    @api.depends("result", "field_fates")
    def _compute_report(self):
        for job in self:
            job.report = job.state in ("checked", "done") and self.env["ir.qweb"]._render(
                "dpo_register.import_report",
                {"bodies": job._get_body_rows(), "fields": job._get_field_rows()},
            )

    @api.depends("result", "field_fates", "check_batch_id", "batch_id")
    def _compute_report_file(self):
        for job in self:
            job.report_file = base64.b64encode(job._report_xlsx())

    def _get_body_rows(self):
        """``(collectivity, what, new, completed, unchanged, refused, kept)`` of each line."""
        labels = self._get_kind_labels()
        outcomes = ("new", "changed", "unchanged", "refused", "kept")
        return [
            (body or "–", labels.get(kind, kind), *(found.get(name, 0) for name in outcomes))
            for body, kind, found in self.result or ()
        ]

    def _get_kind_labels(self):
        kept = self.env._("Kept as they were given")
        return {
            "processing": self.env._("Activities"),
            "action": self.env._("Actions"),
            "vendor": self.env._("Vendors"),
            "original": self.env._("File of the original data"),
            **{
                f"original:{name}": f"{label} – {kept}"
                for name, label in self._get_resource_labels().items()
            },
        }

    def _get_resource_labels(self):
        return {
            "table": self.env._("Table"),
            "treatments": self.env._("Activities"),
            "contractors": self.env._("Vendors"),
            "mesurements": self.env._("Actions"),
            "tools": self.env._("Tools"),
            "requests": self.env._("Requests"),
            "violations": self.env._("Breaches"),
            "proofs": self.env._("Evidence"),
            "surveys": self.env._("Maturity"),
            "conformities": self.env._("Conformity"),
            "collectivities": self.env._("Collectivities"),
            "users": self.env._("Users"),
        }

    def _get_field_rows(self):
        """``(resource, field, what becomes of it, how often)``: each field once per fate."""
        resources = self._get_resource_labels()
        fates = {
            "entered": self.env._("Taken over"),
            "original": self.env._("No field: kept in the original data"),
            "left": self.env._("Not imported: the column was given no meaning"),
        }
        return [
            (resources.get(resource, resource), field, fates[fate], count)
            for resource, field, fate, count in self.field_fates or ()
        ]

    def _report_xlsx(self):
        count = [
            Column(title, "integer")
            for title in (
                self.env._("New"),
                self.env._("Completed"),
                self.env._("Unchanged"),
                self.env._("Refused"),
                self.env._("Kept as given"),
            )
        ]
        collectivity, reason = self.env._("Collectivity"), self.env._("Reason")
        lines = self.env["dpo.batch.line"].search(self._get_issue_domain())
        return xlsx_bytes(
            [
                Sheet(
                    self.env._("Collectivities"),
                    [Column(collectivity, width=32), Column(self.env._("What"), width=38), *count],
                    self._get_body_rows(),
                ),
                Sheet(
                    self.env._("Fields"),
                    [
                        Column(self.env._("List")),
                        Column(self.env._("Field"), width=32),
                        Column(self.env._("What becomes of it"), width=52),
                        Column(self.env._("Filled in"), "integer"),
                    ],
                    self._get_field_rows(),
                ),
                Sheet(
                    self.env._("Refused rows"),
                    [
                        Column(self.env._("Line"), "integer"),
                        Column(self.env._("Record"), width=40),
                        Column(collectivity, width=30),
                        Column(reason, width=80),
                    ],
                    [(line.position, line.label, line.value, line.reason) for line in lines],
                ),
            ],
            title=self.name,
        )
