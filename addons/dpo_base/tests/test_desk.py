from datetime import date, datetime, timedelta

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..models.dpo_desk import ROWS
from .common import DpoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 09:00:00")  # a Tuesday, 10:00 in Paris
class TestDesk(DpoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls.staff["officer"]
        cls._assign(cls.commune_a, cls.officer)

    @classmethod
    def _assign(cls, collectivity, user, **values):
        return cls.env["dpo.assignment"].create(
            {
                "collectivity_id": collectivity.id,
                "user_id": user.id,
                "date_from": "2020-01-01",
                **values,
            }
        )

    def _note(self, collectivity=None, **values):
        return self.env["dpo.exchange"].create(
            {"collectivity_id": (collectivity or self.commune_a).id, **values}
        )

    def _morning(self, user=None, scope=None):
        desk = self.env["dpo.desk"].with_user(user or self.officer).get_morning(scope)
        return {section["key"]: section for section in desk["sections"]}

    def _labels(self, section, **kwargs):
        return [row["label"] for row in self._morning(**kwargs)[section]["rows"]]

    # --- who sees what ------------------------------------------------------------------

    def test_the_desk_is_for_the_staff(self):
        with self.assertRaises(AccessError):
            self.env["dpo.desk"].with_user(self.mayor_a).get_morning()
        with self.assertRaises(AccessError):
            self.env["dpo.desk"].with_user(self.mayor_a).get_collectivity(self.commune_a.id)
        with self.assertRaises(AccessError):
            self.env["dpo.desk"].with_user(self.mayor_a).lookup("Exemple")

    def test_every_role_opens_the_desk_and_a_file(self):
        for user in self.staff.values():
            self.env["dpo.desk"].with_user(user).get_morning()
            self.env["dpo.desk"].with_user(user).get_collectivity(self.commune_a.id)

    def test_an_officer_sees_their_portfolio_whatever_the_scope_asked(self):
        for commune in (self.commune_a, self.commune_b):
            self._note(commune, promise=commune.name, promise_due="2026-03-11")
        for scope in ("mine", "all"):
            self.assertEqual(self._labels("clocks", scope=scope), ["Saint-Exemple"])

    def test_an_officer_for_all_starts_with_their_own_portfolio(self):
        user = self.staff["officer_all"]
        for commune in (self.commune_a, self.commune_b):
            self._note(commune, promise=commune.name, promise_due="2026-03-11")
        self.assertEqual(len(self._labels("clocks", user=user)), 2)
        self._assign(self.commune_b, user)
        self.assertEqual(self._labels("clocks", user=user), ["Le Modèle"])
        self.assertEqual(len(self._labels("clocks", user=user, scope="all")), 2)

    def test_a_finished_substitution_leaves_the_desk(self):
        user = self.staff["officer_all"]
        self._assign(self.commune_b, user, date_until="2026-03-09")
        self.assertFalse(self.env["dpo.desk"].with_user(user).get_morning()["has_portfolio"])

    # --- deadlines ----------------------------------------------------------------------

    def test_promises_of_the_week_come_the_nearest_first(self):
        for label, day in (
            ("loin", "2026-03-18"),
            ("jeudi", "2026-03-12"),
            ("passé", "2026-03-02"),
        ):
            self._note(promise=label, promise_due=day)
        self._note(promise="tenu", promise_due="2026-03-10", promise_done_on="2026-03-09")
        self.assertEqual(self._labels("clocks"), ["passé", "jeudi"])

    def test_red_only_below_24_hours(self):
        self._note(promise="aujourd’hui", promise_due="2026-03-10")
        self._note(promise="demain", promise_due="2026-03-11")
        rows = self._morning()["clocks"]["rows"]
        self.assertEqual([row["urgent"] for row in rows], [True, False])

    def test_a_clock_in_hours_counts_down_without_showing_more_than_there_is(self):
        desk = self.env["dpo.desk"]
        record = self.commune_a
        for hours, urgent in ((72, False), (24, False), (23.5, True), (-1, True)):
            deadline = datetime(2026, 3, 10, 9) + timedelta(hours=hours)
            row = desk._row(record, label="x", deadline=deadline)
            self.assertEqual(row["urgent"], urgent, hours)
        self.assertIn(
            "23", desk._row(record, label="x", deadline=datetime(2026, 3, 11, 8, 30))["when"]
        )

    def test_a_full_section_shows_its_first_rows_and_offers_the_rest(self):
        for number in range(ROWS + 5):
            self._note(promise=f"promesse {number}", promise_due="2026-03-11")
        section = self._morning()["clocks"]
        self.assertEqual(section["shown"], ROWS)
        self.assertEqual(len(section["rows"]), ROWS + 1)

    # --- what happened, what waits --------------------------------------------------------

    def test_since_yesterday_reaches_back_to_the_last_working_day(self):
        self._note(summary="vendredi", occurred_at="2026-03-06 09:00:00")
        self._note(summary="jeudi soir", occurred_at="2026-03-05 22:00:00")
        with freeze_time("2026-03-09 08:00:00"):  # Monday
            self.assertEqual(self._labels("since"), ["vendredi"])

    def test_what_i_noted_is_no_news_for_me(self):
        mine = self.env["dpo.exchange"].with_user(self.officer)
        mine.create({"collectivity_id": self.commune_a.id, "summary": "noté par moi"})
        self._note(summary="noté par un collègue")
        self.assertEqual(self._labels("since"), ["noté par un collègue"])

    def test_a_mail_waits_until_it_has_a_theme(self):
        mail = self._note(channel="email", summary="Question")
        self.assertEqual(len(self._labels("mine")), 1)
        self.assertEqual(self._labels("since"), [])
        mail.theme_id = self.env.ref("dpo_base.theme_register")
        self.assertEqual(self._labels("mine"), [])
        self.assertEqual(self._labels("since"), ["Question"])

    def test_a_designation_waits_for_its_declaration(self):
        designation = self.env["dpo.designation"].create(
            {"collectivity_id": self.commune_a.id, "date_from": "2026-03-01"}
        )
        self.assertEqual(len(self._labels("mine")), 1)
        designation.declared_on = "2026-03-09"
        self.assertEqual(self._labels("mine"), [])

    def test_own_activities_of_today_and_tomorrow_are_the_agenda(self):
        for day, user in (
            ("2026-03-11", self.officer),
            ("2026-03-12", self.officer),
            ("2026-03-10", self.staff["reader"]),
        ):
            self.commune_a.with_user(self.staff["officer_all"]).activity_schedule(
                "mail.mail_activity_data_todo",
                date.fromisoformat(day),
                summary=day,
                user_id=user.id,
            )
        self.assertEqual(self._labels("agenda"), ["2026-03-11"])

    def test_a_new_mayor_and_a_returned_mail_are_changes(self):
        self.mandate_a.date_from = "2026-03-01"
        self.assertEqual(len(self._labels("changes")), 1)
        self.mayor_a.partner_id.message_bounce = 1
        self.assertEqual(len(self._labels("changes")), 2)

    def test_a_proposed_succession_waits_for_a_decision(self):
        succession = self.env["dpo.succession"].create(
            {"collectivity_id": self.commune_a.id, "successor_id": self.commune_b.id}
        )
        self.assertEqual(len(self._labels("successions")), 1)
        succession.action_refuse()
        self.assertEqual(self._labels("successions"), [])

    # --- cost ---------------------------------------------------------------------------

    def _queries(self, call):
        self.env.flush_all()
        self.env.invalidate_all()
        call()  # caches of rights and of views
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        call()
        return self.cr.sql_log_count - before

    def _note_many(self, count):
        person = self.mayor_a.partner_id.id
        self.env["dpo.exchange"].create(
            [
                {
                    "collectivity_id": self.commune_a.id,
                    "person_id": person,
                    "promise": f"promesse {number}",
                    "promise_due": "2026-03-11",
                    "channel": "email" if number % 2 else "phone",
                    "occurred_at": "2026-03-10 08:00:00",
                }
                for number in range(count)
            ]
        )

    def test_the_page_costs_the_same_at_10_and_1000_rows(self):
        desk = self.env["dpo.desk"].with_user(self.officer)
        self._note_many(10)
        few = self._queries(desk.get_morning)
        self._note_many(990)
        self.assertEqual(self._queries(desk.get_morning), few)
        self.assertLessEqual(few, 40)

    def test_the_file_costs_the_same_at_10_and_1000_rows(self):
        desk = self.env["dpo.desk"].with_user(self.officer)
        self._note_many(10)
        few = self._queries(lambda: desk.get_collectivity(self.commune_a.id))
        self._note_many(990)
        self.assertEqual(self._queries(lambda: desk.get_collectivity(self.commune_a.id)), few)
        # each addon that is installed adds its sections
        self.assertLessEqual(few, 10 + 7 * len(self._file()["sections"]))

    # --- commune file -------------------------------------------------------------------

    def _file(self, user=None):
        return (
            self.env["dpo.desk"].with_user(user or self.officer).get_collectivity(self.commune_a.id)
        )

    def _facts(self, **kwargs):
        return {fact["label"]: fact["value"] for fact in self._file(**kwargs)["facts"]}

    def test_the_file_says_who_is_the_dpd(self):
        self.assertIn("none", self._facts()["DPD"])
        self.env["dpo.designation"].create(
            {
                "collectivity_id": self.commune_a.id,
                "date_from": "2026-01-01",
                "cnil_number": "DPO-1",
            }
        )
        self.assertIn("DPO-1", self._facts()["DPD"])

    def test_the_population_shown_is_the_one_in_force_with_its_year(self):
        self._set_population(self.commune_a, 1243)
        self._set_population(self.commune_a, 1300, year=2024, effective="2027-01-01")
        value = self._facts()["Population"].replace("\u202f", " ").replace("\xa0", " ")
        self.assertIn("1,243", value.replace(" ", ","))
        self.assertIn("2023", value)

    def test_time_spent_counts_the_year_in_paris(self):
        self._note(minutes=50, occurred_at="2025-12-31 23:30:00")  # 1 January in Paris
        self._note(minutes=60, occurred_at="2025-12-31 22:30:00")
        self.assertEqual(self._facts()["Time spent this year"], "0 h 50")

    def test_people_are_those_in_office_the_mayor_first(self):
        for login, function, until in (
            ("secretary_a", "secretary", False),
            ("former_a", "secretary", "2026-03-09"),
        ):
            self._create_portal(login, self.commune_a, function, phone="02", date_until=until)
        people = [person["name"] for person in self._file()["people"]]
        self.assertEqual([name.split()[0] for name in people], ["mayor_a", "secretary_a"])

    def test_out_of_the_portfolio_the_file_says_what_it_does_not_show(self):
        colleague = self._create_officer("colleague")
        self._note(promise="Secret")
        file = self._file(user=colleague)
        self.assertIn(self.officer.name, file["notice"])
        self.assertEqual(file["people"], [])
        self.assertEqual([row for section in file["sections"] for row in section["rows"]], [])
        self.assertFalse(file["may_note"])
        self.assertEqual(self._file()["notice"], "")

    def _create_officer(self, login):
        return self.officer.copy({"login": login, "name": login})

    def test_a_person_has_no_commune_file(self):
        with self.assertRaises(UserError):
            self.env["dpo.desk"].with_user(self.officer).get_collectivity(
                self.mayor_a.partner_id.id
            )

    # --- lookup -------------------------------------------------------------------------

    def _found(self, text):
        return [row["label"] for row in self.env["dpo.desk"].with_user(self.officer).lookup(text)]

    def test_a_commune_is_found_by_what_is_heard_on_the_phone(self):
        self.commune_a.write({"name": "Saint-Éloi-l’Exemple", "phone": "+33 2 33 05 00 00"})
        self.mandate_a.phone = "06 11 22 33 44"
        self.mayor_a.partner_id.write({"name": "Paul Aubert", "email": "p.aubert@saint.example"})
        for heard in (
            "st eloi",
            "EXEMPLE saint",
            "0233050000",
            "06.11.22.33.44",
            "M. Aubert",
            "p.aubert@saint",
            "219900016",
            "219 900 016",
            "95901",
        ):
            self.assertEqual(self._found(heard), ["Saint-Éloi-l’Exemple"], heard)
        self.assertEqual(self._found("nulle part"), [])
        self.assertEqual(self._found("%"), [])

    def test_the_search_bar_and_our_fields_find_alike(self):
        partners = self.env["res.partner"].with_user(self.officer)
        self.assertEqual(partners.search([("dpo_lookup", "ilike", "219900016")]), self.commune_a)
        found = partners.with_context(dpo_lookup=True).name_search(
            "95901", [("dpo_body_type_id", "!=", False)]
        )
        self.assertEqual([partner_id for partner_id, name in found], self.commune_a.ids)

    def test_a_trainer_finds_a_commune_by_its_name(self):
        found = self.env["dpo.desk"].with_user(self.staff["trainer"]).lookup("exemple")
        self.assertIn("Saint-Exemple", [row["label"] for row in found])

    def test_persons_out_of_the_portfolio_lead_nowhere(self):
        self.mayor_b.partner_id.name = "Zoé Unique"
        self.assertEqual(self._found("Unique"), [])
