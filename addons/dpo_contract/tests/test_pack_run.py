import base64
import io
import zipfile

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_pack import PackCase


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestPackRun(PackCase):
    def _run_as(self, role, bodies, **values):
        run = self.env["dpo.pack.run"].with_user(self.staff[role])
        run = run.create({"body_ids": bodies.ids, **values})
        run.action_make()
        self._run_batch(run.batch_id)
        return run

    def _names(self, run):
        content = base64.b64decode(run.with_context(bin_size=False).file)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()

    def test_each_collectivity_gets_its_zip_in_one_archive(self):
        run = self._run_as("officer_all", self.commune_a | self.epci)
        self.assertEqual(
            set(self._names(run)), {"Dossier Saint-Exemple.zip", "Dossier CC des Exemples.zip"}
        )
        self.assertEqual(run.made_count, 2)
        self.assertFalse(run._get_parts())

    def test_one_letter_to_all_is_a_file_each(self):
        letter = self.env.ref("dpo_contract.pack_reminder")
        run = self._run_as("officer_all", self.commune_a | self.commune_b, template_id=letter.id)
        self.assertIn("Documents attendus - Le Modèle.docx", self._names(run))

    def test_a_collectivity_outside_the_portfolio_is_refused_the_others_are_made(self):
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": self.staff["officer"].id,
                "date_from": "2026-01-01",
            }
        )
        run = self._run_as("officer", self.commune_a | self.commune_b)
        self.assertEqual(self._names(run), ["Dossier Saint-Exemple.zip"])
        self.assertIn("portefeuille", run.sudo().batch_id.line_ids.reason)

    def test_when_none_could_be_made_there_is_no_archive(self):
        run = self._run_as("officer", self.commune_b)
        self.assertFalse(run.file)
        self.assertIn("Aucun dossier", run.sudo().batch_id.message)

    def test_made_again_the_archive_holds_each_once(self):
        run = self._run_as("officer_all", self.commune_a)
        run.action_make()
        self._run_batch(run.batch_id)
        self.assertEqual(len(self._names(run)), 1)

    def test_a_click_while_packs_are_made_loses_none(self):
        run = self._run_as("officer_all", self.commune_a | self.commune_b)
        batch = run.sudo().batch_id
        run._batch_make_process(batch, self.commune_a)
        batch.write({"state": "running", "cursor": self.commune_a.id})
        run.action_make()
        self._run_batch(batch)
        self.assertEqual(len(self._names(run)), 2)

    def test_taken_up_again_after_a_cancellation_each_is_there_once(self):
        run = self._run_as("officer_all", self.commune_a)
        batch = run.sudo().batch_id
        run._batch_make_process(batch, self.commune_a)
        batch.state = "cancelled"
        batch.with_user(run.user_id).action_retry()
        self._run_batch(batch)
        self.assertEqual(len(self._names(run)), 1)

    def test_only_who_asked_downloads_it(self):
        run = self._run_as("officer_all", self.commune_a)
        with self.assertRaises(AccessError):
            run.with_user(self.staff["manager"]).check_access("read")

    def test_the_letter_of_a_file_is_the_reminder_until_another_is_chosen(self):
        body = self.commune_a.with_user(self.staff["officer_all"])
        run = self.env["dpo.pack.run"].browse(body.action_write_dpo_letter()["res_id"])
        self.assertEqual(run.template_id, self.env.ref("dpo_contract.pack_reminder"))
        self.assertEqual(run.body_ids, self.commune_a)

    def test_nobody_chosen_is_said(self):
        run = self.env["dpo.pack.run"].create({})
        with self.assertRaisesRegex(UserError, "Choose"):
            run.action_make()
