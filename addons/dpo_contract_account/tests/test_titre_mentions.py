import base64
import io

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_titres import TitreCase


@tagged("post_install", "-at_install")
class TestTitreMentions(TitreCase):
    """Nothing leaves for the finance software without what a titre must state."""

    def _file(self, titres):
        action = titres.with_user(self.billing).action_download_file()
        attachment_id = int(action["url"].split("/")[3].split("?")[0])
        content = base64.b64decode(self.env["ir.attachment"].browse(attachment_id).datas)
        header, *lines = openpyxl.load_workbook(io.BytesIO(content)).active.values
        return [dict(zip(header, line, strict=True)) for line in lines]

    def _refusal(self, call):
        with self.assertRaises(UserError) as caught:
            call.titre_ids.with_user(self.billing).action_download_file()
        self.assertEqual(set(call.titre_ids.mapped("state")), {"to_send"})
        return str(caught.exception)

    def test_what_is_missing_is_said_once_with_its_fix(self):
        self.component.budget_nature = False
        self.commune_b.street = False
        call = self._prepared()
        words = self._refusal(call)
        self.assertEqual(words.count(self.component.name), 1)
        self.assertIn(self.commune_b.name, words)
        alone = call.titre_ids.filtered(lambda t: t.collectivity_id == self.commune_b)
        self.assertEqual(len(alone.missing_mentions.splitlines()), 2)

    def test_the_imputation_is_given_after_the_vote_but_no_price(self):
        self.component.budget_nature = False
        call = self._prepared()
        component = self.component.with_user(self.billing)
        with self.assertRaises(UserError):
            component.write({"budget_nature": "7588", "name": "Autre"})
        component.budget_nature = "7588"
        self.assertTrue(self._file(call.titre_ids))

    def test_a_delegate_needs_an_executory_delegation(self):
        self.company.dpo_signatory_capacity = "vice-président délégué"
        call = self._prepared()
        self._refusal(call)
        act = self._create_act(self.own_party, "2026-31", "2026-01-05", executory=False)
        self.env.cr.execute(
            "UPDATE dpo_fee_call SET signatory_act_id = %s WHERE id = %s", [act.id, call.id]
        )
        call.invalidate_recordset()
        self._refusal(call)
        act.write({"transmitted_on": "2026-01-05", "published_on": "2026-01-06"})
        [line, *_others] = self._file(call.titre_ids)
        self.assertIn("2026-31", line["Délégation"])

    def test_the_file_carries_every_mention(self):
        [line, *others] = self._file(self._prepared().titre_ids)
        for title in (
            "Objet",
            "Nature de la créance",
            "Fondement juridique",
            "Imputation",
            "Signataire",
            "Qualité",
            "Mention exécutoire",
            "Voies et délais de recours",
            "Bases de liquidation",
            "SIRET du budget",
        ):
            self.assertTrue(line[title], title)
        self.assertEqual(len(others), 2)

    def test_the_file_carries_the_reference_of_the_debtor(self):
        self.env["dpo.commitment"].create(
            {"collectivity_id": self.commune_b.id, "year": 2026, "number": "EJ-7"}
        )
        lines = {line["Débiteur"]: line for line in self._file(self._prepared().titre_ids)}
        self.assertEqual(lines[self.commune_b.name]["Engagement"], "EJ-7")
        self.assertFalse(lines[self.commune_a.name]["Engagement"])

    def test_the_file_costs_the_same_queries_for_few_or_many(self):
        self._create_communes(30)
        debtors = self.env["res.partner"].search([("name", "=like", "Commune %")])
        debtors.write({"street": "1 rue X", "zip": "95910", "city": "X"})
        titres = self._prepared().titre_ids.with_user(self.billing)
        few, many = titres[:3], titres[3:]
        costs = [self._count(lambda s=some: list(s._get_file_sheet().rows)) for some in (few, many)]
        self.assertLessEqual(costs[1], costs[0] + 2)
