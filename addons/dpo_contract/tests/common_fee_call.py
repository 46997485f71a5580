"""Ground of the tests of fee calls: a voted grid, three bodies, one call."""

from odoo.fields import Command

from .common_fees import FeeCase

TODAY = "2026-02-02 09:00:00"


def plain(text):
    """The text with ordinary spaces: French typography has three kinds."""
    return " ".join(text.split())


class FeeCallCase(FeeCase):
    """Commune A (230 inhabitants) owes 140 €, commune B (1,243) 420 €, the EPCI 1,000 €."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.dpo_billing_mode = "titre"
        cls.bodies = cls.commune_a | cls.commune_b | cls.epci
        for body in cls.bodies:  # a fictional SIRET that passes its control key
            body.company_registry = cls._get_siret(body.dpo_siren)
        cls._set_population(cls.commune_a, 230)
        cls._set_population(cls.commune_b, 1243)
        cls.grid = cls._create_grid()
        cls.component = cls._add_component(cls.grid)
        cls._add_flat_rule(cls.component, cls.type_epci, 1000)

    @classmethod
    def _get_siret(cls, siren, establishment=1):
        for nic in range(10):
            siret = f"{siren}{establishment:04d}{nic}"
            digits = [int(d) * (2 - i % 2) for i, d in enumerate(siret)]
            if not sum(d - 9 if d > 9 else d for d in digits) % 10:
                return siret
        raise AssertionError(siren)

    @classmethod
    def _add_flat_rule(cls, component, body_types, amount, **values):
        return cls.env["dpo.fee.rule"].create(
            {
                "component_id": component.id,
                "body_type_ids": [Command.set(body_types.ids)],
                "amount": amount,
                **values,
            }
        )

    @classmethod
    def _add_service(cls, code="DPD", amount=300, **values):
        """The price of a service, the same for every body, due with a delegated DPD."""
        component = cls._add_component(
            cls.grid,
            code,
            brackets=(),
            name="DPD mutualisé",
            nature="service",
            for_statutory=False,
            for_delegated=True,
            **values,
        )
        cls._add_flat_rule(component, cls.type_commune | cls.type_epci | cls.type_ccas, amount)
        return component

    @classmethod
    def _create_call(cls, **values):
        """A call on the grid, voted if it is not yet; not computed."""
        if cls.grid.state == "draft":
            cls._vote(cls.grid)
        return cls.env["dpo.fee.call"].create({"grid_id": cls.grid.id, **values})

    @classmethod
    def _compute(cls, **values):
        call = cls._create_call(**values)
        call.action_compute()
        return call

    @classmethod
    def _lock(cls, call):
        """Lock, and have the documents made."""
        call.action_lock()
        cls._run_batch(call.statement_ids.batch_id)
        return call

    @classmethod
    def _run_batch(cls, batch):
        def commit(treated, remaining):
            cls.env.flush_all()
            return 60.0

        batch._run(commit=commit, rollback=lambda: None)

    @classmethod
    def _row(cls, call, collectivity, payer=None):
        """The row of a beneficiary, and of one of its debtors where there are several."""
        rows = call.row_ids.filtered(lambda row: row.collectivity_id == collectivity)
        return rows.filtered(lambda row: row.payer_id == payer) if payer else rows

    @classmethod
    def _join(cls, collectivity, day):
        collectivity.dpo_engagement_ids.date_from = day

    @classmethod
    def _raw(cls, row, **values):
        """Change a row behind the suite's back, as an SQL client would."""
        for name, value in values.items():
            cls.env.cr.execute(
                f'UPDATE dpo_fee_row SET "{name}" = %s WHERE id = %s', [value, row.id]
            )
        cls.env.invalidate_all()

    @classmethod
    def _create_communes(cls, count):
        """Communes engaged since 2020 with a population; names and SIREN by SQL speed."""
        partners = cls.env["res.partner"].create(
            [
                {
                    "name": f"Commune {i}",
                    "dpo_body_type_id": cls.type_commune.id,
                    "is_company": True,
                }
                for i in range(count)
            ]
        )
        cls.env["dpo.engagement"].create(
            [
                {
                    "collectivity_id": partner.id,
                    "company_id": cls.company.id,
                    "nature": "statutory",
                    "date_from": "2020-01-01",
                }
                for partner in partners
            ]
        )
        cls.env["dpo.metric"].create(
            [
                {
                    "collectivity_id": partner.id,
                    "kind": "population_municipal",
                    "value": 100 + i,
                    "reference_year": 2023,
                    "date_effective": "2026-01-01",
                    "source": "INSEE",
                }
                for i, partner in enumerate(partners)
            ]
        )

    def _count(self, action):
        """How many queries ``action`` costs, what it leaves to flush included."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        action()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
