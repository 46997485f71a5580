"""A locked call in invoice mode, in a company that has books."""

from odoo.addons.dpo_contract.tests.common_fee_call import FeeCallCase


class IssueCase(FeeCallCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls.company.chart_template:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=cls.company, install_demo=False
            )
        cls.company.dpo_billing_mode = "invoice"
        cls.billing = cls.staff["billing"]

    @classmethod
    def _locked_call(cls, mode="invoice", **values):
        cls.company.dpo_billing_mode = mode
        call = cls._lock(cls._compute())
        call.write(values)
        return call

    @classmethod
    def _issue(cls, call):
        """Queue the invoices as the billing officer and let the runner work."""
        call.with_user(cls.billing).action_issue_invoices()
        cls._run_batch(call.batch_id)
        assert call.batch_id.state == "done", (
            call.batch_id.message,
            call.batch_id.line_ids.mapped("reason"),
        )
        return call.move_ids
