import base64
import io
import re
import zipfile
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.sql_db import Cursor
from odoo.tests import tagged

from odoo.addons.dpo_base.tests.common import SIREN_A, DpoCase

MANCHE = Path(__file__).parents[1] / "data/communes_manche.csv"
HEADER = "code_insee;nom;siren;population;siren_epci;nom_epci\n"
AGNEAUX = "50002;Agneaux;215000027;4286;200066389;CA Saint-Lô Agglo\n"
AIREL = "50004;Airel;215000043;515;200066389;CA Saint-Lô Agglo\n"
BUSINESS_TABLES = (
    r"res_partner|mail_message|dpo_(insee_code|metric|membership|engagement|succession)"
)


class ImportCase(DpoCase):
    def _job(self, content, **answers):
        """An import whose questions are answered, ready to be checked."""
        content = content if isinstance(content, bytes) else content.encode()
        job = (
            self.env["dpo.import"]
            .with_user(self.staff["manager"])
            .create({"name": "liste.csv", "file": base64.b64encode(content)})
        )
        job = job.with_context(lang="fr_FR")
        job.action_analyse()
        job.write(
            {
                "body_type_id": self.type_commune.id,
                "population_kind": "population_municipal",
                "reference_year": 2023,
                "date_effective": "2026-01-01",
                "source": "INSEE",
                **answers,
            }
        )
        return job

    def _check(self, content, **answers):
        job = self._job(content, **answers)
        job.action_check()
        self._run_batch(job.batch_id)
        return job

    def _load(self, content, **answers):
        job = self._check(content, **answers)
        job.action_load()
        self._run_batch(job.batch_id)
        return job

    def _find(self, siren):
        return self.env["res.partner"].search([("dpo_siren", "=", siren)])

    def _issues(self, job):
        return [(line.position, line.column, line.reason) for line in job.issue_ids]

    @contextmanager
    def _business_writes(self):
        """Collect the SQL that writes a table of the business."""
        writes, execute = [], Cursor.execute

        def listening(cursor, query, *args, **kwargs):
            text = str(getattr(query, "code", query))
            if re.search(rf'(INSERT INTO|UPDATE|DELETE FROM) "?({BUSINESS_TABLES})"?\b', text):
                writes.append(text)
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", listening):
            yield writes


