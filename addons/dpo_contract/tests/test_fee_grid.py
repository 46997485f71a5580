import base64
from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from odoo.addons.dpo_base.tools.canonical import sha256_hex
from odoo.addons.dpo_base.tools.french import NBSP, THIN

from .common_fees import FeeCase


def plain(text):
    return str(text).replace(NBSP, " ").replace(THIN, " ")


@tagged("post_install", "-at_install")
class TestFeeGrid(FeeCase):
    """Proof, vote and lock of a fee grid."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.grid = cls._create_grid()
        cls.component = cls._add_component(cls.grid)
        cls.grid.act_id = cls.own_act

    def _refusal(self, grid=None):
        with self.assertRaises(UserError) as caught:
            (grid or self.grid).action_vote()
        return plain(caught.exception)

    # --- proof ------------------------------------------------------------------------

    def test_a_hole_forbids_the_vote_and_is_named_in_words(self):
        self.component.rule_ids[1].pop_min = 1000
        refusal = self._refusal()
        self.assertIn("ADH – Adhésion, Commune", refusal)
        self.assertIn("de 500 à 999 habitants", refusal)

    def test_an_overlap_forbids_the_vote(self):
        self.component.rule_ids[0].pop_max = 501
        self.assertIn("500 habitants", self._refusal())

    def test_each_body_type_is_proved_apart(self):
        self.component.rule_ids[0].body_type_ids = [Command.link(self.type_ccas.id)]
        refusal = self._refusal()
        self.assertIn(self.type_ccas.name, refusal)
        self.assertNotIn("Commune,", refusal)

    def test_a_grid_or_component_without_price_is_refused(self):
        self.assertIn("2030", self._refusal(self._create_grid(2030, act_id=self.grid.act_id.id)))
        self._add_component(self.grid, "VIDE", brackets=())
        self.assertIn("VIDE", self._refusal())

    def test_a_marginal_price_starts_at_the_first_inhabitant(self):
        rule = self._add_component(self.grid, "MARG", brackets=[(0, 0, 0)]).rule_ids
        rule.write(
            {"mode": "marginal", "tranche_ids": [Command.create({"rank_from": 2, "rate": 1})]}
        )
        self.assertIn("MARG", self._refusal())
        rule.tranche_ids.rank_from = 1
        self.grid.action_vote()
        self.assertEqual(self.grid.state, "voted")

    def test_members_without_price_are_named_but_do_not_forbid_the_vote(self):
        (warning,) = self.env["dpo.fee.proof"]._get_warnings(self.grid)
        self.assertIn(self.type_epci.name, warning)
        self.component.rule_ids.body_type_ids = [Command.link(self.type_epci.id)]
        self.assertEqual(self.env["dpo.fee.proof"]._get_warnings(self.grid), [])

    def test_the_matrix_follows_what_is_being_typed(self):
        with Form(self.grid) as form, form.component_ids.edit(0) as component:
            with component.rule_ids.edit(1) as rule:
                rule.pop_min = 1000
            component.name = "Adhésion"
        self.assertIn("aucun prix", self.grid.matrix_html)
        self.assertIn("de 500 à 999 habitants", plain(self.grid.matrix_html))

    def test_the_matrix_escapes_names(self):
        self.component.name = "<script>alert(1)</script>"
        self.assertNotIn("<script>", self.grid.matrix_html)

    # --- vote -------------------------------------------------------------------------

    def test_a_vote_needs_an_act_of_the_opsn(self):
        self.grid.act_id = False
        self._refusal()
        self.grid.act_id = self._create_act(self.commune_a, "12", "2025-12-20")
        self._refusal()

    def test_the_annex_is_stored_with_its_hash_at_the_vote(self):
        self.grid.action_vote()
        content = base64.b64decode(self.grid.annex)
        self.assertTrue(content.startswith(b"%PDF"))
        self.assertEqual(self.grid.annex_sha256, sha256_hex(content))
        self.assertEqual(self.grid.annex_name, "Bareme-2026.pdf")

    def test_the_same_grid_gives_the_same_annex(self):
        proof = self.env["dpo.fee.proof"]
        self.assertEqual(proof._render_annex(self.grid), proof._render_annex(self.grid))

    def test_the_annex_to_put_to_the_vote_is_made_from_the_grid_as_it_stands(self):
        first = self.grid.action_download_draft_annex()
        self.assertIn("/web/content/dpo.fee.grid/", first["url"])
        before = self.grid.annex_sha256
        self.component.rule_ids[0].amount = 150
        self.grid.action_download_draft_annex()
        self.assertNotEqual(self.grid.annex_sha256, before)

    def test_voting_replaces_a_grid_of_the_same_days_only(self):
        last_year = self._create_voted_grid(2025)
        self.grid.action_vote()
        amended = self.grid.copy({"date_from": "2026-07-01"})
        self._vote(amended)
        self.assertEqual(amended.previous_id, self.grid)
        self.assertEqual(
            (last_year | self.grid | amended).mapped("state"), ["voted", "superseded", "voted"]
        )

    def test_a_grid_is_not_voted_twice(self):
        self.grid.action_vote()
        self._refusal()

    # --- lock -------------------------------------------------------------------------

    def test_a_voted_grid_and_its_parts_no_longer_change(self):
        rule = self.component.rule_ids[0]
        tranche = self.env["dpo.fee.tranche"].create({"rule_id": rule.id, "rate": 1})
        self.grid.action_vote()
        for part, values in [
            (self.grid, {"name": "Autre"}),
            (self.grid, {"component_ids": [Command.clear()]}),
            (self.component, {"name": "Autre"}),
            (rule, {"amount": 1}),
            (tranche, {"rate": 2}),
        ]:
            with self.assertRaises(UserError):
                part.write(values)
        for part in (self.grid, self.component, rule, tranche):
            with self.assertRaises(UserError):
                part.unlink()
        with self.assertRaises(UserError):
            self._add_component(self.grid, "NEW")

    def test_a_price_cannot_be_moved_into_a_voted_grid(self):
        draft = self._add_component(self._create_grid(2027), "AUTRE")
        self.grid.action_vote()
        with self.assertRaises(UserError):
            draft.grid_id = self.grid

    def test_the_state_changes_by_actions_only(self):
        for values in ({"state": "voted"}, {"annex_sha256": "0"}):
            with self.assertRaises(UserError):
                self.grid.write(values)
        with self.assertRaises(UserError):
            self._create_grid(2031, state="voted")

    # --- next year --------------------------------------------------------------------

    def test_the_next_year_starts_from_a_copy_that_remembers_the_former_prices(self):
        self.grid.action_vote()
        action = self.grid.action_duplicate_next_year()
        following = self.env["dpo.fee.grid"].browse(action["res_id"])
        self.assertEqual(
            (following.name, following.state, following.previous_id, following.date_from),
            ("Barème 2027", "draft", self.grid, date(2027, 1, 1)),
        )
        self.assertFalse(following.act_id or following.annex)
        self.assertEqual(following.component_ids.rule_ids.mapped("amount"), [140, 420])
        self.assertEqual(following._former_component(following.component_ids), self.component)

    def test_a_grid_does_not_follow_itself(self):
        following = self._create_grid(2027, previous_id=self.grid.id)
        with self.assertRaises(ValidationError):
            self.grid.previous_id = following
