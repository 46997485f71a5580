"""Ground of the tests of days: a convention with two days a year, and time noted."""

from .common_fee_call import FeeCallCase


class DaysCase(FeeCallCase):
    """A day has seven hours; beyond two days, each half-day started costs 175 €."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.theme = cls.env["dpo.exchange.theme"].create({"name": "Registre de test"})
        cls.days = cls._add_service("JOUR", 350, is_day_excess=True)
        cls.days.name = "Jours d’intervention"
        cls.days.rule_ids.mode = "per_day"
        cls.contract = cls._sign_days(cls.commune_a)

    @classmethod
    def _sign_days(cls, holder, **values):
        values = {
            "day_scope": "on_site",
            "day_source": "own",
            "day_allowance": 2,
            **values,
        }
        return cls._sign(cls._create_contract(holder, **values))

    @classmethod
    def _note(cls, day, minutes, collectivity=None, **values):
        """Time spent at the town hall."""
        return cls.env["dpo.exchange"].create(
            {
                "collectivity_id": (collectivity or cls.commune_a).id,
                "occurred_at": f"{day} 09:00:00",
                "channel": "on_site",
                "minutes": minutes,
                "theme_id": cls.theme.id,
                "summary": "Ce que la secrétaire a dit",
                **values,
            }
        )
