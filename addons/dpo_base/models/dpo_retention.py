import logging

from dateutil.relativedelta import relativedelta

from odoo import api, models

_logger = logging.getLogger(__name__)


class DpoRetention(models.AbstractModel):
    """Applies the retention rule that each model declares in ``_dpo_retention``.

    Outcomes ``delete`` and ``erase`` (the model's ``_erase``) are executed here. ``visa``
    waits for the departmental archives (Code du patrimoine, L212-2 and L214-3) and
    ``keep`` is evidence.
    """

    _name = "dpo.retention"
    _description = "Retention"

    @api.model
    def _cron_apply(self):
        for model_name in self._get_models("delete"):
            self._delete_expired(model_name)
        for model_name in self._get_models("erase"):
            self._get_expired(model_name)._erase()

    def _get_models(self, outcome):
        """Names of the models whose rule ends with ``outcome``."""
        return [
            name
            for name, model in self.env.registry.items()
            if not model._abstract
            and getattr(model, "_dpo_retention", None)
            and model._dpo_retention.outcome == outcome
        ]

    def _get_expired_domain(self, rule, today):
        limit = today - relativedelta(months=rule.months)
        return [(rule.start_field, "!=", False), (rule.start_field, "<", limit)]

    def _get_expired(self, model_name):
        model = self.env[model_name].sudo().with_context(active_test=False)
        today = self.env["dpo.clock"]._today()
        return model.search(self._get_expired_domain(model._dpo_retention, today))

    def _delete_expired(self, model_name):
        expired = self._get_expired(model_name)
        if expired:
            _logger.info("retention: %s record(s) of %s", len(expired), model_name)
            expired.unlink()
