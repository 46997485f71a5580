from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.dpo_base.tools.document import (
    Document,
    Letterhead,
    Paragraph,
    Signatory,
    Signatures,
)
from odoo.addons.dpo_base.tools.docx import to_docx

from ..tools.archive import file_name, zip_files
from ..tools.merge import merge
from ..tools.pack_text import blocks

#: First words of what the collectivity signs or publishes: nobody takes it for finished.
NOTICE = (
    "Modèle proposé par {operateur}, à relire et à adapter par {collectivite}, qui en décide. "
    "Effacez cet encadré une fois le texte arrêté."
)
FOOT = {
    "member": "Modèle à adapter par la collectivité",
    "service": "Projet à relire avant l’envoi",
}


class DpoPack(models.AbstractModel):
    """The pack handed to a collectivity: prefilled documents that its secretary pastes.

    The tool proposes: each document says that it is a model to adapt. French only.
    """

    _name = "dpo.pack"
    _inherit = ["dpo.pack.facts"]
    _description = "Pack of model documents"

    def _check_may_hand_over(self, collectivity):
        """Staff who see the file of the collectivity, in the company that serves it."""
        served = collectivity._dpo_company() in self.env.companies
        if not served or not self.env["dpo.desk"]._sees(collectivity):
            raise AccessError(self.env._("This collectivity is not in your portfolio."))

    def _get_zip(self, collectivity, company, contract=None):
        """Name and bytes of the pack of one collectivity, with the convention if there is one."""
        archive = f"Dossier {collectivity.name}.zip"
        return file_name(archive), zip_files(self._get_files(collectivity, company, contract))

    def _get_files(self, collectivity, company, contract=None):
        """Files of the pack, ``[(name, bytes)]``, in the order in which they are used."""
        body, company, contract = self._see_all(collectivity, company, contract)
        templates = self._get_templates(body, company, contract)
        if not templates:
            raise UserError(
                self.env._(
                    "No model document suits %s. Create one in the configuration.", body.name
                )
            )
        values = self._prepare_values(body, company, contract)
        made = [
            (template.name, self._render(template, body, company, values)) for template in templates
        ]
        if contract:
            made.insert(self._convention_rank(templates), ("Convention", contract._render_docx()))
        return [
            (file_name(f"{rank} - {name} - {body.name}.docx"), content)
            for rank, (name, content) in enumerate(made, 1)
        ]

    def _get_file(self, template, collectivity, company, contract=None):
        """Name and bytes of one model document for one collectivity."""
        body, company, contract = self._see_all(collectivity, company, contract)
        values = self._prepare_values(body, company, contract)
        name = file_name(f"{template.name} - {body.name}.docx")
        return name, self._render(template.sudo(), body, company, values)

    def _see_all(self, collectivity, company, contract):
        """The records as documents see them, once access has been checked: sudo, in French."""
        contract = contract or self._find_contract(collectivity, company)
        french = self.env["dpo.pdf"]._french
        return french(collectivity.sudo()), french(company.sudo()), french(contract.sudo())

    def _find_contract(self, collectivity, company):
        """The running convention, as the user sees it: sent or signed, else in preparation."""
        contracts = self.env["dpo.contract"]
        if not contracts.has_access("read"):
            return contracts
        found = contracts.search(
            [
                ("collectivity_id", "=", collectivity.id),
                ("company_id", "=", company.id),
                ("state", "!=", "ended"),
            ]
        )
        shown = found.filtered(lambda contract: contract.state != "draft")
        return shown[:1] or (found[:1] if self.env.user._is_internal() else shown)

    def _get_templates(self, collectivity, company, contract):
        """Models that suit the body; without convention, those of a delegated DPD."""
        is_delegated = not contract or contract.nature == "delegated"
        templates = self.env["dpo.pack.template"].sudo()
        found = templates._get_for(collectivity.dpo_body_type_id, company)
        return found.filtered(
            lambda template: template.in_pack and (is_delegated or not template.needs_delegation)
        )

    def _convention_rank(self, templates):
        """The convention follows the instructions and the deliberation that approves it."""
        before = [n for n, t in enumerate(templates, 1) if t.kind in ("guide", "deliberation")]
        return max(before, default=0)

    # --- one document -----------------------------------------------------------------

    def _render(self, template, body, company, values):
        return to_docx(self._get_document(template, body, company, values))

    def _get_document(self, template, body, company, values):
        return Document(
            title=template.name,
            letterhead=self._get_letterhead(template, body, company, values),
            blocks=[
                *self._get_notice(template, values),
                *blocks(merge(template.body, values)),
                *self._get_signatures(template, body, values),
            ],
            code=FOOT[template.issuer],
            addressee=self._get_addressee(body, values) if template.is_letter else [],
        )

    def _get_notice(self, template, values):
        if template.issuer != "member":
            return []
        return [Paragraph(merge(NOTICE, values), "notice")]

    def _get_letterhead(self, template, body, company, values):
        reference = [f"Le {values['date_du_jour']}"] if template.is_letter else []
        if template.issuer == "member":
            lines = [self._seat(body), f"SIREN {body.dpo_siren}" if body.dpo_siren else ""]
            return Letterhead(values["collectivite_capitale"], list(filter(None, lines)))
        contact = (company.dpo_service_phone, company.dpo_service_email)
        lines = (company.dpo_service_name, self._seat(company.partner_id), *contact)
        return Letterhead(company.name, [line for line in lines if line], reference)

    def _get_addressee(self, body, values):
        head = self._get_head(body)
        street = [body.street, body.street2, " ".join(filter(None, (body.zip, body.city)))]
        lines = [values["civilite_representant"], values["de_collectivite"], head.name, *street]
        return [line for line in lines if line]

    def _get_signatures(self, template, body, values):
        """The head of the collectivity signs what it decides."""
        if template.kind not in ("deliberation", "designation", "order", "mission"):
            return []
        party = f"Pour {values['collectivite']}"
        name = self._get_head(body).name
        return [Signatures([Signatory(party, values["le_representant_capitale"], name)])]
