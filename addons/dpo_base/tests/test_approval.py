import base64
import io
import json
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from odoo.tools.pdf import PdfReader

from ..tools.canonical import sha256_hex
from ..tools.pdf import render_pdf
from .common import DpoCase


class ApprovalCase(DpoCase):
    """A note of the DPD to the mayor of commune A."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.mandate_a.title = "Maire"
        cls.mayor_a.name = "Jeanne Exemple"
        cls.document = cls._create_document()

    @classmethod
    def _create_document(cls, **values):
        return cls.env["dpo.document"].create(
            {
                "collectivity_id": cls.commune_a.id,
                "name": "Vidéoprotection de la salle des fêtes",
                "body": "<p>Quatre caméras sont prévues.</p>",
                "advice": "Réduire la conservation à sept jours.",
                **values,
            }
        )

    @classmethod
    @freeze_time("2026-03-10 09:00:00")
    def _submit(cls, document=None):
        """Request and freeze, as the button then the cron do."""
        document = document or cls.document
        document.with_user(cls.staff["officer_all"]).action_send()
        document.approval_id._try_freeze()
        return document.approval_id

    def _pdf_text(self, content):
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)

    def _entries(self, approval):
        return self.env["dpo.journal.entry"].search(
            [("res_model", "=", "dpo.approval"), ("res_id", "=", approval.id)], order="id"
        )


@tagged("post_install", "-at_install")
class TestApprovalFreeze(ApprovalCase):
    def test_a_request_waits_for_the_cron_then_for_the_signer(self):
        cron = self.env.ref("dpo_base.cron_freeze_approvals")
        triggers = self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])
        self.document.with_user(self.staff["officer_all"]).action_send()
        approval = self.document.approval_id
        self.assertEqual((approval.state, approval.document), ("preparing", False))
        self.assertEqual(
            self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]), triggers + 1
        )
        approval._try_freeze()
        self.assertEqual(approval.state, "to_sign")
        self.assertTrue(approval._get_document_bytes().startswith(b"%PDF"))

    def test_what_is_frozen_says_who_is_to_sign_and_in_which_capacity(self):
        approval = self._submit()
        payload = json.loads(approval.payload)
        self.assertEqual(
            payload["signer"],
            {
                "mandate_id": self.mandate_a.id,
                "function": "legal_representative",
                "name": "Jeanne Exemple",
                "capacity": "Maire",
            },
        )
        self.assertEqual(payload["collectivity"], {"name": "Saint-Exemple", "siren": "219900016"})
        self.assertEqual(payload["content"]["advice"], "Réduire la conservation à sept jours.")
        self.assertEqual(approval.document_sha256, sha256_hex(approval._get_document_bytes()))
        self.assertEqual(approval.payload_sha256, sha256_hex(approval.payload.encode()))

    def test_a_later_edit_does_not_change_what_is_frozen(self):
        approval = self._submit()
        before = approval.document_sha256, str(approval.summary)
        self.document.body = "<p>Douze caméras sont prévues.</p>"
        approval.invalidate_recordset()
        self.assertEqual((approval.document_sha256, str(approval.summary)), before)
        self.assertNotIn("Douze", approval.payload)

    def test_freezing_does_not_depend_on_the_language_of_who_asks(self):
        officer = self.staff["officer_all"]
        officer.write({"lang": "en_US", "tz": "Pacific/Auckland"})
        self.mandate_a.title = False
        self.assertEqual(self._submit().signer_capacity, "maire")

    def test_the_code_is_printed_on_the_document(self):
        approval = self._submit()
        text = self._pdf_text(approval._get_document_bytes())
        self.assertIn(approval.code, text)
        self.assertIn("Jeanne Exemple", text)

    def test_a_joined_pdf_is_frozen_with_the_page_that_is_signed(self):
        annex = render_pdf("<p>ANNEXE</p>", title="Annexe")
        self.document.write({"annex": base64.b64encode(annex), "annex_name": "rapport.pdf"})
        approval = self._submit()
        self.assertEqual(approval.page_count, 2)
        self.assertIn("ANNEXE", self._pdf_text(approval._get_document_bytes()))
        self.assertEqual(json.loads(approval.payload)["content"]["annex_sha256"], sha256_hex(annex))

    def test_a_document_waits_for_one_decision_at_a_time(self):
        self._submit()
        with self.assertRaises(UserError):
            self.document.action_send()

    def test_without_a_legal_representative_the_request_says_what_to_do(self):
        self.mandate_a.function = "secretary"
        with self.assertRaisesRegex(UserError, "Saint-Exemple"):
            self.document.action_send()

    def test_a_failure_is_kept_and_the_next_document_is_frozen(self):
        second = self._create_document(name="Second")
        self.document.action_send()
        second.action_send()
        broken = self.document.approval_id
        with (
            patch.object(
                type(self.env["dpo.document"]),
                "_get_approval_document",
                autospec=True,
                side_effect=ValueError("police manquante"),
            ),
            mute_logger("odoo.addons.dpo_base.models.dpo_approval"),
        ):
            broken._try_freeze()
        second.approval_id._try_freeze()
        self.assertEqual((broken.state, broken.freeze_error), ("preparing", "police manquante"))
        self.assertEqual(second.approval_id.state, "to_sign")
        broken.with_user(self.staff["officer_all"]).action_retry()
        self.assertFalse(broken.freeze_error)

    def test_a_cancelled_request_is_not_frozen(self):
        self.document.action_send()
        approval = self.document.approval_id
        approval.with_user(self.staff["officer_all"]).action_cancel()
        approval._try_freeze()
        self.assertEqual((approval.state, approval.document), ("cancelled", False))

    def test_submission_is_in_the_journal_with_its_digests(self):
        approval = self._submit()
        entry = self._entries(approval)
        self.assertEqual(entry.kind, "approval_submitted")
        self.assertEqual(entry.user_id, self.staff["officer_all"])
        self.assertEqual(entry.payload["document_sha256"], approval.document_sha256)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-12 10:00:00")
class TestApprovalDecision(ApprovalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approval = cls._submit()
        cls.approval_as_mayor = cls.approval.with_user(cls.mayor_a)

    def test_the_expected_signer_signs(self):
        self.approval_as_mayor.action_sign()
        self.assertEqual(
            (self.approval.state, self.approval.channel, str(self.approval.decided_on)),
            ("signed", "portal", "2026-03-12"),
        )
        self.assertEqual(self.approval.decided_mandate_id, self.mandate_a)
        self.assertEqual(self.approval.decided_capacity, "Maire")
        self.assertEqual(self.document.approval_state, "signed")

    def test_the_signature_is_in_the_journal_of_the_signer(self):
        self.approval_as_mayor.action_sign()
        entry = self._entries(self.approval)[-1]
        self.assertEqual((entry.kind, entry.user_id), ("approval_signed", self.mayor_a))
        self.assertEqual(entry.mandate_id, self.mandate_a)
        self.assertEqual(entry.payload["document_sha256"], self.approval.document_sha256)

    def test_nobody_signs_bytes_that_changed(self):
        for field, value in {
            "document": base64.b64encode(b"%PDF-1.7 autre"),
            "payload": self.approval.payload.replace("Maire", "Adjoint"),
        }.items():
            with self.subTest(field), self.cr.savepoint() as savepoint:
                self.approval[field] = value
                with self.assertRaisesRegex(UserError, self.approval.code):
                    self.approval_as_mayor.action_sign()
                savepoint.rollback()
                self.env.invalidate_all()

    def test_nobody_signs_without_stored_bytes(self):
        self.approval.document = False
        with self.assertRaises(UserError):
            self.approval_as_mayor.action_sign()

    def test_a_signature_is_given_once(self):
        self.approval_as_mayor.action_sign()
        with self.assertRaises(UserError):
            self.approval_as_mayor.action_sign()
        with self.assertRaises(UserError):
            self.approval_as_mayor.action_refuse("Trop tard")

    def test_another_person_of_the_town_hall_reads_but_does_not_sign(self):
        secretary, _mandate = self._create_portal("secretary_a", self.commune_a, "secretary")
        approval = self.approval.with_user(secretary)
        self.assertTrue(approval.has_access("read"))
        for action in (approval.action_sign, lambda: approval.action_refuse("Non")):
            with self.assertRaises(AccessError):
                action()

    def test_a_mayor_whose_mandate_ended_signs_nothing(self):
        """The rule already closes the record; the signature checks again by itself."""
        self.mandate_a.date_until = "2026-03-11"
        with self.assertRaises(AccessError):
            self.approval_as_mayor.action_sign()
        self.env["dpo.mandate"].create(
            {
                "person_id": self.mayor_a.partner_id.id,
                "collectivity_id": self.commune_a.id,
                "function": "agent",
                "portal_access": True,
                "date_from": "2026-03-12",
            }
        )
        self.assertTrue(self.approval_as_mayor.has_access("read"))
        with self.assertRaisesRegex(AccessError, "habilit"):
            self.approval_as_mayor.action_sign()

    def test_a_mandate_that_may_no_longer_sign_signs_nothing(self):
        self.mandate_a.function = "deputy"
        with self.assertRaises(AccessError):
            self.approval_as_mayor.action_sign()

    def test_the_mayor_of_another_commune_signs_nothing(self):
        with self.assertRaises(AccessError):
            self.approval.with_user(self.mayor_b).action_sign()

    def test_staff_do_not_sign_in_the_mayors_place(self):
        with self.assertRaises(AccessError):
            self.approval.with_user(self.staff["manager"]).action_sign()

    def test_nobody_writes_on_an_approval(self):
        for user in (self.staff["admin"], self.mayor_a):
            approval = self.approval.with_user(user)
            with self.assertRaises(AccessError):
                approval.write({"state": "signed"})
            with self.assertRaises(AccessError):
                approval.unlink()

    def test_a_refusal_says_why(self):
        with self.assertRaises(UserError):
            self.approval_as_mayor.action_refuse("  \x00 ")
        self.approval_as_mayor.action_refuse("Le conseil doit en débattre.")
        self.assertEqual(self.approval.state, "refused")
        entry = self._entries(self.approval)[-1]
        self.assertEqual(entry.kind, "approval_refused")
        self.assertEqual(entry.payload["refusal_reason"], "Le conseil doit en débattre.")

    def test_a_refused_document_is_sent_again(self):
        self.approval_as_mayor.action_refuse("Corriger l’adresse.")
        self.document.action_send()
        self.assertNotEqual(self.document.approval_id, self.approval)

    def test_the_document_is_told(self):
        calls = []
        model = type(self.env["dpo.document"])
        with patch.object(
            model,
            "_on_approval_signed",
            lambda document, approval: calls.append((document, approval)),
        ):
            self.approval_as_mayor.action_sign()
        self.assertEqual(calls, [(self.document, self.approval)])

    def test_only_officers_cancel(self):
        for role in ("reader", "billing"):
            with self.assertRaises(AccessError):
                self.approval.with_user(self.staff[role]).action_cancel()
        with self.assertRaises(AccessError):
            self.approval_as_mayor.action_cancel()
        self.approval.with_user(self.staff["officer_all"]).action_cancel()
        self.assertEqual(self._entries(self.approval)[-1].kind, "approval_cancelled")

    def test_a_request_is_answered_by_anybody_of_the_town_hall(self):
        request = self._submit(self._create_document(kind="request", name="Liste des agents"))
        secretary, mandate = self._create_portal("secretary_a", self.commune_a, "secretary")
        with self.assertRaises(UserError):
            request.with_user(self.mayor_a).action_sign()
        request.with_user(secretary).action_answer("Deux agents : Paul et Anne.")
        self.assertEqual((request.state, request.decided_mandate_id), ("answered", mandate))
        self.assertEqual(request.answer, "Deux agents : Paul et Anne.")

    def test_the_attestation_says_who_and_ends_with_the_technical_proof(self):
        with self.assertRaises(UserError):
            self.approval._render_receipt()
        self.approval_as_mayor.action_sign()
        self.env["dpo.journal.entry"]._seal()
        text = self._pdf_text(self.approval_as_mayor._render_receipt())
        self.assertIn("Attestation de visa", text)
        self.assertIn("Jeanne Exemple", text)
        before, proof = text.split("Preuve technique")
        for digest in (self.approval.document_sha256, self._entries(self.approval)[-1].hash):
            self.assertNotIn(digest, before.replace("\n", ""))
            self.assertIn(digest, proof.replace("\n", ""))


@tagged("post_install", "-at_install")
@freeze_time("2026-03-12 10:00:00")
class TestAdministrativeDecision(ApprovalCase):
    """A designation sheet is signed on paper or with a certificate (CRPA, art. L212-3)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.designation = cls.env["dpo.designation"].create(
            {"collectivity_id": cls.commune_a.id, "date_from": "2026-03-01"}
        )
        cls.designation.with_user(cls.staff["officer_all"]).action_send_sheet()
        cls.approval = cls.designation.approval_id
        cls.approval._try_freeze()

    def test_a_click_does_not_sign_it(self):
        self.assertTrue(self.approval.requires_certificate)
        with self.assertRaises(UserError):
            self.approval.with_user(self.mayor_a).action_sign()
        self.assertEqual(self.approval.state, "to_sign")

    def test_the_mayor_may_refuse_it_on_the_portal(self):
        self.approval.with_user(self.mayor_a).action_refuse("Nous gardons notre délégué.")
        self.assertEqual(self.approval.state, "refused")


