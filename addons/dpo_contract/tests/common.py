"""Ground of the tests of conventions: a signed-act helper and a ready contract."""

import base64

from odoo.addons.dpo_base.tests.common import DpoCase
from odoo.addons.dpo_base.tools.pdf import render_pdf


class ContractCase(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own_party = cls.company.partner_id
        cls.own_party.write(
            {
                "name": "Syndicat mixte numérique des Exemples",
                "dpo_body_type_id": cls.env.ref("dpo_base.body_type_smf").id,
            }
        )
        cls.president = cls.env["res.partner"].create({"name": "Camille Présidente"})
        cls.company.write(
            {
                "dpo_signatory_id": cls.president.id,
                "dpo_signatory_capacity": "présidente",
            }
        )
        cls.own_act = cls._create_act(cls.own_party, "CS-2025-41", "2025-11-20")

    @classmethod
    def _create_act(cls, collectivity, number, date, executory=True, **values):
        """A deliberation; ``executory``: transmitted and published the next day."""
        return cls.env["dpo.act"].create(
            {
                "collectivity_id": collectivity.id,
                "company_id": cls.company.id,
                "number": number,
                "subject": "Convention de mutualisation du DPD",
                "date": date,
                "transmitted_on": executory and date,
                "published_on": executory and date,
                **values,
            }
        )

    @classmethod
    def _create_contract(cls, collectivity, signatory=None, **values):
        """A convention in preparation, ready to be sent, from 1 January 2026."""
        return cls.env["dpo.contract"].create(
            {
                "collectivity_id": collectivity.id,
                "date_effect": "2026-01-01",
                "own_act_id": cls.own_act.id,
                "member_signatory_id": (signatory or cls._get_signatory(collectivity)).id,
                **values,
            }
        )

    @classmethod
    def _get_signatory(cls, collectivity):
        mandates = collectivity.dpo_mandate_ids
        return mandates[:1] or cls.env["dpo.mandate"].create(
            {
                "person_id": cls.env["res.partner"].create({"name": "Dominique Maire"}).id,
                "collectivity_id": collectivity.id,
                "function": "legal_representative",
                "date_from": "2020-01-01",
            }
        )

    @classmethod
    def _sign(cls, contract, day="2025-12-15", **values):
        """Take over a convention that both parties have signed."""
        if not contract.member_act_id:
            contract.member_act_id = cls._create_act(
                contract.collectivity_id, f"2025-{contract.id}", "2025-12-01"
            )
        contract.action_record_signature({"member_signed_on": day, "own_signed_on": day, **values})
        return contract

    @classmethod
    def _send(cls, contract):
        """Send for signature and freeze, as the button then the cron do."""
        if not contract.member_act_id:
            contract.member_act_id = cls._create_act(
                contract.collectivity_id, f"2025-{contract.id}", "2025-12-01"
            )
        contract.action_send()
        contract.approval_id._try_freeze()
        return contract.approval_id

    @classmethod
    def _record_member(cls, approval, day, **values):
        """Record the member's signature on paper."""
        scan = base64.b64encode(render_pdf("<p>Lu et signé</p>", title="Scan"))
        wizard = cls.env["dpo.approval.record"].create(
            {
                "approval_id": approval.id,
                "decided_on": day,
                "scan": scan,
                "scan_name": "scan.pdf",
                **values,
            }
        )
        wizard.action_record()