@tagged("post_install", "-at_install")
class TestImport(ImportCase):
    # --- good lists ------------------------------------------------------------------------

    def test_communes_of_manche_come_in_and_a_second_import_writes_nothing(self):
        data = MANCHE.read_bytes()
        job = self._load(data, create_engagement=True, engagement_from="2020-01-01")
        self.assertEqual((job.state, job.new_count, job.issue_count), ("done", 445, 0))
        self.assertEqual(job.batch_id.done, 445)
        agneaux = self._find("215000027")
        self.assertEqual((agneaux.name, agneaux.dpo_insee_code), ("Agneaux", "50002"))
        self.assertEqual((agneaux.dpo_body_type_id.code, agneaux.country_id.code), ("COM", "FR"))
        self.assertEqual(agneaux._dpo_epci().name, "CA Saint-Lô Agglo")
        self.assertEqual(agneaux._dpo_epci().dpo_body_type_id.code, "CA")
        metric = agneaux.dpo_metric_ids
        self.assertEqual(
            (metric.kind, metric.value, metric.reference_year, str(metric.date_effective)),
            ("population_municipal", 4286, 2023, "2026-01-01"),
        )
        self.assertEqual(agneaux.dpo_engagement_ids.mapped("nature"), ["statutory"])
        self.assertFalse(agneaux._dpo_epci().dpo_engagement_ids, "the EPCI is not in the list")
        self.assertFalse(job.part_ids, "the working copy is gone")

        with self._business_writes() as writes:
            again = self._load(data, create_engagement=True, engagement_from="2020-01-01")
        self.assertEqual((again.state, again.unchanged_count), ("done", 445))
        self.assertEqual(writes, [])

    def test_overseas_communes_are_in_france(self):
        self._load(HEADER + "97411;Saint-Denis;219740115;150000;;\n")
        self.assertEqual(self._find("219740115").country_id.code, "FR")

    def test_same_list_in_other_encodings(self):
        text = HEADER.replace("nom;", "Nom de la commune;") + "50502;Saint-Lô;215005026;19300;;\n"
        tabbed = text.replace(";", "\t")
        for content in (text.encode("cp1252"), text.encode("utf-8-sig"), tabbed.encode("utf-16")):
            job = self._check(content)
            self.assertEqual((job.new_count, job.issue_count), (1, 0), job.recognised)
            self.assertIn("Saint-Lô", job.preview)

    def test_workbook(self):
        book = openpyxl.Workbook()
        book.active.append(["Populations 2023"])
        book.active.append(["Code INSEE", "Commune", "SIREN", "PMUN"])
        book.active.append([1001, "L'Abergement-Clémenciat", 210100012, 860])
        output = io.BytesIO()
        book.save(output)
        job = self._load(output.getvalue())
        self.assertEqual(job.header_line, 2)
        self.assertTrue(job.restore_zero)
        self.assertEqual(self._find("210100012").dpo_insee_code, "01001")
        self.assertEqual(self._find("210100012").dpo_metric_ids.value, 860)

    def test_own_columns_are_mapped_by_hand(self):
        job = self._job("Truc;Machin\nAgneaux;215000027\n")
        with self.assertRaisesRegex(UserError, "SIREN"):
            job.action_check()
        job.column_ids[0].target = "name"
        job.column_ids[1].target = "siren"
        job.action_check()
        self._run_batch(job.batch_id)
        self.assertEqual((job.state, job.new_count), ("checked", 1))

    def test_list_without_titles_loses_no_row(self):
        job = self.env["dpo.import"].create(
            {"file": base64.b64encode(b"Agneaux;215000027\nAirel;215000043\n"), "has_header": False}
        )
        job.action_analyse()
        self.assertEqual(job.column_ids.mapped("sample")[0], "Agneaux · Airel")
        job.column_ids[0].target = "name"
        job.column_ids[1].target = "siren"
        job.body_type_id = self.type_commune
        job.action_check()
        self._run_batch(job.batch_id)
        self.assertEqual(job.new_count, 2)

    # --- what is asked -------------------------------------------------------------------------

    def test_kind_year_and_date_of_a_population_are_asked(self):
        for answer in ("population_kind", "reference_year", "date_effective", "source"):
            job = self._job(HEADER + AGNEAUX, **{answer: False})
            with self.assertRaises(UserError, msg=answer):
                job.action_check()

    def test_type_of_the_bodies_is_asked(self):
        job = self._job(HEADER + AGNEAUX, body_type_id=False)
        with self.assertRaises(UserError):
            job.action_check()

    def test_two_columns_cannot_give_the_same_population(self):
        job = self._job("nom;siren;population;pmun\nAgneaux;215000027;4286;4286\n")
        with self.assertRaises(UserError):
            job.action_check()

    def test_nothing_is_written_before_the_import(self):
        with self._business_writes() as writes:
            job = self._check(HEADER + AGNEAUX)
        self.assertEqual((job.state, job.new_count, writes), ("checked", 1, []))

    # --- bad rows: listed by line, the others come in -----------------------------------------

    def test_bad_rows_are_listed_and_the_good_ones_loaded(self):
        job = self._load(
            HEADER
            + AGNEAUX
            + "50003;Agon;215000036;1;;\n"  # wrong key
            + "50004;;215000043;1;;\n"  # no name
            + "50006;=A1;215000068;1;;\n"  # formula
            + "50002;Agneaux bis;215000027;1;;\n"  # same SIREN as line 2
            + "50007;Nul\0;215000076;1;;\n"
            + "50008;Tournée;215000084;mille;;\n"
        )
        self.assertEqual(job.state, "done")
        self.assertEqual(self._find("215000027").name, "Agneaux")
        reasons = {line: (column, reason) for line, column, reason in self._issues(job)}
        self.assertEqual(sorted(reasons), [3, 4, 5, 6, 7, 8])
        self.assertEqual(reasons[3][0], "siren")
        self.assertIn("clé de contrôle", reasons[3][1])
        self.assertEqual(reasons[4][0], "nom")
        self.assertIn("collez-en la valeur", reasons[5][1])
        self.assertIn("ligne 2", reasons[6][1])
        self.assertIn("NUL", reasons[7][1])
        self.assertEqual(reasons[8][0], "population")

    def test_refused_rows_are_downloaded_without_formulas(self):
        job = self._check(HEADER + AGNEAUX + '50003;"=HYPERLINK(""http://x"")";215000035;1;;\n')
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(job.issues_file)))
        rows = list(book.active.iter_rows(min_row=2))
        self.assertEqual([cell.value for cell in rows[0]][:2], [3, "nom"])
        self.assertTrue(rows[0][2].value.startswith("'="))
        self.assertNotIn("f", [cell.data_type for cell in rows[0]])
        url = job.action_download_issues()["url"]
        self.assertIn(f"/dpo.import/{job.id}/issues_file/", url)

    def test_cell_of_ten_megabytes(self):
        job = self._load(HEADER + AGNEAUX + f"50003;{'x' * 10 * 2**20};215000035;1;;\n")
        self.assertEqual((job.new_count, job.issue_count), (1, 1))
        self.assertLess(len(job.issue_ids.value), 100)

    def test_zip_bomb_is_refused_before_it_is_unpacked(self):
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("xl/workbook.xml", "<x/>")
            archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50 * 2**20)
        with self.assertRaisesRegex(UserError, "anormale"):
            self._job(output.getvalue())

    def test_unusable_files_say_what_to_do(self):
        for content in (b" ", b"%PDF-1.7\n", b"\xd0\xcf\x11\xe0" * 10, b"PK\x03\x04rubbish"):
            with self.assertRaises(UserError):
                self._job(content)

    def test_list_of_nothing_usable_is_abandoned_with_a_reason(self):
        job = self._job("nom;siren\n" + AGNEAUX * 2500)
        job.column_ids[0].target = "name"
        job.column_ids[1].target = "siren"
        job.action_check()
        self._run_batch(job.batch_id)
        self.assertEqual((job.state, job.batch_id.state), ("mapping", "failed"))
        self.assertIn("2 000", job.batch_id.message)

    def test_file_too_long_is_found_at_the_check(self):
        job = self._job(HEADER + AGNEAUX + AIREL)
        with patch("odoo.addons.dpo_base.tools.tabular.MAX_ROWS", 2):
            job.action_check()
            self._run_batch(job.batch_id)
        self.assertEqual((job.state, job.batch_id.state), ("mapping", "failed"))
        self.assertIn("scindez", job.batch_id.message)

    def test_delegated_commune_is_no_legal_person(self):
        job = self._check("typecom;nom;siren\nCOMD;Beaumont-Hague;215000415\n")
        self.assertEqual((job.new_count, job.issue_count), (0, 1))

    # --- what is already on record --------------------------------------------------------------

    def test_reused_insee_code_proposes_a_succession_and_overwrites_nothing(self):
        old = self.commune_a
        row = f"{old.dpo_insee_code};Commune Nouvelle;215000027;900;;\n"
        job = self._load(HEADER + row)
        new = self._find("215000027")
        self.assertEqual((job.new_count, job.succession_count), (1, 1))
        self.assertEqual((old.name, old.dpo_siren), ("Saint-Exemple", SIREN_A))
        self.assertEqual((old.dpo_insee_code, new.dpo_insee_code), ("95901", False))
        succession = old.dpo_succession_ids
        self.assertEqual(
            (succession.successor_id, succession.state, succession.insee_code),
            (new, "proposed", "95901"),
        )
        self.assertIn("liste.csv", succession.origin)
        self.assertEqual(self._check(HEADER + row).unchanged_count, 1, "proposed once")
        succession.action_refuse()
        self.assertEqual(self._check(HEADER + row).succession_count, 0, "refused: not again")

    def test_confirmed_succession_is_recognised_afterwards(self):
        row = f"{self.commune_a.dpo_insee_code};Commune Nouvelle;215000027;900;;\n"
        self._load(HEADER + row)
        succession = self.commune_a.dpo_succession_ids.with_user(self.staff["manager"])
        succession.date = "2026-01-01"
        succession.action_confirm()
        self.assertEqual(self._check(HEADER + row).unchanged_count, 1)
        job = self._check(HEADER + f"95901;Saint-Exemple;{SIREN_A};900;;\n")
        self.assertIn("dissou", self._issues(job)[0][2])

    def test_texts_on_record_stay_unless_replacing_is_chosen(self):
        content = f"code_insee;nom;siren;courriel\n95901;Nouveau Nom;{SIREN_A};a@b.example\n"
        job = self._load(content)
        self.assertEqual((job.changed_count, job.kept_count), (1, 1))
        self.assertEqual(self.commune_a.name, "Saint-Exemple")
        self.assertEqual(self.commune_a.email, "a@b.example", "it was empty")
        self._load(content, on_existing="replace")
        self.assertEqual(self.commune_a.name, "Nouveau Nom")

    def test_capitals_do_not_replace_a_name(self):
        job = self._check(HEADER + f"95901;SAINT EXEMPLE;{SIREN_A};;;\n", on_existing="replace")
        self.assertEqual((job.unchanged_count, job.kept_count), (1, 0))

    def test_other_figure_of_the_same_year_is_refused_or_replaced(self):
        self._set_population(self.commune_a, 100)
        content = HEADER + f"95901;Saint-Exemple;{SIREN_A};120;;\n"
        job = self._check(content)
        self.assertIn("100", self._issues(job)[0][2])
        self._load(content, on_existing="replace")
        self.assertEqual(self.commune_a.dpo_metric_ids.mapped("value"), [120])

    def test_next_year_adds_a_figure(self):
        self._set_population(self.commune_a, 100)
        job = self._load(
            HEADER + f"95901;Saint-Exemple;{SIREN_A};120;;\n",
            reference_year=2024,
            date_effective="2027-01-01",
        )
        self.assertEqual(job.changed_count, 1)
        self.assertEqual(sorted(self.commune_a.dpo_metric_ids.mapped("value")), [100, 120])

    def test_another_epci_ends_the_membership_of_the_former(self):
        self.env["dpo.membership"].create(
            {"collectivity_id": self.commune_a.id, "grouping_id": self.epci.id}
        )
        self._load(HEADER + f"95901;Saint-Exemple;{SIREN_A};;200066389;CA Saint-Lô Agglo\n")
        self.assertEqual(self.commune_a._dpo_epci().dpo_siren, "200066389")
        former = self.commune_a.dpo_membership_ids.filtered("date_until")
        self.assertEqual((former.grouping_id, str(former.date_until)), (self.epci, "2025-12-31"))

    def test_unknown_epci_without_a_name_refuses_its_row_only(self):
        job = self._load("nom;siren;siren_epci\nAgneaux;215000027;200066389\nAirel;215000043;\n")
        self.assertEqual((job.batch_id.done, job.batch_id.failed), (1, 1))
        [(line, _column, reason)] = self._issues(job)
        self.assertEqual(line, 2)
        self.assertIn("200066389", reason)
        self.assertFalse(self._find("215000027"))

    def test_epci_of_the_same_list_is_not_created_twice(self):
        job = self._load(
            "type;nom;siren;siren_epci;nom_epci\n"
            "Commune;Agneaux;215000027;200066389;CA Saint-Lô Agglo\n"
            "CA;CA Saint-Lô Agglo;200066389;;\n"
        )
        self.assertEqual((job.new_count, job.issue_count), (2, 0))
        self.assertEqual(self._find("215000027")._dpo_epci(), self._find("200066389"))

    def test_ccas_does_not_take_the_insee_code_of_its_commune(self):
        job = self._load(
            "type;nom;siren;insee\nCCAS;CCAS de Saint-Exemple;265009993;95901\n"
            "CCAS;CCAS sans SIREN;;95901\n"
        )
        self.assertEqual((job.new_count, job.succession_count), (1, 0))
        self.assertFalse(self._find("265009993").dpo_insee_ids)
        self.assertEqual(self.commune_a.dpo_insee_code, "95901")
        self.assertEqual(len(self._issues(job)), 1)

    def test_commune_known_by_its_code_receives_its_siren(self):
        self._load("nom;insee\nAgneaux;50002\n")
        self._load(HEADER + AGNEAUX)
        found = self.env["res.partner"].search([("name", "=", "Agneaux")])
        self.assertEqual((len(found), found.dpo_siren), (1, "215000027"))

    # --- who, and at what cost ----------------------------------------

    def test_only_managers_import(self):
        job = self._job(HEADER + AGNEAUX)
        for role in ("reader", "officer", "officer_all", "billing", "trainer"):
            with self.assertRaises(AccessError, msg=role):
                job.with_user(self.staff[role]).action_check()
        with self.assertRaises(AccessError):
            job.with_user(self.mayor_a).read(["name"])

    def test_nothing_starts_while_the_file_is_treated(self):
        job = self._job(HEADER + AGNEAUX)
        job.action_check()
        for action in (job.action_analyse, job.action_check):
            with self.assertRaises(UserError):
                action()

    def test_queries_of_a_load_do_not_grow_with_the_rows(self):
        lines = MANCHE.read_text().splitlines(keepends=True)
        counts = []
        for rows in (lines[1:4], lines[4:14], lines[14:64]):
            job = self._check(
                lines[0] + "".join(rows), create_engagement=True, engagement_from="2020-01-01"
            )
            job.action_load()
            batch = job.batch_id.sudo()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch._run_chunk(50)
            self.env.cr.flush()
            counts.append(self.env.cr.sql_log_count - before)
        # one more for the EPCI that the first chunk did not meet
        self.assertLessEqual(counts[2], counts[1] + 1)
