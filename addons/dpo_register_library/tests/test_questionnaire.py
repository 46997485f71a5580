from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestQuestionnaire(LibraryCase):
    def _propose(self, key, collectivity=None):
        body = collectivity or self.commune_a
        deployer = self.env["dpo.library.deployer"].with_user(self.officer)
        model = self._model(key)
        return deployer._get_proposals(self.company, body, model)[body][model].outcome

    def test_an_answer_proposes_or_sets_aside(self):
        self.assertEqual(self._propose("cantine_periscolaire"), "unanswered")
        answer = self._answer("periscolaire", answer="exercised")
        self.assertEqual(self._propose("cantine_periscolaire"), "propose")
        for said, outcome in (("epci", "epci"), ("other", "other"), ("not", "not_exercised")):
            answer.answer = said
            self.assertEqual(self._propose("cantine_periscolaire"), outcome)

    def test_what_every_commune_does_is_always_proposed(self):
        self.assertEqual(self._propose("etat_civil"), "propose")
        self.assertEqual(self._propose("etat_civil", self.epci), "foreign")

    def test_a_model_in_the_register_is_not_proposed_again(self):
        self._copy(self._model("etat_civil"))
        self.assertEqual(self._propose("etat_civil"), "present")

    def test_figures_known_already_are_not_asked_again(self):
        self.assertEqual(self._propose("alertes_professionnelles"), "unanswered")
        self._set_population(self.commune_a, 12000)
        self.assertEqual(self._propose("alertes_professionnelles"), "propose")
        self._answer("population", number=900)
        self.assertEqual(self._propose("alertes_professionnelles"), "not_exercised")

    def test_the_agent_answers_for_the_commune(self):
        answers = self.env["dpo.library.answer"].with_user(self.agent)
        answers.action_answer(
            self.commune_a.id,
            {"periscolaire": {"answer": "other", "body_name": "SIVOS", "since": "2024-09-01"}},
        )
        saved = self.env["dpo.library.answer"].search([("collectivity_id", "=", self.commune_a.id)])
        self.assertEqual((saved.answer, saved.body_name), ("other", "SIVOS"))
        self.assertEqual(saved.answered_by_id, self.agent)

    def test_nobody_answers_in_the_name_of_another(self):
        answer = self._answer("periscolaire", answer="exercised")
        answer.with_user(self.officer).write({"answer": "not", "answered_by_id": self.agent.id})
        self.assertEqual(answer.answered_by_id, self.officer)

    def test_the_epci_is_the_one_on_record(self):
        self.env["dpo.membership"].create(
            {"collectivity_id": self.commune_a.id, "grouping_id": self.epci.id}
        )
        answers = self.env["dpo.library.answer"].with_user(self.agent)
        answers.action_answer(self.commune_a.id, {"dechets": {"answer": "epci"}})
        saved = self.env["dpo.library.answer"].search([("question_id.key", "=", "dechets")])
        self.assertEqual(saved.body_id, self.epci)

    def test_the_same_answer_sent_again_keeps_who_said_it(self):
        said = {"periscolaire": {"answer": "other", "body_name": "SIVOS", "since": "2024-09-01"}}
        answers = self.env["dpo.library.answer"]
        answers.with_user(self.agent).action_answer(self.commune_a.id, said)
        answers.with_user(self.mayor_a).action_answer(self.commune_a.id, said)
        self.assertEqual(answers.search([]).answered_by_id, self.agent)

    def test_nobody_answers_for_another_commune(self):
        said = {"periscolaire": {"answer": "not"}}
        for user in (self.mayor_b, self.staff["reader"]):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["dpo.library.answer"].with_user(user).action_answer(
                    self.commune_a.id, said
                )

    def test_an_answer_that_says_too_little_is_refused(self):
        answers = self.env["dpo.library.answer"].with_user(self.agent)
        for key, said in (
            ("periscolaire", {"answer": "other"}),
            ("periscolaire", {"answer": "perhaps"}),
            ("periscolaire", {"answer": "epci", "since": "hier"}),
            ("population", {"number": "beaucoup"}),
        ):
            with self.subTest(said), self.assertRaises(UserError):
                answers.action_answer(self.commune_a.id, {key: said})

    # --- what is not in the register, and why ---------------------------------------------

    def test_the_file_of_the_commune_shows_what_is_done_elsewhere(self):
        self._answer("periscolaire", answer="other", body_name="SIVOS", since="2024-09-01")
        self._answer("ecoles", answer="exercised")
        file = self.env["dpo.desk"].with_user(self.officer).get_collectivity(self.commune_a.id)
        rows = next(one for one in file["sections"] if one["key"] == "elsewhere")["rows"]
        self.assertEqual([row["label"] for row in rows], [self._question("periscolaire").name])
        self.assertIn("SIVOS", rows[0]["detail"])

    def test_the_register_that_is_signed_says_what_is_done_elsewhere(self):
        self._answer("periscolaire", answer="other", body_name="SIVOS", since="2024-09-01")
        self._answer("ecoles", answer="exercised")
        register = self.env["dpo.register"]._get_or_create(self.commune_a)
        documents = self.env["dpo.register.document"]
        rows = documents._describe_register(register).cover[-1].rows
        self.assertEqual([row[0] for row in rows], [self._question("periscolaire").name])
        self.assertIn("(SIVOS), depuis le 1er septembre 2024", rows[0][1])
        self.assertTrue(documents._render_xlsx(register))
