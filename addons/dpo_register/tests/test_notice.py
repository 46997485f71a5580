import io
import zipfile

from pypdf import PdfReader

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from .common import RegisterCase


@tagged("post_install", "-at_install")
class TestNotice(HttpCase, RegisterCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"dpo_service_name": "Service DPD", "dpo_service_email": "dpd@x.fr"})
        cls.url = f"/my/registre/fiche/{cls.canteen.id}"

    def _get(self, user, name):
        self.authenticate(user.login, user.login + "x" * (8 - len(user.login)))
        return self.url_open(f"{self.url}/{name}")

    def _text(self, pdf):
        pages = PdfReader(io.BytesIO(pdf)).pages
        return " ".join(" ".join(page.extract_text() for page in pages).split())

    def _film(self):
        self.canteen.data_ids[:1].write(
            {
                "category_id": self._term("data", "images").id,
                "source": "third_party",
                "origin": "caméras",
            }
        )

    def test_the_notice_says_all_that_article_13_asks(self):
        text = self._text(self._get(self.mayor_a, "notice.pdf").content)
        for words in (
            "RGPD, art. 13)",
            "Saint-Exemple, représentée par le maire",
            "Service DPD",
            "Inscrire les enfants",
            "mission d’intérêt public (RGPD",
            "ne quittent pas l’Union européenne",
            "la fin de l’année scolaire",
            "vous opposer au traitement",
            "réclamation",
        ):
            self.assertIn(words, text)

    def test_what_comes_from_somebody_else_makes_a_notice_of_article_14(self):
        self.canteen.data_ids[:1].write({"source": "third_party", "origin": "CAF"})
        text = self._text(self.canteen._render_notice("pdf"))
        self.assertIn("RGPD, art. 13 et 14)", text)
        self.assertIn("CAF", text)

    def test_the_notice_is_pasted_in_a_word_processor(self):
        answer = self._get(self.staff["officer"], "notice.docx")
        with zipfile.ZipFile(io.BytesIO(answer.content)) as word:
            self.assertIn("Inscrire les enfants", word.read("word/document.xml").decode())

    def test_what_the_record_does_not_say_is_marked_never_invented(self):
        self.canteen.retention_ids.to_complete = True
        self.canteen.purpose_ids.basis = False
        text = self._text(self.canteen._render_notice("pdf"))
        self.assertGreaterEqual(text.count("[à compléter]"), 3)

    def test_the_own_dpd_is_named_in_the_place_of_ours(self):
        dpd = self.env["res.partner"].create({"name": "Camille DPD", "email": "c@y.fr"})
        self.designation.write({"by_service": False, "dpd_partner_id": dpd.id})
        self.assertEqual(self.canteen._get_dpd_lines(), ["Camille DPD", "c@y.fr"])

    def test_cameras_have_a_poster_of_one_page(self):
        self.assertEqual(self._get(self.mayor_a, "affiche.pdf").status_code, 404)
        self._film()
        poster = self._get(self.mayor_a, "affiche.pdf").content
        self.assertEqual(len(PdfReader(io.BytesIO(poster)).pages), 1)
        text = self._text(poster)
        for words in ("Lieu filmé", "Saint-Exemple", "Service DPD", "L. 252-5", "un mois"):
            self.assertIn(words, text)

    def test_the_poster_tells_the_periods_that_are_known(self):
        """The register of consultations may be without one: the pictures have theirs."""
        self._film()
        self.canteen.retention_ids.copy({"name": "Registre", "to_complete": True})
        self.assertNotIn("compléter", self._text(self.canteen._render_poster()))
        self.canteen.retention_ids.to_complete = True
        self.assertIn("compléter", self._text(self.canteen._render_poster()))

    def test_pictures_are_collected_from_the_person(self):
        self._film()
        self.canteen.data_ids.is_mandatory = "yes"
        text = self._text(self.canteen._render_notice("pdf"))
        self.assertNotIn("14)", text)
        self.assertNotIn("Images", text[text.index("Réponse obligatoire") :].split("Sans ces")[0])

    def test_the_button_of_the_poster_says_what_is_missing(self):
        with self.assertRaises(UserError):
            self.canteen.action_open_poster()

    def test_another_commune_and_another_layout_are_not_found(self):
        self.assertEqual(self._get(self.mayor_b, "notice.pdf").status_code, 404)
        self.assertEqual(self._get(self.mayor_a, "notice.exe").status_code, 404)

    def test_rights_follow_from_the_bases(self):
        self.assertIn("RGPD, art. 21", self.canteen.rights_html)
        self.canteen.purpose_ids.basis = False
        self.assertNotIn("RGPD", self.canteen.rights_html)
