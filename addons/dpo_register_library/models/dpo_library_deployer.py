from odoo import api, models

from ..tools.applicability import propose

#: a bulk copy writes no message and subscribes nobody
QUIET = {"tracking_disable": True, "mail_create_nosubscribe": True, "mail_create_nolog": True}


class DpoLibraryDeployer(models.AbstractModel):
    """Makes records out of models: one deployment, a transfer of powers, all go through here."""

    _name = "dpo.library.deployer"
    _description = "Copies of model activities"

    # --- what to copy -----------------------------------------------------------------------

    @api.model
    def _get_proposals(self, company, collectivities, library_models):
        """``{collectivity: {model: proposal}}`` from the answers and what is in the registers.

        The number of queries depends neither on the collectivities nor on the models.
        """
        said = self.env["dpo.library.answer"]._get_said(company, collectivities)
        present = self._get_present(company, collectivities, library_models)
        rules = library_models._get_rules()
        return {
            body: {
                model: propose(
                    rule,
                    body.dpo_body_type_id.code,
                    said[body.id],
                    is_present=(body.id, model.id) in present,
                )
                for model, rule in rules.items()
            }
            for body in collectivities
        }

    @api.model
    def _get_present(self, company, collectivities, library_models):
        """Pairs of ids of a collectivity and of a model that its register holds already."""
        # sudo: the register of the same collectivity, whoever keeps this record
        groups = (
            self.env["dpo.processing"]
            .sudo()
            ._read_group(
                [
                    ("collectivity_id", "in", collectivities.ids),
                    ("company_id", "=", company.id),
                    ("model_id", "in", library_models.ids),
                    ("date_end", "=", False),
                ],
                ["collectivity_id", "model_id"],
            )
        )
        return {(collectivity.id, model.id) for collectivity, model in groups}

    @api.model
    def _describe_proposal(self, proposal, names):
        """Why a model is proposed or not, in words; ``names`` are those of the questions."""
        question = names.get(proposal.question, "")
        sentences = {
            "always": self.env._("every body of this type does it"),
            "answer": self.env._("answer “yes” to: %s", question),
            "number": self.env._("figure reached: %s", question),
            "present": self.env._("already in the register"),
            "elsewhere": self.env._("exercised by another body: %s", question),
            "not": self.env._("answer “no” to: %s", question),
            "below": self.env._("figure not reached: %s", question),
            "unanswered": self.env._("no answer yet to: %s", question),
            "body_type": self.env._("not for this type of body"),
        }
        return sentences[proposal.reason]

    # --- the copies -------------------------------------------------------------------------

    @api.model
    def _deploy(self, company, wanted):
        """Create the records of ``wanted``, a list of ``(collectivity, version)``.

        The caller knows that the registers do not hold them yet; PostgreSQL refuses a second
        copy anyway.
        """
        if not wanted:
            return self.env["dpo.processing"]
        deployer = self.with_context(**QUIET, dpo_ids_by_key={})
        templates = deployer._get_templates(
            self.env["dpo.library.version"].union(*(version for _body, version in wanted))
        )
        self._open_registers(company, {body.id for body, _version in wanted})
        records = deployer.env["dpo.processing"]._create_by_action(
            [
                {
                    **templates[version.id].values,
                    "collectivity_id": body.id,
                    "company_id": company.id,
                }
                for body, version in wanted
            ]
        )
        pairs = [
            (record, templates[version.id])
            for record, (_body, version) in zip(records, wanted, strict=True)
        ]
        deployer._create_lines(company, pairs)
        return records.with_env(self.env)

    def _get_templates(self, versions):
        versions = versions.with_env(self.env)
        sensitive = self.env["dpo.register.term"]._get_sensitive_keys()
        return {version.id: version._prepare_template(sensitive) for version in versions}

    def _create_lines(self, company, pairs):
        by_model = {}
        for record, template in pairs:
            parent = {
                "processing_id": record.id,
                "collectivity_id": record.collectivity_id.id,
                "company_id": company.id,
            }
            for name, lines in template.lines.items():
                by_model.setdefault(name, []).extend({**line, **parent} for line in lines)
        for name, vals_list in by_model.items():
            self.env[name]._create_from_model(vals_list)

    @api.model
    def _open_registers(self, company, collectivity_ids):
        """The registers that are not there yet, in bulk (see ``dpo.register._get_or_create``)."""
        # sudo: whoever works on a record of the register may open it
        registers = self.env["dpo.register"].sudo().with_context(**QUIET)
        found = registers.search(
            [("collectivity_id", "in", list(collectivity_ids)), ("company_id", "=", company.id)]
        )
        missing = sorted(set(collectivity_ids) - set(found.collectivity_id.ids))
        registers.create([{"collectivity_id": id_, "company_id": company.id} for id_ in missing])
