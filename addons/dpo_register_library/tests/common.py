"""A library of one small model, beside that of the files, and a commune that has a copy."""

from odoo.addons.dpo_register.tests.common import RegisterCase

from ..tools.activity import tidy


class LibraryCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = cls.staff["manager"]
        cls.models_ = cls.env["dpo.library.model"]
        cls.canteen_model = cls._model("cantine_periscolaire")

    @classmethod
    def _model(cls, key):
        return cls.models_.search([("key", "=", key)])

    @classmethod
    def _question(cls, key):
        return cls.env["dpo.library.question"].search([("key", "=", key)])

    @classmethod
    def _answer(cls, key, collectivity=None, **values):
        return cls.env["dpo.library.answer"].create(
            {
                "collectivity_id": (collectivity or cls.commune_a).id,
                "question_id": cls._question(key).id,
                **values,
            }
        )

    @classmethod
    def _copy(cls, model, collectivity=None):
        """The copy of ``model`` in the register of a collectivity."""
        wanted = [(collectivity or cls.commune_a, model.version_id)]
        return cls.env["dpo.library.deployer"]._deploy(cls.company, wanted)

    @classmethod
    def _publish(cls, model, **changes):
        """The next version of ``model`` with other words."""
        version = cls.env["dpo.library.version"].create(
            {
                "model_id": model.id,
                "number": model.version_id.number + 1,
                "payload": tidy({**model.version_id.payload, **changes}),
            }
        )
        version.action_publish()
        return version

    def _propagate(self, version, user=None):
        propagation = (
            self.env["dpo.library.propagation"]
            .with_user(user or self.officer)
            .create({"version_id": version.id})
        )
        propagation.action_preview()
        propagation.action_launch()
        self._run_batch(propagation.batch_id)
        self.assertFalse(
            propagation.batch_id.failed, propagation.batch_id.line_ids.mapped("reason")
        )
        return propagation

    def _deploy(self, collectivities, user=None, **values):
        deployment = (
            self.env["dpo.library.deployment"]
            .with_user(user or self.officer)
            .create({"collectivity_ids": collectivities.ids, **values})
        )
        deployment.action_preview()
        return deployment

    def _run(self, deployment):
        deployment.action_launch()
        self._run_batch(deployment.batch_id)
        self.assertFalse(deployment.batch_id.failed, deployment.batch_id.line_ids.mapped("reason"))