@tagged("post_install", "-at_install")
@freeze_time("2026-03-12 10:00:00")
class TestPaperAndParapheur(ApprovalCase):
    """The three channels lead to the same decision."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.approval = cls._submit()
        cls.officer = cls.staff["officer_all"]
        cls.scan = base64.b64encode(render_pdf("<p>Lu et signé</p>", title="Scan"))

    def _wizard(self, **values):
        return (
            self.env["dpo.approval.record"]
            .with_user(self.officer)
            .create(
                {
                    "approval_id": self.approval.id,
                    "decided_on": "2026-03-11",
                    "scan": self.scan,
                    "scan_name": "scan.pdf",
                    **values,
                }
            )
        )

    def test_the_wizard_proposes_the_expected_signer_and_today(self):
        action = self.approval.with_user(self.officer).action_record_decision()
        form = Form(
            self.env["dpo.approval.record"]
            .with_user(self.officer)
            .with_context(**action["context"])
        )
        self.assertEqual((form.mandate_id, form.outcome), (self.mandate_a, "signed"))
        self.assertEqual((form.received_by_id, str(form.received_on)), (self.officer, "2026-03-12"))

    def test_paper_says_who_signed_when_and_who_received_it(self):
        self._wizard().action_record()
        approval = self.approval
        self.assertEqual((approval.state, approval.channel), ("signed", "paper"))
        self.assertEqual(
            (str(approval.decided_on), approval.decided_name), ("2026-03-11", "Jeanne Exemple")
        )
        self.assertEqual(
            (approval.received_by_id, str(approval.received_on)), (self.officer, "2026-03-12")
        )
        self.assertEqual(approval.scan, self.scan)
        entry = self._entries(approval)[-1]
        self.assertEqual((entry.user_id, entry.mandate_id), (self.officer, self.mandate_a))
        self.assertEqual(entry.payload["scan_sha256"], sha256_hex(base64.b64decode(self.scan)))

    def test_a_parapheur_gives_back_a_pdf_and_its_proof(self):
        proof = base64.b64encode(render_pdf("<p>Preuve</p>", title="Preuve"))
        self._wizard(
            channel="external", signature_file=proof, signature_name="preuve.pdf"
        ).action_record()
        self.assertEqual((self.approval.channel, self.approval.signature_file), ("external", proof))

    def test_an_administrative_decision_is_recorded_from_paper(self):
        designation = self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2026-03-01"}
        )
        designation.action_send_sheet()
        self.approval = designation.approval_id
        self.approval._try_freeze()
        self._wizard(decided_on="2026-03-12").action_record()
        self.assertEqual(designation.approval_state, "signed")

    def test_a_deputy_signs_with_a_delegation_only(self):
        deputy = self.env["dpo.mandate"].create(
            {
                "person_id": self.env["res.partner"].create({"name": "Paul Adjoint"}).id,
                "collectivity_id": self.commune_a.id,
                "function": "deputy",
                "date_from": "2020-01-01",
            }
        )
        with self.assertRaises(ValidationError):
            self._wizard(mandate_id=deputy.id).action_record()
        deputy.delegation_act_id = self.env["dpo.act"].create(
            {
                "collectivity_id": self.commune_a.id,
                "kind": "order",
                "number": "2020-3",
                "subject": "Délégation de signature",
                "date": "2020-07-01",
            }
        )
        self._wizard(mandate_id=deputy.id).action_record()
        self.assertEqual(self.approval.decided_name, "Paul Adjoint")

    def test_nobody_signs_before_the_version_exists_nor_after_leaving(self):
        for day in ("2026-03-09", "2026-03-13"):
            with self.assertRaises(ValidationError):
                self._wizard(decided_on=day).action_record()
        self.mandate_a.date_until = "2026-03-10"
        with self.assertRaises(ValidationError):
            self._wizard().action_record()

    def test_a_signature_comes_with_its_scan(self):
        wizard = self._wizard()
        for values in (
            {"scan": False},
            {"scan": base64.b64encode(b"MZ"), "scan_name": "scan.pdf"},
            {"scan": base64.b64encode(b"<svg/>"), "scan_name": "scan.svg"},
        ):
            wizard.write(values)
            with self.assertRaises(UserError):
                wizard.action_record()
        self.assertEqual(self.approval.state, "to_sign")

    def test_a_refusal_on_paper_says_why(self):
        wizard = self._wizard(outcome="refused", scan=False)
        with self.assertRaises(UserError):
            wizard.action_record()
        wizard.text = "Le conseil a refusé le 9 mars."
        wizard.action_record()
        self.assertEqual(self.approval.refusal_reason, "Le conseil a refusé le 9 mars.")

    def test_a_visa_is_not_recorded_as_an_answer(self):
        with self.assertRaises(ValidationError):
            self._wizard(outcome="answered", text="Oui").action_record()

    def test_only_officers_record(self):
        wizard = self._wizard()
        for user in (self.staff["reader"], self.staff["billing"], self.mayor_a):
            with self.assertRaises(AccessError):
                wizard.with_user(user).action_record()

    def test_a_joined_file_is_a_pdf(self):
        with self.assertRaises(UserError):
            self.document.write({"annex": base64.b64encode(b"MZ"), "annex_name": "note.pdf"})
