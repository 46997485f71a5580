import io

import docx
from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from ..tools.pack_text import BLANK
from .common import ContractCase


class PackCase(ContractCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pack = cls.env["dpo.pack"]
        cls.ccas = cls._create_collectivity(
            "CCAS d'Exemple", None, body_type=cls.env.ref("dpo_base.body_type_ccas")
        )

    @classmethod
    def _files(cls, body, company=None, contract=None):
        """Texts of the pack by name; no-break spaces made ordinary."""
        files = cls.pack._get_files(body, company or cls.company, contract)
        return {name: cls._text(content) for name, content in files}

    @staticmethod
    def _text(content):
        word = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in word.tables for cell in table._cells]
        lines = [paragraph.text for paragraph in word.paragraphs] + cells
        return "\n".join(lines).replace("\N{NO-BREAK SPACE}", " ")

    def _text_of(self, kind, body, contract=None):
        """One model document, of the kind that suits the body."""
        found = self.env["dpo.pack.template"]._get_for(body.dpo_body_type_id, self.company)
        template = found.filtered(lambda template: template.kind == kind)
        return self._text(self.pack._get_file(template, body, self.company, contract)[1])

    def _template(self, **values):
        shared = self.env.ref("dpo_contract.pack_poster")
        return self.env["dpo.pack.template"].create(
            {"name": "Affiche", "kind": shared.kind, "body": "Le nôtre", **values}
        )


@tagged("post_install", "-at_install")
@freeze_time("2026-02-01 09:00:00")
class TestPack(PackCase):
    def test_each_assembly_gets_the_articles_that_found_its_vote(self):
        self.assertIn("L2121-29", self._text_of("deliberation", self.commune_a))
        self.assertIn("le conseil municipal :", self._text_of("deliberation", self.commune_a))
        self.assertIn("L5211-1", self._text_of("deliberation", self.epci))
        board = self._text_of("deliberation", self.ccas)
        self.assertIn("R123-20", board)
        self.assertIn("le conseil d’administration :", board)
        self.assertNotIn("L2121-29", board)

    def test_every_document_says_that_it_is_a_model(self):
        for name, text in self._files(self.commune_a).items():
            if "Bienvenue" not in name:
                with self.subTest(name):
                    self.assertRegex(text, "Modèle proposé par|sont des modèles")

    def test_letters_decline_title_and_gender(self):
        person = self.mandate_a.person_id
        for civility, words in (
            ("madam", "Madame la Maire,"),
            ("sir", "Monsieur le Maire,"),
            (False, "Madame, Monsieur,"),
        ):
            with self.subTest(civility):
                person.dpo_civility = civility
                self.assertIn(f"\n{words}\n", self._text_of("welcome", self.commune_a))

    def test_a_typed_title_that_has_a_gender_tells_it(self):
        mandate = self._get_signatory(self.ccas)
        mandate.title = "Présidente"
        self.assertIn("Madame la Présidente\ndu CCAS d’Exemple", self._text_of("end", self.ccas))

    def test_an_article_in_the_name_is_contracted(self):
        self.assertIn("de la commune du Modèle", self._text_of("order", self.commune_b))
        self.assertIn("à la commune du Modèle", self._text_of("welcome", self.commune_b))

    def test_a_member_with_its_own_dpd_designates_nobody(self):
        support = self._create_contract(self.commune_a, nature="support")
        names = " ".join(self._files(self.commune_a, contract=support))
        self.assertIn("Adhésion", names)
        for word in ("Désignation", "Arrêté", "CNIL", "mission"):
            self.assertNotIn(word, names)

    def test_the_convention_follows_the_deliberation_that_approves_it(self):
        contract = self._create_contract(self.commune_a)
        names = list(self._files(self.commune_a, contract=contract))
        self.assertEqual(names[2], "3 - Convention - Saint-Exemple.docx")
        self.assertIn("1er janvier 2026", self._text_of("order", self.commune_a, contract))

    def test_an_unknown_fact_is_a_blank_and_is_listed_once(self):
        sheet = self._text_of("cnil", self.commune_a)
        self.assertIn(BLANK, sheet)
        self.assertIn("219900016", sheet)
        guide = self._text_of("guide", self.commune_a)
        self.assertIn("le courriel de la collectivité", guide)
        self.commune_a.email = "mairie@exemple.fr"
        self.assertNotIn("le courriel de la collectivité", self._text_of("guide", self.commune_a))

    def test_our_own_model_wins_and_that_of_another_body_type_is_left_out(self):
        self._template(company_id=self.company.id)
        self.assertIn("Le nôtre", self._text_of("poster", self.commune_a))
        self._template(
            body="Le leur",
            company_id=self.company.id,
            body_type_ids=[(4, self.type_epci.id)],
        )
        self.assertIn("Le nôtre", self._text_of("poster", self.commune_a))
        self.assertIn("Le leur", self._text_of("poster", self.epci))

    def test_the_model_of_another_opsn_is_never_used(self):
        other = self.env["res.company"].create({"name": "Autre OPSN"})
        self._template(company_id=other.id)
        self.assertNotIn("Le nôtre", self._text_of("poster", self.commune_a))

    def test_a_field_that_does_not_exist_is_refused_with_the_list(self):
        with self.assertRaisesRegex(ValidationError, r"\{maire\}.*\{representant\}"):
            self.env.ref("dpo_contract.pack_order").body = "{maire} arrête"

    def test_a_brace_that_stands_alone_is_refused(self):
        for body in ("Vu {collectivite", "Vu collectivite}", "{{collectivite}}"):
            with self.assertRaises(ValidationError, msg=body):
                self.env["dpo.pack.template"].create(
                    {"name": "Essai", "kind": "poster", "body": body}
                )

    def test_a_title_longer_than_the_properties_of_a_file_is_printed_whole(self):
        title = "Affiche " * 40
        template = self._template(name=title)
        content = self.pack._get_file(template, self.commune_a, self.company)[1]
        self.assertIn(title.strip(), self._text(content))

    def test_every_field_of_the_list_has_a_value(self):
        values = self.pack._prepare_values(self.commune_a, self.company, self.env["dpo.contract"])
        self.assertEqual(set(values), set(self.pack._get_fields()))
        self.assertTrue(all(values.values()))

    def test_the_reminder_names_what_we_wait_for_from_this_body_alone(self):
        self._send(self._create_contract(self.commune_a))
        self.assertIn("Convention de mutualisation", self._text_of("reminder", self.commune_a))
        self.assertNotIn("mutualisation", self._text_of("reminder", self.commune_b))

    def test_an_officer_hands_over_the_packs_of_the_portfolio_only(self):
        officer = self.staff["officer"]
        body = self.commune_a.with_user(officer)
        with self.assertRaisesRegex(AccessError, "portfolio"):
            body.action_open_dpo_pack()
        self.env["dpo.assignment"].create(
            {
                "collectivity_id": self.commune_a.id,
                "user_id": officer.id,
                "date_from": "2026-01-01",
            }
        )
        self.assertEqual(body.action_open_dpo_pack()["url"], f"/my/dossier/{self.commune_a.id}")
