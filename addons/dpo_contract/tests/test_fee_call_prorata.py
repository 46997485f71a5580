from freezegun import freeze_time

from odoo.tests import tagged

from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallProrata(FeeCallCase):
    """First and last year of a member, and a grid voted late: from the grid to the call."""

    def _check_rules(self, field, expected):
        """Call commune B on a copy of the grid for each rule of ``field``."""
        for rule, portion in expected.items():
            with self.subTest(rule):
                grid = self.grid.copy({field: rule})
                self._vote(grid)
                call = self.env["dpo.fee.call"].create({"grid_id": grid.id})
                call.action_compute()
                row = self._row(call, self.commune_b)
                self.assertEqual((row.prorata_num, row.prorata_den, row.amount), portion)
                call.action_cancel()

    def test_each_rule_of_the_first_year(self):
        self._join(self.commune_b, "2026-05-15")
        self._check_rules(
            "prorata_first_year",
            {
                "none": (1, 1, 420),
                "day": (231, 365, 265.81),
                "month": (8, 12, 280),
                "quarter": (3, 4, 315),
                "half_year": (2, 2, 420),
            },
        )

    def test_each_rule_of_the_last_year(self):
        self.commune_b.dpo_engagement_ids.date_until = "2026-05-15"
        self._check_rules(
            "prorata_last_year",
            {
                "none": (1, 1, 420),
                "day": (135, 365, 155.34),
                "month": (4, 12, 140),
                "quarter": (1, 4, 105),
                "half_year": (0, 2, 0),
            },
        )

    def test_joining_and_leaving_in_one_year_counts_the_months_between(self):
        self.grid.prorata_last_year = "month"
        self.commune_b.dpo_engagement_ids.write(
            {"date_from": "2026-03-10", "date_until": "2026-09-20"}
        )
        row = self._row(self._compute(), self.commune_b)
        self.assertEqual((row.prorata_num, row.prorata_den, row.amount), (6, 12, 210))
        self.assertIn("couverture du 10/03 au 20/09 : 6/12", plain(row.explanation))

    # --- a grid voted late ----------------------------------------------------------------

    def _vote_late(self, nature):
        """The grid follows one at 100 and 300 €, and is executory on 1 April."""
        former = self._create_grid(2025)
        self._add_component(former, brackets=((0, 500, 100), (500, 0, 300)), nature=nature)
        self._vote(former, "2024-12-02")
        self.component.nature = nature
        self.grid.previous_id = former
        self._vote(self.grid, "2026-04-01")
        return self._row(self._compute(), self.commune_b)

    def test_the_price_of_a_service_voted_late_is_split(self):
        row = self._vote_late("service")
        self.assertEqual((row.amount, row.reason), (390, "two_prices"))
        self.assertIn(
            "ancien tarif 300 € × 3/12 + nouveau tarif 420 € × 9/12", plain(row.explanation)
        )

    def test_a_contribution_voted_late_is_never_split(self):
        row = self._vote_late("contribution")
        self.assertEqual(row.amount, 420)
        self.assertFalse(row.reasons)
        self.assertNotIn("ancien tarif", row.explanation)
