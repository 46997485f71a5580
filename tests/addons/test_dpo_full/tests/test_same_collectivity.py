from psycopg2 import IntegrityError

from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import FullCase


@tagged("post_install", "-at_install")
class TestSameCollectivity(FullCase):
    """What is of commune A never hangs on a record of commune B, even written in SQL."""

    def _constrained(self):
        """(model, field) of the links that stay inside one collectivity."""
        for name in self._scoped_models():
            for field in self.env[name]._dpo_same_collectivity:
                yield name, field

    def _point_at(self, record, field, parent):
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE id = %s",
                SQL.identifier(record._table),
                SQL.identifier(field),
                parent.id,
                record.id,
            )
        )

    @mute_logger("odoo.sql_db")
    def test_a_link_to_another_commune_is_refused_by_the_database(self):
        links = list(self._constrained())
        self.assertIn(("dpo.approval", "decided_mandate_id"), links)
        for model, name in links:
            comodel = self.env[model]._fields[name].comodel_name
            with self.env.cr.savepoint() as savepoint, self.subTest(model, field=name):
                own, other = self._make_pair(comodel)
                record = self._make(model)
                self.env.flush_all()
                self._point_at(record, name, own)
                with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                    self._point_at(record, name, other)
                savepoint.rollback()

    def _make_pair(self, model):
        """A record of commune A and the like of commune B."""
        if model == "dpo.mandate":
            return self.mandate_a, self.mandate_b
        if model == "dpo.approval":
            self.commune_b.dpo_mandate_ids.function = "legal_representative"
        return self._make(model), self._make(model, collectivity_id=self.commune_b.id)

    def test_the_keys_survive_an_update(self):
        """The ORM compares its own keys with what it finds at each update."""
        before = self._keys()
        names = [name for name in self._scoped_models() if self.env[name]._dpo_same_collectivity]
        self.env.registry.init_models(self.env.cr, names, {"module": "dpo_base"}, install=False)
        self.assertEqual(self._keys(), before)
        self.assertGreaterEqual(len(before), 8)

    def _keys(self):
        self.env.cr.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text LIKE 'dpo_%' ORDER BY conname"
        )
        return self.env.cr.fetchall()

    def test_what_joins_two_bodies_is_left_free(self):
        """An EPCI holds the convention that covers its communes."""
        contract = self._make("dpo.contract", collectivity_id=self.epci.id)
        covered = self.env["dpo.contract.coverage"].create(
            {
                "contract_id": contract.id,
                "collectivity_id": self.commune_a.id,
                "fee_mode": "covered",
            }
        )
        self.assertNotEqual(covered.collectivity_id, contract.collectivity_id)
