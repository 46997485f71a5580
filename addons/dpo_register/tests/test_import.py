import base64
import io
import json
import zipfile

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.dpo_base.tools.export_safe import Sheet, xlsx_bytes

from ..tools.list_layout import list_columns
from .common import RegisterCase
from .madis_export import MADIS


class ImportCase(RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.importer = cls.staff["officer_all"]

    def _import(self, data, user=None, **values):
        """An import that was read, checked and loaded."""
        job = self._checked(data, user, **values)
        job.action_load()
        self._run_batch(job.batch_id)
        self.assertEqual(job.batch_id.state, "done", job.batch_id.message)
        return job

    def _checked(self, data, user=None, **values):
        job = self._new(data, user, **values)
        job.action_analyse()
        job.action_check()
        self._run_batch(job.batch_id)
        self.assertEqual(job.state, "checked", job.batch_id.message)
        return job

    def _new(self, data, user=None, **values):
        content = json.dumps(data).encode() if isinstance(data, dict | list) else data
        jobs = self.env["dpo.register.import"].with_user(user or self.importer)
        return jobs.create({"name": "essai", "file": base64.b64encode(content), **values})

    def _records(self, *bodies):
        return self.env["dpo.processing"].search(
            [("collectivity_id", "in", [body.id for body in bodies])]
        )

    def _prints(self):
        """What is on record, to see whether an import changed anything."""
        self.env.flush_all()
        return [
            sorted(
                (record.id, str(record.write_date), record._get_exchange_key())
                for record in self.env["dpo.processing"].search([])
            ),
            self.env["dpo.vendor"].search([]).ids,
            self.env["dpo.action"].search([]).ids,
            self.env["ir.attachment"].search([("res_model", "=", "dpo.register")]).ids,
        ]


@tagged("post_install", "-at_install")
class TestImportMadis(ImportCase):
    def test_each_treatment_enters_the_register_of_its_collectivity(self):
        self._import(MADIS)
        payroll = self._records(self.commune_a).filtered(lambda r: r.name == "Paie des agents")
        payload = payroll._get_payload()
        self.assertEqual(payload["person_ids"], ["agents"])
        self.assertEqual(payload["purpose_ids"]["payer_les_agents"]["basis"], "c")
        self.assertEqual(
            {line["category_id"] for line in payload["data_ids"].values()}, {"nir", "bancaire"}
        )
        self.assertEqual(payroll.retention_ids.source, "le temps de la carrière")
        self.assertTrue(payroll.retention_ids.to_complete)
        self.assertEqual(payroll.dpia_proposal, "examine")
        for words in ("Pointure", "pigeon", "À revoir avec le CDG"):
            self.assertIn(words, payroll.import_note)
        self.assertEqual(self._records(self.commune_b).name, "État civil")

    def test_a_contractor_of_three_communes_is_one_vendor(self):
        job = self._import(MADIS)
        vendor = self.env["dpo.vendor"].search([("name", "=", "Éditeur Exemple")])
        self.assertEqual(len(vendor), 1)
        rows = [row for row in job.result if row[1] == "vendor"]
        self.assertEqual([row[2] for row in rows], [{"unchanged": 1}, {"unchanged": 1}, {"new": 1}])
        self.assertEqual(vendor.email, "dpd@editeur.example")
        payroll = self._records(self.commune_a).filtered(lambda r: r.name == "Paie des agents")
        self.assertEqual(payroll.party_ids.vendor_id, vendor)

    def test_a_vendor_on_record_is_matched(self):
        vendor = self.env["dpo.vendor"].create({"name": "EDITEUR exemple"})
        self._import(MADIS)
        self.assertEqual(self.env["dpo.processing.party"].search([]).vendor_id, vendor)

    def test_measures_become_actions(self):
        self._import(MADIS)
        actions = self.env["dpo.action"].search([("external_key", "!=", False)], order="id")
        self.assertEqual(actions.mapped("state"), ["recommended", "done"])
        self.assertEqual((actions[0].priority, str(actions[0].due_date)), ("2", "2026-06-30"))
        self.assertIn("environ 200 €", actions[0].description)

    def test_what_has_no_model_is_kept_with_the_register(self):
        self._import(MADIS)
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        kept = self.env["ir.attachment"].search(
            [("res_model", "=", "dpo.register"), ("res_id", "=", register.id)]
        )
        content = json.loads(kept.raw)
        self.assertEqual(content["requests"][0]["reason"], "RH")
        self.assertNotIn("violations", content)

    def test_a_second_import_changes_nothing(self):
        self._import(MADIS)
        before = self._prints()
        job = self._import(MADIS)
        self.assertEqual((job.new_count, job.changed_count, job.unchanged_count), (0, 0, 3))
        self.assertEqual(self._prints(), before)

    def test_what_the_commune_wrote_since_stays(self):
        self._import(MADIS)
        payroll = self._records(self.commune_a).filtered(lambda r: r.name == "Paie des agents")
        payroll.write({"name": "Paie", "recommendation": "Autre"})
        self._import(MADIS)
        self.assertEqual((payroll.name, payroll.recommendation), ("Paie", "Autre"))

    def test_the_report_says_what_entered_and_what_has_no_field(self):
        job = self._import(MADIS)
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.report_file)))
        bodies, fields, refused = book.worksheets
        rows = list(bodies.values)
        self.assertIn("Saint-Exemple", [row[0] for row in rows])
        fates = {(row[0], row[1]): row[2] for row in fields.values}
        self.assertIn("Taken over", fates["Activities", "goal"])
        self.assertIn("original", fates["Activities", "completion"])
        self.assertIn("original", fates["Requests", "reason"])
        self.assertEqual([row[1] for row in refused.values][1:3], ["Perdu", "Doublon"])
        self.assertIn("Saint-Exemple", job.report)

    def test_a_zip_of_lists_is_read_alike(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            for name, records in MADIS.items():
                archive.writestr(f"export/{name}.json", json.dumps({"hydra:member": records}))
        self.assertEqual(self._import(output.getvalue()).new_count, 3)

    def test_an_officer_imports_in_own_portfolio_only(self):
        job = self._import(MADIS, self.officer)
        self.assertEqual(job.new_count, 1)
        self.assertFalse(self._records(self.commune_b))
        with self.assertRaises(AccessError):
            self._new(MADIS, self.staff["reader"])
        with self.assertRaises(AccessError):
            job.with_user(self.importer).read(["name"])


@tagged("post_install", "-at_install")
class TestImportRegister(ImportCase):
    def _exported(self, body):
        register = self.env["dpo.register"]._get_or_create(body)
        return register._render_export("json")

    def test_a_register_goes_to_another_collectivity_and_back_without_loss(self):
        vendor = self.env["dpo.vendor"].create({"name": "Éditeur"})
        product = self.env["dpo.product"].create({"name": "Cantine 3", "vendor_id": vendor.id})
        party = {"role": "processor", "vendor_id": vendor.key, "product_id": product.key}
        self.canteen.write(self.canteen._prepare_changes({"party_ids": {"p": party}}))
        self._import(self._exported(self.commune_a), body_id=self.commune_b.id)
        copy = self._records(self.commune_b)
        self.assertEqual(copy._get_payload(), self.canteen._get_payload())
        self.assertEqual(self.env["dpo.vendor"].search([("name", "=", "Éditeur")]), vendor)

    def test_a_file_confirms_nothing_in_the_place_of_the_own_dpd(self):
        self.canteen.write({"dpia_confirmed": True, "recommendation": "Revoir les accès"})
        data = self._exported(self.commune_a)
        self._import(data, body_id=self.commune_b.id)
        copy = self.env["dpo.processing"].search([("collectivity_id", "=", self.commune_b.id)])
        self.assertEqual((copy.dpia_confirmed, copy.state), (False, "draft"))
        self.assertEqual(copy.recommendation, "Revoir les accès")

    def test_unknown_entries_and_vendors_are_created(self):
        content = self._exported(self.commune_a).decode()
        content = content.replace("etat_civil", "nouvelle").replace("État civil", "Toute nouvelle")
        self._import(content.encode(), self.staff["manager"], body_id=self.commune_b.id)
        copy = self._records(self.commune_b)
        self.assertIn("nouvelle", copy.data_ids.category_id.mapped("key"))

    def test_an_officer_does_not_create_entries_of_the_catalogues(self):
        content = self._exported(self.commune_a).decode().replace("etat_civil", "nouvelle")
        content = content.replace("État civil", "Toute nouvelle")
        job = self._import(content.encode(), body_id=self.commune_b.id)
        self.assertFalse(self._records(self.commune_b))
        self.assertIn("nouvelle", job.issue_ids.reason)

    def test_a_register_read_again_changes_nothing(self):
        data = self._exported(self.commune_a)
        before = self._prints()
        for mode in ("complete", "replace"):
            job = self._import(data, on_existing=mode)
            self.assertEqual((job.unchanged_count, job.new_count), (1, 0))
            self.assertEqual(self._prints(), before)

    def test_a_register_replaces_what_changed_when_told_so(self):
        data, purpose = self._exported(self.commune_a), self.canteen.purpose_ids
        purpose.basis = "c"
        self._import(data)
        self.assertEqual(purpose.basis, "c")
        job = self._import(data, on_existing="replace")
        self.assertEqual((purpose.basis, job.changed_count), ("e", 1))

    def test_a_bad_record_never_stops_the_others(self):
        content = json.loads(self._exported(self.commune_a))
        good = content["registers"][0]["processings"][0]
        bad = [
            {**good, "key": f"bad{number}", "payload": {**good["payload"], **wrong}}
            for number, wrong in enumerate(
                (
                    {"name": {"x": 1}},
                    {"data_ids": ["x"]},
                    {"person_ids": "agents"},
                    {"summary": "a" * 200_000},
                    {"date_start": "hier"},
                    {"state": "visa"},
                    {"retention_ids": {"x": {"name": "y", "duration": -1}}},
                )
            )
        ]
        content["registers"][0]["processings"] = [*bad, None, good]
        job = self._import(content, body_id=self.commune_b.id)
        self.assertEqual(len(self._records(self.commune_b)), 1)
        self.assertEqual(job.issue_count, 8)

    def _of_a(self, *records, **cards):
        register = {"collectivity": {"siren": "219900016"}, "processings": list(records)}
        return {"format": "dpo.register/1", "registers": [register], **cards}

    def test_characters_that_no_text_holds_are_shown_and_stop_nothing(self):
        name = {"name": "Ciné\0ma \ud800", "summary": "\udfff"}
        bad = {"key": "a\0", "note": "\0", "payload": name}
        job = self._import(self._of_a(bad, {"key": "b", "payload": {"name": "Bonne"}}))
        self.assertEqual((job.new_count, job.batch_id.failed), (2, 0))
        self.assertIn("Ciné␀ma \ufffd", self._records(self.commune_a).mapped("name"))

    def test_two_activities_of_one_name_and_two_keys_stay_two(self):
        data = self._of_a(
            {"key": "v1", "payload": {"name": "Vidéo", "summary": "Place"}},
            {"key": "v2", "payload": {"name": "Vidéo", "summary": "École"}},
        )
        self._import(data)
        videos = self._records(self.commune_a).filtered(lambda r: r.name == "Vidéo")
        self.assertEqual(sorted(videos.mapped("summary")), ["Place", "École"])
        before = self._prints()
        self.assertEqual(self._import(data).unchanged_count, 2)
        self.assertEqual(self._prints(), before)

    def test_cards_of_the_wrong_kind_stop_no_record(self):
        party = {"role": "processor", "vendor_id": "v", "product_id": "p"}
        vendor = {"key": "v", "name": "V", "siren": 5, "country": ["x"], "email": {"a": 1}}
        product = {"key": "p", "name": "P", "vendor": "v", "kind": ["x"], "hosting_country": 3}
        data = self._of_a(
            {"key": "k", "payload": {"name": "Paie", "party_ids": {"a": party}}},
            terms=[{"catalogue": ["person"], "key": "z", "name": "Z"}],
            vendors=[vendor],
            products=[product],
        )
        job = self._import(data)
        self.assertEqual((job.batch_id.done, job.batch_id.failed), (1, 0))

    def test_what_was_read_is_loaded_or_refused(self):
        wrong = ({"name": 3}, {"person_ids": [["x"]]}, {"data_ids": {"a": {"category_id": "?"}}})
        bad = [{"key": f"b{n}", "payload": {"name": "B", **one}} for n, one in enumerate(wrong)]
        job = self._import(self._of_a(*bad, None, {"payload": {"name": "Bonne"}}))
        [[_body, _kind, counts]] = job.result
        self.assertEqual(counts, {"refused": 3, "new": 1})
        self.assertEqual(job.item_count, job.issue_count + counts["new"])


@tagged("post_install", "-at_install")
class TestImportTable(ImportCase):
    def _table(self, *rows):
        return "\n".join(";".join(f'"{cell}"' for cell in row) for row in rows).encode()

    def test_a_table_is_mapped_previewed_and_loaded(self):
        data = self._table(
            ["Commune", "Activité", "Finalités", "Personnes concernées", "Logiciel", "Couleur"],
            [
                "Saint-Exemple",
                "Cimetière",
                "Gérer les concessions",
                "Agents; martiens",
                "Tombo",
                "r",
            ],
            ["Inconnue", "Perdue", "", "", "", ""],
        )
        job = self._new(data)
        job.action_analyse()
        self.assertEqual(
            job.column_ids.mapped("target"),
            ["body_name", "name", "purposes", "persons", "products", False],
        )
        job = self._import(data)
        record = self._records(self.commune_a).filtered(lambda r: r.name == "Cimetière")
        self.assertEqual(record.purpose_ids.name, "Gérer les concessions")
        self.assertEqual((record.person_ids.key, record.person_note), ("agents", "martiens"))
        self.assertEqual(record.tools_note, "Tombo")
        self.assertIn("Cimetière", job.preview)
        self.assertIn("Inconnue", job.issue_ids.reason)

    def test_two_years_of_an_activity_are_two_activities(self):
        rows = [["SIREN", "Activité"], *(["219900016", f"Budget {year}"] for year in (2025, 2026))]
        job = self._import(self._table(*rows))
        self.assertEqual((job.new_count, job.issue_count), (2, 0))

    def test_a_list_of_madis_is_recognised_by_its_titles(self):
        titles = ["Structure", "Nom", "Finalités", "Base légale", "Gestionnaire", "Statut"]
        row = ["Saint-Exemple", "Paie", "Payer", "Obligation légale", "SGM", "terminé"]
        self._import(self._table(titles, row))
        record = self._records(self.commune_a).filtered(lambda r: r.name == "Paie")
        self.assertEqual((record.purpose_ids.basis, record.contact), ("c", "SGM"))
        self.assertEqual(record.import_note, "Statut : terminé")

    def test_a_column_that_the_user_corrects_is_read_so(self):
        job = self._new(self._table(["A", "B"], ["Cimetière", "Le registre"]), header_line=1)
        job.body_id = self.commune_a
        job.action_analyse()
        with self.assertRaises(UserError):
            job.action_check()
        job.column_ids[0].target, job.column_ids[1].target = "name", "summary"
        job.action_check()
        self._run_batch(job.batch_id)
        self.assertEqual(job.new_count, 1)

    def test_our_own_list_comes_back(self):
        export = self.env["dpo.register.export"].create({"name": "x"})
        rows = list(export._rows(self.canteen))
        data = xlsx_bytes([Sheet("Registres", list_columns(), rows)])
        job = self._import(data)
        self.assertEqual((job.new_count, job.issue_count), (0, 0))
        self.canteen.name = "Autre nom"
        self._import(data)
        copy = self._records(self.commune_a) - self.canteen
        for name in ("summary", "person_ids", "measure_ids", "information"):
            self.assertEqual(copy._get_payload([name]), self.canteen._get_payload([name]))
        self.assertEqual(
            copy.data_ids.category_id.sorted("id"), self.canteen.data_ids.category_id.sorted("id")
        )

    def test_rubbish_is_refused_with_a_sentence(self):
        bomb = io.BytesIO()
        with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("treatments.json", b" " * (40 * 2**20))
        for data in (
            b" ",
            b"%PDF-1.7",
            b"{",
            b'{"a": 1}',
            b"[" * 100_000,
            b"PK\x03\x04broken",
            bomb.getvalue(),
            b'{"format": "dpo.register/9"}',
            b'{"format": "dpo.register/1", "registers": 3}',
            b"\xd0\xcf\x11\xe0old",
        ):
            with self.subTest(data[:20]), self.assertRaises(UserError):
                self._new(data).action_analyse()

    def test_rows_that_cannot_be_read_are_refused_one_by_one(self):
        data = self._table(["SIREN", "Activité"], ["219900016", "Une"], ["219900016", "De\0ux"])
        data += self._table(["", ""], ["219900016", "Une"], ["219900016", "=1+1"], ["", "Sans"])
        job = self._import(data)
        self.assertEqual((job.new_count, job.issue_count), (2, 3))
        self.assertIn("=1+1", self._records(self.commune_a).mapped("name"))
