import io
from decimal import Decimal

from freezegun import freeze_time
from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.pdf import PdfFileReader

from odoo.addons.dpo_base.tools.canonical import canonical_json, sha256_hex

from ..models import dpo_fee_statement
from .common_fee_call import TODAY, FeeCallCase, plain


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestFeeCallLock(FeeCallCase):
    """From the checked rows to the état liquidatif, and what it proves."""

    def test_a_blocked_row_forbids_the_lock_until_excluded_with_a_reason(self):
        self.commune_a.dpo_metric_ids.unlink()
        call = self._compute()
        with self.assertRaisesRegex(UserError, "1 "):
            call.action_lock()
        row = self._row(call, self.commune_a)
        with self.assertRaises(UserError):
            row.action_exclude("  ")
        row.action_exclude("population à confirmer")
        call.action_lock()
        self.assertEqual((call.state, row.state), ("locked", "closed"))

    def test_the_signatory_is_a_named_person_in_a_capacity(self):
        call = self._compute()
        call.signatory_capacity = False
        with self.assertRaisesRegex(UserError, "signatory"):
            call.action_lock()
        call.signatory_capacity = "présidente"
        call.action_lock()
        self.assertEqual(call.signatory_id, self.president)

    def test_nothing_computed_is_nothing_to_lock(self):
        self.env["dpo.engagement"].search([]).date_until = "2025-12-31"
        call = self._compute()
        with self.assertRaises(UserError):
            call.action_lock()

    def test_states_are_walked_in_order(self):
        call = self._create_call()
        with self.assertRaises(UserError):
            call.action_lock()
        call.action_compute()
        call.action_lock()
        for action in (call.action_lock, call.action_compute):
            with self.assertRaises(UserError):
                action()

    def test_the_state_is_never_written(self):
        call = self._create_call()
        with self.assertRaises(UserError):
            call.state = "locked"
        with self.assertRaises(UserError):
            self.env["dpo.fee.call"].create({"grid_id": self.grid.id, "state": "locked"})

    def test_a_locked_call_and_its_rows_no_longer_change(self):
        call = self._compute()
        row = self._row(call, self.commune_a)
        call.action_lock()
        for record, values in (
            (call, {"name": "Autre"}),
            (call, {"signatory_capacity": "autre"}),
            (row.sudo(), {"amount": 1}),
            (row.sudo(), {"days": 3}),
        ):
            with self.assertRaises(UserError):
                record.write(values)
        with self.assertRaises(UserError):
            row.sudo().unlink()
        with self.assertRaises(UserError):
            row.action_exclude("trop tard")

    def test_rows_are_numbered_by_debtor_and_ready_to_issue(self):
        call = self._lock(self._compute())
        rows = self.env["dpo.fee.row"].search(
            [("call_id", "=", call.id), *self.env["dpo.fee.row"]._get_issuable_domain()]
        )
        self.assertEqual(rows.mapped("number"), [1, 2, 3])
        self.assertEqual(
            rows.mapped("payer_id.name"), ["CC des Exemples", "Le Modèle", "Saint-Exemple"]
        )
        self.assertEqual(rows[0].reference, f"{call.reference}-00001")
        by_payer = call._get_rows_by_payer()
        self.assertEqual(
            {payer: row.amount for payer, row in by_payer.items()},
            {
                self.epci: 1000,
                self.commune_b: 420,
                self.commune_a: 140,
            },
        )

    # --- the document -------------------------------------------------------------------

    def test_the_document_is_made_in_the_background(self):
        call = self._compute()
        call.action_lock()
        statement = call.statement_ids
        self.assertEqual(call.statement_state, "preparing")
        self.assertEqual(statement.batch_state, "queued")
        self._run_batch(statement.batch_id)
        self.assertEqual((statement.batch_state, call.statement_state), ("done", "ready"))

    def test_both_files_are_stored_with_their_digests(self):
        statement = self._lock(self._compute()).statement_ids
        for name in ("payload", "pdf", "xlsx"):
            content = statement._get_bytes(name)
            self.assertEqual(sha256_hex(content), statement[f"{name}_sha256"])
        self.assertEqual(canonical_json(statement._get_payload()), statement._get_bytes("payload"))
        self.assertEqual((statement.line_count, statement.amount_total), (3, 1560))

    def _read_pdf(self, statement):
        pages = PdfFileReader(io.BytesIO(statement._get_bytes("pdf"))).pages
        return [plain(page.extract_text()) for page in pages]

    def test_the_pdf_states_debtors_bases_totals_words_and_signatory(self):
        call = self._compute()
        text = " ".join(self._read_pdf(self._lock(call).statement_ids))
        for expected in (
            "État liquidatif",
            "Appel de contributions 2026",
            "Saint-Exemple",
            self.commune_a.company_registry,
            "1 243 hab.",
            "1 560,00 €",
            "mille cinq cent soixante euros",
            "Camille Présidente, présidente",
            call.statement_ids.name,
            self.grid.act_id.number,
        ):
            self.assertIn(expected, text)
        self.assertNotIn("facture", text.lower())

    def test_a_long_document_is_laid_out_in_parts_with_one_numbering(self):
        self.patch(dpo_fee_statement, "LINES_PER_PART", 1)
        statement = self._lock(self._compute()).statement_ids
        pages = self._read_pdf(statement)
        self.assertEqual(statement.batch_id.done, 3)
        self.assertGreaterEqual(len(pages), 3)
        for number, text in enumerate(pages, 1):
            self.assertIn(f"Page {number}", text)
        self.assertFalse(statement._get_part_files())

    def test_the_spreadsheet_says_the_same_to_the_cent(self):
        call = self._lock(self._compute())
        book = load_workbook(io.BytesIO(call.statement_ids._get_bytes("xlsx")))
        lines = list(book["État liquidatif"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(sum(Decimal(str(line[7])) for line in lines), 1560)
        self.assertEqual(
            [line[8] for line in lines], call.row_ids.sorted("number").mapped("reference")
        )
        totals = list(book["Totaux"].iter_rows(min_row=2, values_only=True))
        self.assertEqual(totals[-1][3], 1560)

    def test_cents_add_up_over_many_thirds(self):
        for rule in self.component.rule_ids:
            rule.amount = 33.3333
        call = self._lock(self._compute())
        payload = call.statement_ids._get_payload()
        lines = sum(Decimal(line["amount"]) for line in payload["lines"])
        self.assertEqual(lines, Decimal(payload["total"]))
        self.assertEqual(lines, Decimal("99.99"))
        self.assertEqual(call.currency_id.compare_amounts(call.amount_total, 99.99), 0)

    def test_the_buttons_give_the_stored_files(self):
        statement = self._lock(self._compute()).statement_ids.with_user(self.staff["billing"])
        for name in ("pdf", "xlsx"):
            action = getattr(statement, f"action_download_{name}")()
            self.assertIn(f"/{statement.id}/{name}/", action["url"])

    def test_the_statement_is_frozen(self):
        statement = self._lock(self._compute()).statement_ids
        with self.assertRaises(UserError):
            statement.payload = b""
        with self.assertRaises(UserError):
            statement.unlink()

    def test_the_frozen_text_keeps_the_name_of_the_day(self):
        call = self._compute()
        call.action_lock()
        self.commune_a.name = "Commune nouvelle"
        self._run_batch(call.statement_ids.batch_id)
        self.assertIn("Saint-Exemple", " ".join(self._read_pdf(call.statement_ids)))

    # --- proof --------------------------------------------------------------------------

    def _prove(self, call):
        return self.env["dpo.fee.sync"]._prove(call)

    def test_the_amounts_are_proved_from_the_snapshots(self):
        self._join(self.commune_b, "2026-05-15")
        call = self._compute()
        self.assertEqual(self._prove(call), [])
        self._lock(call)
        self.assertEqual(self._prove(call), [])
        notification = call.action_recompute_proof()
        self.assertEqual(notification["params"]["type"], "success")

    def test_the_proof_holds_whatever_becomes_of_grid_and_figures(self):
        call = self._lock(self._compute())
        self.env.cr.execute("UPDATE dpo_fee_rule SET amount = 1")
        self.env.cr.execute("UPDATE dpo_metric SET value = 1")
        self.env.invalidate_all()
        self.assertEqual(self._prove(call), [])

    def test_a_changed_amount_is_named(self):
        call = self._lock(self._compute())
        self._raw(self._row(call, self.commune_a), amount=141)
        differences = self._prove(call)
        self.assertIn("Saint-Exemple", differences[0])
        self.assertEqual(call.action_recompute_proof()["params"]["type"], "danger")

    def test_changed_figures_are_found_even_with_the_amount_they_give(self):
        call = self._lock(self._compute())
        row = self._row(call, self.commune_a)
        snapshot = row.snapshot
        snapshot["rule"]["amount"] = "141"
        self._raw(row, snapshot=canonical_json(snapshot).decode(), amount=141)
        self.assertIn("Saint-Exemple", self._prove(call)[0])

    def test_a_row_rewritten_with_its_own_digest_differs_from_the_frozen_text(self):
        call = self._lock(self._compute())
        row = self._row(call, self.commune_a)
        snapshot = row.snapshot
        snapshot["rule"]["amount"] = "141"
        content = canonical_json(snapshot)
        self._raw(row, snapshot=content.decode(), amount=141, snapshot_sha256=sha256_hex(content))
        self.assertEqual(len(self._prove(call)), 1)
        self.assertIn(str(row.id), self._prove(call)[0])

    def test_a_deleted_row_and_a_changed_document_are_found(self):
        call = self._lock(self._compute())
        row = self._row(call, self.commune_a)
        self.env.cr.execute("DELETE FROM dpo_fee_row WHERE id = %s", [row.id])
        self.env.invalidate_all()
        self.assertIn(str(row.id), self._prove(call)[0])
        attachment = self.env["ir.attachment"].search(
            [("res_model", "=", "dpo.fee.statement"), ("res_field", "=", "pdf")]
        )
        attachment.raw = b"%PDF-1.4 other"
        self.env.invalidate_all()
        self.assertEqual(len(self._prove(call)), 2)

    # --- cancel -------------------------------------------------------------------------

    def test_a_computed_call_is_cancelled_and_leaves_nothing(self):
        call = self._compute()
        call.with_user(self.staff["billing"]).action_cancel()
        self.assertEqual(call.state, "cancelled")
        self.assertFalse(call.row_ids)

    def test_a_locked_call_is_cancelled_by_a_manager_with_a_reason(self):
        call = self._lock(self._compute())
        with self.assertRaises(AccessError):
            call.with_user(self.staff["billing"]).action_cancel("erreur")
        manager = call.with_user(self.staff["manager"])
        with self.assertRaises(UserError):
            manager.action_cancel(" ")
        manager.action_cancel("mauvaise période")
        self.assertEqual(set(call.row_ids.mapped("state")), {"cancelled"})
        self.assertTrue(call.statement_ids.pdf)

    def test_what_was_cancelled_is_called_again_as_a_revision(self):
        first = self._lock(self._compute())
        first.action_cancel("mauvaise période")
        second = self._compute()
        row = self._row(second, self.commune_a)
        self.assertEqual(row.revision, 1)
        self.assertEqual(row.supersedes_id, self._row(first, self.commune_a))
        self.assertEqual(second.amount_total, 1560)

    def test_what_was_excluded_is_called_by_a_later_call(self):
        first = self._compute()
        self._row(first, self.commune_a).action_exclude("à vérifier")
        self._lock(first)
        second = self._compute()
        self.assertEqual(second.row_ids.collectivity_id, self.commune_a)
        self.assertEqual((second.row_ids.revision, second.amount_total), (1, 140))

    def test_a_computed_call_is_not_deleted(self):
        call = self._compute()
        with self.assertRaises(UserError):
            call.unlink()
        self._create_call().unlink()
