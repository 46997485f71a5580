from datetime import timedelta

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import RegisterCase


class VendorCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vendor, cls.host, cls.subhost = cls.env["dpo.vendor"].create(
            [{"name": name} for name in ("Éditeur", "Hébergeur", "Hébergeur de secours")]
        )
        cls.product = cls.env["dpo.product"].create(
            {
                "name": "Portail famille",
                "vendor_id": cls.vendor.id,
                "hosting_country_id": cls.env.ref("base.fr").id,
            }
        )
        cls.contract = cls.env["dpo.vendor.contract"].create(
            {"name": "2025", "vendor_id": cls.vendor.id, "signed_on": "2025-01-01"}
        )

    @classmethod
    def _use(cls, processing, **values):
        return cls.env["dpo.processing.party"].create(
            {"processing_id": processing.id, "product_id": cls.product.id, **values}
        )

    @classmethod
    def _entrust(cls, vendor, subprocessor, **values):
        return cls.env["dpo.vendor.subprocessor"].create(
            {"vendor_id": vendor.id, "subprocessor_id": subprocessor.id, **values}
        )


@tagged("post_install", "-at_install")
class TestVendor(VendorCase):
    def test_the_portal_reads_the_card_and_nothing_that_the_service_notes(self):
        self.vendor.note = "Mauvais payeur"
        message = self.vendor.message_post(
            body="Peu fiable", message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        card = self.vendor.with_user(self.agent)
        self.assertEqual(card.name, "Éditeur")
        with self.assertRaises(AccessError):
            card.read(["note"])
        with self.assertRaises(AccessError):
            message.with_user(self.agent).read(["body"])
        found = message.with_user(self.agent).search([("model", "=", "dpo.vendor")])
        self.assertFalse(found)
        self.assertTrue(message.with_user(self.officer).read(["body"]))

    def test_a_contract_is_reviewed_on_eleven_points(self):
        clauses = self.contract.clause_ids
        self.assertEqual((len(clauses), self.contract.review), (11, "todo"))
        clauses.with_user(self.officer).write({"verdict": "present"})
        self.assertEqual(self.contract.review, "complete")
        clauses[3].with_user(self.officer).write({"verdict": "absent", "note": "Rien"})
        self.assertEqual(self.contract.review, "gaps")
        self.assertEqual(clauses.reviewed_by_id, self.officer)

    def test_a_new_version_starts_a_new_review_and_keeps_the_old_one(self):
        self.contract.action_set_current()
        self.contract.clause_ids.verdict = "present"
        action = self.contract.with_user(self.officer).action_new_version()
        version = self.contract.browse(action["res_id"])
        self.assertEqual((version.review, self.contract.state), ("todo", "current"))
        version.write({"signed_on": "2026-01-01"})
        version.action_set_current()
        self.assertEqual((self.contract.state, self.contract.review), ("superseded", "complete"))
        with self.assertRaises(UserError):
            self.contract.clause_ids[0].verdict = "absent"

    def test_the_state_of_a_contract_changes_by_the_buttons_only(self):
        with self.assertRaises(UserError):
            self.contract.with_user(self.officer).write({"state": "current"})
        self.contract.signed_on = False
        with self.assertRaises(UserError):
            self.contract.with_user(self.officer).action_set_current()

    def test_a_contract_takes_the_products_of_its_vendor(self):
        self.contract.product_ids = self.product
        with self.assertRaises(ValidationError):
            self.env["dpo.vendor.contract"].create(
                {
                    "name": "x",
                    "vendor_id": self.host.id,
                    "product_ids": [Command.set(self.product.ids)],
                }
            )

    def test_a_program_is_no_contract(self):
        with self.assertRaises(UserError):
            self.contract.write({"document": b"TVo=", "document_name": "contrat.exe"})

    def test_the_chain_is_told_in_depth_and_closes_no_circle(self):
        first = self._entrust(self.vendor, self.host)
        second = self._entrust(self.host, self.subhost)
        self.assertEqual(self.vendor._get_chain(), [(1, first), (2, second)])
        self.assertIn("Hébergeur de secours", self.vendor.chain_html)
        with self.assertRaises(ValidationError):
            self._entrust(self.subhost, self.vendor)

    def test_usage_counts_what_the_user_may_see(self):
        self._use(self.canteen)
        self._use(self.canteen, role="joint")
        other = self._create_processing(collectivity_id=self.commune_b.id)
        self._use(other)
        seen = [
            (source.used_processing_count, source.used_collectivity_count)
            for source in (
                self.product.with_user(self.officer),
                self.vendor.with_user(self.staff["manager"]),
                self.host.with_user(self.staff["manager"]),
            )
        ]
        self.assertEqual(seen, [(1, 1), (2, 2), (0, 0)])
        domain = self.product.action_open_processings()["domain"]
        self.assertEqual(self.env["dpo.processing"].search(domain), self.canteen + other)

    def test_usage_costs_the_same_for_one_and_for_many(self):
        products = self.env["dpo.product"].create(
            [{"name": f"P{n}", "vendor_id": self.vendor.id} for n in range(30)]
        )
        counts = []
        for records in (products[:1], products):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("used_processing_count")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_the_hosting_country_follows_the_product_without_touching_the_record(self):
        party = self._use(self.canteen)
        self.canteen.with_user(self.officer).action_check()
        self.product.hosting_country_id = self.env.ref("base.us")
        self.assertEqual(party.hosting_country_id, self.env.ref("base.us"))
        self.assertEqual(self.canteen.state, "checked")

    def test_a_change_is_told_once_to_each_collectivity_that_uses_the_product(self):
        self._use(self.canteen)
        self._use(self._create_processing(name="Garderie"))
        change = (
            self.env["dpo.vendor.change"]
            .with_user(self.officer)
            .create(
                {"name": "Nouvel hébergeur", "product_id": self.product.id, "date": "2026-03-01"}
            )
        )
        for _twice in range(2):
            change.action_tell()
            self._run_batch(change.batch_id)
        signals = self.env["dpo.signal"].search([("kind", "=", "vendor_change")])
        self.assertEqual(signals.mapped("collectivity_id"), self.commune_a)
        self.assertEqual((len(signals), change.state), (1, "told"))
        self.assertIn("Nouvel hébergeur", signals.label)

    def test_a_change_nobody_is_concerned_by_is_not_told(self):
        change = self.env["dpo.vendor.change"].create({"name": "x", "vendor_id": self.host.id})
        with self.assertRaises(UserError):
            change.with_user(self.officer).action_tell()

    def test_ends_within_ninety_days_come_to_the_morning(self):
        today = self.env["dpo.clock"]._today()
        self.contract.ends_on = today + timedelta(days=89)
        self._use(self.canteen, ends_on=today + timedelta(days=30))
        self._use(self.canteen, ends_on=today + timedelta(days=200))
        desk = self.env["dpo.desk"].with_user(self.officer)
        self.assertEqual(len(self._rows_of(desk.get_morning())), 1)
        self.contract.action_set_current()
        self.assertEqual(len(self._rows_of(desk.get_morning())), 2)
        self.assertEqual(len(self._rows_of(desk.get_collectivity(self.commune_a.id))), 1)

    def _rows_of(self, page):
        return next(s["rows"] for s in page["sections"] if s["key"] == "vendors")
