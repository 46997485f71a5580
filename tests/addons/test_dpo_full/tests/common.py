"""What the cross-addon tests share: the matrices and one record of each scoped model."""

import csv
from pathlib import Path

from odoo.addons.dpo_base.tests.common import DpoCase

from .canary import CANARY
from .common_billing import BillingMakers
from .common_chorus import ChorusMakers
from .common_days import DaysMakers
from .common_exchange import ExchangeMakers
from .common_library import LibraryMakers
from .common_pack import PackMakers
from .common_portal import PortalMakers
from .common_register import RegisterMakers
from .common_rounds import RoundMakers
from .common_scenario import ScenarioMakers
from .common_titres import TitreMakers
from .common_vendor import VendorMakers

MATRIX = Path(__file__).parents[1] / "matrix"


def read_matrix(name):
    """Rows of ``matrix/<name>.csv`` as dictionaries."""
    with (MATRIX / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


class FullCase(
    BillingMakers,
    ChorusMakers,
    DaysMakers,
    ExchangeMakers,
    LibraryMakers,
    PackMakers,
    PortalMakers,
    RegisterMakers,
    RoundMakers,
    ScenarioMakers,
    TitreMakers,
    VendorMakers,
    DpoCase,
):
    """Knows how to make a record of commune A for every scoped model.

    A scoped model without a maker fails ``test_every_scoped_model_has_a_maker``: a new
    model cannot stay out of the attacks.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.commune_a.name = CANARY

    def _scoped_models(self):
        return sorted(
            name
            for name, model in self.env.registry.items()
            if name.startswith("dpo.")
            and not model._abstract
            and not model._transient
            # a view has the rows of its tables
            and model._auto
            and "collectivity_id" in model._fields
        )

    def _make(self, model, **values):
        """A record of ``model`` that belongs to commune A, or to the OPSN itself."""
        maker = getattr(self, "_make_" + model.replace(".", "_"))
        return maker({"collectivity_id": self.commune_a.id, **values})

    def _make_dpo_insee_code(self, values):
        self.commune_a.dpo_insee_ids.valid_until = "2025-12-31"
        return self.env["dpo.insee.code"].create({**values, "code": "95911"})

    def _make_dpo_membership(self, values):
        return self.env["dpo.membership"].create({**values, "grouping_id": self.epci.id})

    def _make_dpo_metric(self, values):
        return self._set_population(self.commune_a, 1243)

    def _make_dpo_mandate(self, values):
        return self.mandate_a

    def _make_dpo_assignment(self, values):
        # a file nobody of the tests works on: the portfolio rule must stay closed
        other = self.env.ref("base.user_admin")
        return self.env["dpo.assignment"].create({**values, "user_id": other.id})

    def _make_dpo_act(self, values):
        return self.env["dpo.act"].create(
            {**values, "number": CANARY, "subject": CANARY, "date": "2026-01-05"}
        )

    def _make_dpo_engagement(self, values):
        return self.env["dpo.engagement"].create({**values, "nature": "delegated"})

    def _make_dpo_designation(self, values):
        return self.env["dpo.designation"].create(
            {**values, "date_from": "2026-01-01", "cnil_number": CANARY}
        )

    def _make_dpo_succession(self, values):
        return self.env["dpo.succession"].create({**values, "successor_id": self.commune_b.id})

    def _make_dpo_action(self, values):
        return self.env["dpo.action"].create({**values, "name": CANARY})

    def _make_dpo_signal(self, values):
        return self.env["dpo.signal"].create(
            {**values, "kind": "test", "label": CANARY, "date": "2026-01-05"}
        )

    def _make_dpo_contract(self, values):
        return self.env["dpo.contract"].create(
            {**values, "special_terms": CANARY, "date_effect": "2026-01-01"}
        )

    def _make_dpo_contract_coverage(self, values):
        return self._make_dpo_contract(values).coverage_ids

    def _make_dpo_contract_price(self, values):
        act = self._make_dpo_act({"collectivity_id": self.epci.id})
        return self.env["dpo.contract.price"].create(
            {
                "contract_id": self._make_dpo_contract(values).id,
                "component_code": "DPD",
                "amount": 300,
                "reason": CANARY,
                "act_id": act.id,
            }
        )

    def _make_dpo_contract_closing(self, values):
        return self.env["dpo.contract.closing"].create(
            {"contract_id": self._make_dpo_contract(values).id, "code": "export", "name": CANARY}
        )

    def _make_dpo_exchange(self, values):
        return self.env["dpo.exchange"].create({**values, "summary": CANARY, "promise": CANARY})

    def _make_dpo_document(self, values):
        return self.env["dpo.document"].create({**values, "name": CANARY, "body": CANARY})

    def _make_dpo_approval(self, values):
        document = self._make_dpo_document(values)
        document.action_send()
        document.approval_id._try_freeze()
        return document.approval_id

    def _make_dpo_journal_entry(self, values):
        approval = self._make_dpo_approval(values)
        return self.env["dpo.journal.entry"]._record("approval_signed", approval, {"text": CANARY})

    def _make_fee_call(self, values):
        company_id = values.get("company_id", self.company.id)
        grid = self.env["dpo.fee.grid"].create({"year": 2026, "company_id": company_id})
        component = self.env["dpo.fee.component"].create(
            {"grid_id": grid.id, "code": "ADH", "name": "Adhésion", "for_statutory": True}
        )
        call = self.env["dpo.fee.call"].create({"grid_id": grid.id, "company_id": company_id})
        return call, component

    def _make_dpo_fee_row(self, values):
        call, component = self._make_fee_call(values)
        return self.env["dpo.fee.row"].create(
            {
                **values,
                "call_id": call.id,
                "payer_id": self.commune_a.id,
                "component_id": component.id,
                "period_start": "2026-01-01",
                "period_end": "2026-12-31",
                "amount": 420,
                "explanation": CANARY,
            }
        )

    def _make_dpo_titre(self, values):
        call, _component = self._make_fee_call(values)
        known = self.env["dpo.titre"].search_count([("reference", "=like", f"{CANARY}%")])
        return self.env["dpo.titre"]._create_by_action(
            [
                {
                    "call_id": call.id,
                    "reference": CANARY + "-bis" * known,
                    "subject": CANARY,
                    "amount": 420,
                    **values,
                }
            ]
        )
