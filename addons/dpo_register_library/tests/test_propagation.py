from odoo.tests import tagged

from .common import LibraryCase


@tagged("post_install", "-at_install")
class TestPropagation(LibraryCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = cls._copy(cls.canteen_model)

    def _lines(self, name, **changes):
        """Lines ``name`` of the model, with some of them changed, added or removed (None)."""
        lines = {**self.canteen_model.version_id.payload[name]}
        for key, values in changes.items():
            if values is None:
                del lines[key]
            else:
                lines[key] = {**lines.get(key, {}), **values}
        return lines

    def test_what_the_commune_left_follows_the_model(self):
        version = self._publish(self.canteen_model, summary="Nouveau texte")
        self.assertTrue(self.copy.is_update_available)
        self._propagate(version)
        self.assertEqual(self.copy.summary, "Nouveau texte")
        self.assertEqual(self.copy.model_version_id, version)
        self.assertFalse(self.copy.is_update_available)

    def test_what_both_changed_is_to_be_chosen(self):
        self.copy.summary = "Chez nous"
        self._propagate(self._publish(self.canteen_model, summary="Nouveau texte"))
        self.assertEqual(self.copy.summary, "Chez nous")
        conflict = self.copy.conflict_ids
        self.assertEqual((conflict.local_text, conflict.new_text), ("Chez nous", "Nouveau texte"))
        self.assertEqual(conflict.base_text, self.canteen_model.version_ids[-1].payload["summary"])

    def test_nothing_that_only_the_commune_says_moves(self):
        self.copy.write({"reference": "12", "service": "Écoles", "is_paper": True})
        self.copy.party_ids.create({"processing_id": self.copy.id, "name": "Cuisine centrale"})
        before = self.copy._get_payload(self.copy._get_content_fields("local"))
        self._propagate(self._publish(self.canteen_model, summary="Nouveau", name="Cantine"))
        self.assertEqual(self.copy._get_payload(self.copy._get_content_fields("local")), before)

    def test_lines_are_merged_by_their_key(self):
        own = self.copy.purpose_ids.create(
            {"processing_id": self.copy.id, "name": "À nous", "basis": "e", "key": "a_nous"}
        )
        lines = self._lines(
            "purpose_ids",
            accueil={"justification": "Délibération"},
            pai=None,
            goûter={"name": "Goûter", "basis": "e", "sequence": 90},
        )
        lines["gouter"] = self._blank("purpose_ids", lines.pop("goûter"))
        self._propagate(self._publish(self.canteen_model, purpose_ids=lines))
        found = {line.key: line for line in self.copy.purpose_ids}
        self.assertEqual(set(found), {"accueil", "facturation", "gouter", "a_nous"})
        self.assertEqual(found["accueil"].justification, "Délibération")
        self.assertIn(own, self.copy.purpose_ids)

    def _blank(self, name, line):
        model = next(iter(self.canteen_model.version_id.payload[name].values()))
        return {**dict.fromkeys(model, ""), **line}

    def test_a_line_that_the_commune_removed_stays_removed(self):
        self.copy.purpose_ids.filtered(lambda line: line.key == "pai").unlink()
        lines = self._lines("purpose_ids", pai={"justification": "Autre"})
        self._propagate(self._publish(self.canteen_model, purpose_ids=lines))
        self.assertNotIn("pai", self.copy.purpose_ids.mapped("key"))

    def test_a_line_with_a_local_reference_is_not_removed_unasked(self):
        line = self.copy.retention_ids.filtered(lambda line: line.key == "annee")
        line.visa_reference = "AD 50, 2024"
        self._propagate(
            self._publish(
                self.canteen_model, retention_ids=self._lines("retention_ids", annee=None)
            )
        )
        self.assertTrue(line.exists())
        self.assertEqual(self.copy.conflict_ids.path, "retention_ids/annee")

    def test_sets_take_what_the_model_adds_and_keep_what_the_commune_added(self):
        self.copy.person_ids += self._term("person", "agents")
        self._propagate(self._publish(self.canteen_model, person_ids=["enfants", "usagers"]))
        self.assertEqual(set(self.copy.person_ids.mapped("key")), {"enfants", "usagers", "agents"})

    def test_a_second_run_changes_nothing(self):
        self.copy.summary = "Chez nous"
        version = self._publish(self.canteen_model, summary="Nouveau", information="Affiche")
        self._propagate(version)
        before = (self.copy._get_payload(), len(self.copy.message_ids), self.copy.conflict_ids)
        self.assertEqual(self._propagate(version).copy_count, 0)
        after = (self.copy._get_payload(), len(self.copy.message_ids), self.copy.conflict_ids)
        self.assertEqual(after, before)

    def test_the_preview_counts_what_the_run_does(self):
        other = self._copy(self.canteen_model, self.commune_b)
        other.summary = "Chez eux"
        version = self._publish(self.canteen_model, summary="Nouveau")
        propagation = self._propagate(version, self.staff["manager"])
        counts = (propagation.copy_count, propagation.field_count, propagation.conflict_count)
        self.assertEqual(counts, (2, 1, 1))
        self.assertEqual((propagation.treated_count, propagation.open_count), (2, 1))

    def test_the_visa_falls_and_the_record_says_why(self):
        self.copy.with_user(self.officer).action_check()
        self.copy._write_by_action({"state": "visa", "visa_on": "2026-01-01"})
        self._propagate(self._publish(self.canteen_model, summary="Nouveau"))
        self.assertEqual((self.copy.state, self.copy.visa_on), ("checked", False))
        self.assertIn(self.copy.model_version_id.model_id.name, self.copy.message_ids[:1].body)

    def test_a_record_that_another_dpd_checked_is_to_be_checked_again(self):
        self.designation.date_until = "2020-12-31"
        self.copy._write_by_action({"state": "visa"})
        self._propagate(self._publish(self.canteen_model, summary="Nouveau"))
        self.assertEqual(self.copy.state, "submitted")

    def test_what_the_commune_declared_stays_declared(self):
        self.copy.write({"person_note": "Et les correspondants"})
        self.copy.confidence_information = "verified"
        self._propagate(
            self._publish(self.canteen_model, person_ids=["enfants"], information="Affiche")
        )
        self.assertEqual(self.copy.confidence_persons, "declared")
        self.assertEqual(self.copy.confidence_information, "model")

    def test_an_ended_record_does_not_move(self):
        self.copy.date_end = "2026-01-01"
        self._propagate(self._publish(self.canteen_model, summary="Nouveau"))
        self.assertNotEqual(self.copy.summary, "Nouveau")

    def test_versions_that_were_skipped_are_caught_up_at_once(self):
        self._publish(self.canteen_model, summary="Deux")
        self._propagate(self._publish(self.canteen_model, information="Trois"))
        self.assertEqual((self.copy.summary, self.copy.information), ("Deux", "Trois"))
