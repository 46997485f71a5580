"""Makers of the records of `dpo_register_library`: a mixin of `FullCase`."""

import uuid

from .canary import CANARY


class LibraryMakers:
    def _library_model(self):
        return self.env["dpo.library.model"].search([("key", "=", "cantine_periscolaire")])

    def _library_copy(self):
        """The copy of a model in the register of commune A, with words of its own."""
        version = self._library_model().version_id
        copies = self.env["dpo.processing"].search(
            [("collectivity_id", "=", self.commune_a.id), ("model_id", "=", version.model_id.id)]
        )
        deployer = self.env["dpo.library.deployer"]
        copy = copies or deployer._deploy(self.company, [(self.commune_a, version)])
        copy.summary = CANARY
        return copy

    def _make_dpo_library_model(self, values):
        company_id = values.get("company_id", self.company.id)
        return self.env["dpo.library.model"].create(
            {"key": uuid.uuid4().hex, "name": CANARY, "company_id": company_id}
        )

    def _make_dpo_library_version(self, values):
        model = self._make_dpo_library_model(values)
        payload = self._library_model().version_id.payload | {"name": CANARY}
        return self.env["dpo.library.version"].create(
            {"model_id": model.id, "number": 1, "payload": payload}
        )

    def _make_dpo_library_answer(self, values):
        question = self.env["dpo.library.question"].search([("key", "=", "periscolaire")])
        return self.env["dpo.library.answer"].create(
            {**values, "question_id": question.id, "answer": "other", "body_name": CANARY}
        )

    def _make_dpo_library_transfer(self, values):
        question = self.env["dpo.library.question"].search([("key", "=", "periscolaire")])
        return self.env["dpo.library.transfer"].create(
            {**values, "question_id": question.id, "body_id": self.epci.id, "date": "2026-01-05"}
        )

    def _make_dpo_library_deployment(self, values):
        return self.env["dpo.library.deployment"].create(
            {"collectivity_ids": self.commune_a.ids, "name": CANARY}
        )

    def _make_dpo_library_deployment_line(self, values):
        deployment = self._make_dpo_library_deployment(values)
        return self.env["dpo.library.deployment.line"].create(
            {**values, "deployment_id": deployment.id, "details": CANARY}
        )

    def _make_dpo_library_propagation(self, values):
        version = self._library_model().version_id
        return self.env["dpo.library.propagation"].create({"version_id": version.id})

    def _make_dpo_library_conflict(self, values):
        """Two choices to make, the first one returned: the list still holds the other one."""
        copy = self._library_copy()
        conflicts = self.env["dpo.library.conflict"]._create_by_action(
            [
                {
                    "processing_id": copy.id,
                    "collectivity_id": copy.collectivity_id.id,
                    "company_id": copy.company_id.id,
                    "version_id": copy.model_version_id.id,
                    "path": path,
                    "base_value": {"value": "Modèle"},
                    "new_value": {"value": "Nouveau"},
                    "state": "open",
                }
                for path in ("summary", "information")
            ]
        )
        return conflicts[0]
