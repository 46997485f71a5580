from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet

from ..tools.titre_mentions import EXECUTORY, Mentions, legal_basis, missing

#: References named in a refusal; the others are counted.
NAMED = 5


class DpoTitre(models.Model):
    """The file for the finance software; it leaves only with every mandatory mention."""

    _inherit = "dpo.titre"  # pylint: disable=consider-merging-classes-inherited

    missing_mentions = fields.Text(
        "Missing before it can be sent", compute="_compute_missing_mentions"
    )

    @api.depends("state", "subject", "row_ids", "call_id", "collectivity_id")
    def _compute_missing_mentions(self):
        to_send = self.filtered(lambda titre: titre.state == "to_send")
        (self - to_send).missing_mentions = False
        for titre, lines in to_send._get_missing_mentions().items():
            titre.missing_mentions = "\n".join(lines) or False

    # --- mandatory mentions --------------------------------------------------------------

    def _get_missing_mentions(self):
        """Titre -> sentences on what it lacks and where to give it."""
        words = self._get_mention_words()
        return {
            titre: [
                words[code] % titre._get_mention_place(code)
                for code in missing(titre._get_mentions())
            ]
            for titre in self
        }

    def _get_mentions(self):
        # sudo: a file states the true mentions, whatever the portfolio of who makes it
        titre = self.sudo()
        call, debtor, rows = titre.call_id, titre.collectivity_id, titre.row_ids
        act = call.signatory_act_id
        return Mentions(
            bases=tuple(row.explanation or "" for row in rows),
            object=titre.subject or "",
            legal_basis=titre._get_legal_basis(),
            imputations=tuple(row.component_id.budget_nature or "" for row in rows),
            debtor_name=debtor.name or "",
            debtor_address=(debtor.street or "", debtor.zip or "", debtor.city or ""),
            debtor_number=debtor.company_registry or debtor.dpo_siren or "",
            signatory=call.signatory_id.name or "",
            capacity=call.signatory_capacity or "",
            delegation=act.display_name if act else "",
            is_delegation_executory=act._is_executory(self.env["dpo.clock"]._today()),
            remedies=titre.company_id.dpo_titre_remedies or "",
        )

    def _get_legal_basis(self):
        """The vote of the grid, the statutes, the conventions: in French, for the file."""
        rows = self.row_ids
        return legal_basis(
            self._get_act_words(self.call_id.grid_id.act_id),
            dict.fromkeys(contract.name for contract in rows.contract_id),
            has_contribution="contribution" in rows.component_id.mapped("nature"),
        )

    @api.model
    def _get_act_words(self, act):
        if not act:
            return ""
        kinds = dict(act.with_context(lang="fr_FR")._fields["kind"]._description_selection(act.env))
        return f"{kinds[act.kind].lower()} n° {act.number} du {act.date:%d/%m/%Y}"

    @api.model
    def _get_mention_words(self):
        """What is missing, and the fix; ``%s`` is where."""
        return {
            "bases": self.env._("Bases de liquidation of %s: compute the call again."),
            "object": self.env._("Nature of the claim of %s: compute the call again."),
            "legal_basis": self.env._("Legal basis: record the act of the vote on the grid “%s”."),
            "imputation": self.env._(
                "Accounting imputation of “%s”: give it in the list “Accounting imputations”."
            ),
            "debtor_name": self.env._("Name of the debtor %s: give it on its file."),
            "debtor_address": self.env._(
                "Address of %s (street, postcode, town): give it on its file."
            ),
            "debtor_number": self.env._("SIRET or SIREN of %s: give it on its file."),
            "signatory": self.env._("Signatory: name on the call “%s” who issues the titres."),
            "signatory_name": self.env._(
                "Signatory: give the first name and the surname of %s (CGCT L1617-5, 4°)."
            ),
            "capacity": self.env._("Capacity of the signatory: give it on the call “%s”."),
            "delegation": self.env._(
                "Delegation: record on the call “%s” the act that lets its signatory issue titres."
            ),
            "delegation_executory": self.env._(
                "Delegation of the call “%s”: its act is not executory yet (transmitted and "
                "published)."
            ),
            "remedies": self.env._(
                "Remedies and delays: give them in the settings of the company %s."
            ),
        }

    def _get_mention_place(self, code):
        """What the sentence of a missing mention names."""
        call = self.call_id
        if code == "imputation":
            lacking = self.row_ids.component_id.filtered(lambda part: not part.budget_nature)
            return ", ".join(lacking.mapped("name"))
        if code.startswith("debtor"):
            return self.collectivity_id.name or self.reference
        places = {
            "bases": self.reference,
            "object": self.reference,
            "legal_basis": call.grid_id.display_name,
            "signatory_name": call.signatory_id.name,
            "remedies": self.company_id.name,
        }
        return places.get(code, call.name)

    def _check_mentions(self):
        """Refuse the file while a titre lacks a mention; say each fix once."""
        titres_by_fix = {}
        for titre, lines in self._get_missing_mentions().items():
            for line in lines:
                titres_by_fix.setdefault(line, []).append(titre.reference)
        if titres_by_fix:
            fixes = [self._get_fix_words(fix, refs) for fix, refs in titres_by_fix.items()]
            raise UserError(
                self.env._(
                    "A titre without these mentions could be cancelled by a judge; nothing was "
                    "sent:\n%s",
                    "\n".join(fixes),
                )
            )

    def _get_fix_words(self, fix, references):
        others = len(references) - NAMED
        names = ", ".join(references[:NAMED])
        if others > 0:
            names = self.env._("%(names)s and %(count)s more", names=names, count=others)
        return f"- {fix} ({names})"

    # --- the file ------------------------------------------------------------------------

    def action_download_file(self):
        """Write the file of these titres, mark them sent, and download it."""
        self._check_billing()
        self._check_mentions()
        content = self.env["dpo.export"]._xlsx([self._get_file_sheet()])
        attachment = self.env["ir.attachment"].create(self._prepare_file_values(content))
        self.filtered(lambda titre: titre.state == "to_send")._write_by_action(
            {"state": "sent", "sent_on": self.env["dpo.clock"]._today()}
        )
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{attachment.id}?download=true",
            "target": "self",
        }

    def _prepare_file_values(self, content):
        call = self.call_id[:1]
        return {
            "name": f"titres-{call.name or ''}.xlsx".replace("/", "-"),
            "raw": content,
            "res_model": "dpo.fee.call",
            "res_id": call.id,
        }

    def _get_file_sheet(self):
        columns = self._get_file_columns()
        rows = ([read(titre) for _title, _kind, read in columns] for titre in self)
        return Sheet("Titres", [Column(title, kind) for title, kind, _read in columns], rows)

    def _get_file_columns(self):
        """Titles and readers of the file handed over: one line per titre."""
        return [
            ("Référence", "text", lambda t: t.reference),
            ("Exercice", "integer", lambda t: t.exercise),
            ("Débiteur", "text", lambda t: t.collectivity_id.name),
            ("SIRET", "text", lambda t: t.collectivity_id.company_registry or ""),
            ("SIREN", "text", lambda t: t.collectivity_id.dpo_siren or ""),
            ("Adresse", "text", lambda t: t.collectivity_id.street or ""),
            ("Code postal", "text", lambda t: t.collectivity_id.zip or ""),
            ("Ville", "text", lambda t: t.collectivity_id.city or ""),
            *self._get_reference_columns(),
            ("Objet", "text", lambda t: t.subject),
            ("Nature de la créance", "text", lambda t: t._get_natures()),
            ("Fondement juridique", "text", lambda t: t.sudo()._get_legal_basis()),
            ("Imputation", "text", lambda t: t._get_budget_natures()),
            ("Montant", "money", lambda t: t.amount),
            *self._get_signatory_columns(),
            ("Bases de liquidation", "text", lambda t: t._get_bases()),
        ]

    def _get_reference_columns(self):
        """What the debtor's structure asks for in Chorus Pro, where it is known."""
        found = {}
        for call, titres in self.grouped("call_id").items():
            references = call._get_billing_references(titres.collectivity_id)
            found |= {titre: references[titre.collectivity_id] for titre in titres}
        return [
            ("SIRET du budget", "text", lambda t: found[t].siret),
            ("Code service", "text", lambda t: found[t].service_code),
            ("Engagement", "text", lambda t: found[t].commitment_number),
            ("Marché", "text", lambda t: found[t].market_number),
        ]

    def _get_signatory_columns(self):
        """Who issues (CGCT L1617-5, 4°), by what right, and how it is contested."""
        return [
            ("Signataire", "text", lambda t: t.call_id.signatory_id.sudo().name or ""),
            ("Qualité", "text", lambda t: t.call_id.signatory_capacity or ""),
            (
                "Délégation",
                "text",
                lambda t: t._get_act_words(t.call_id.signatory_act_id.sudo()),
            ),
            ("Mention exécutoire", "text", lambda t: EXECUTORY),
            ("Voies et délais de recours", "text", lambda t: t.company_id.dpo_titre_remedies),
        ]

    def _get_natures(self):
        """Contribution or price of a service, in French."""
        words = {"contribution": "Contribution statutaire", "service": "Prix d’un service"}
        natures = set(self.row_ids.component_id.mapped("nature"))
        return ", ".join(words[nature] for nature in words if nature in natures)

    def _get_budget_natures(self):
        natures = self.row_ids.component_id.mapped("budget_nature")
        return ", ".join(sorted({nature for nature in natures if nature}))

    def _get_bases(self):
        """The sentences of the fees: a titre without its bases is irregular (CE 12/11/1975)."""
        return "\n".join(
            f"{row.component_id.name} — {row.collectivity_id.name} : {row.explanation}"
            for row in self.row_ids
        )
