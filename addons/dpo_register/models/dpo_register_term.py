import tomllib

from odoo import api, fields, models
from odoo.tools import file_open

CATALOGUES = {
    "domain": "domaines",
    "person": "personnes",
    "data": "donnees",
    "recipient": "destinataires",
    "channel": "canaux",
    "measure": "mesures",
}


class DpoRegisterTerm(models.Model):
    """An entry of a catalogue of the register: categories of persons, of data, of recipients...

    French data with a stable key, shared by all: records, models and exchanges name it by that
    key. An OPSN adds its own entries; those of the files keep their words up to date.
    """

    _name = "dpo.register.term"
    _description = "Entry of a catalogue"
    _order = "catalogue, sequence, id"
    _dpo_key = "key"

    catalogue = fields.Selection(
        [
            ("domain", "Domains"),
            ("person", "Categories of persons"),
            ("data", "Categories of data"),
            ("recipient", "Categories of recipients"),
            ("channel", "Channels of collection"),
            ("measure", "Security measures"),
        ],
        required=True,
    )
    key = fields.Char(
        required=True, help="Stable name used by models and exchanges: never changed."
    )
    name = fields.Char(required=True)
    help_text = fields.Char("In a few words")
    family = fields.Char(help="Key of the heading under which the entry is listed.")
    sensitivity = fields.Selection(
        [
            ("art9", "Special category (art. 9)"),
            ("art10", "Offences (art. 10)"),
            ("nir", "NIR (social security number)"),
        ],
        index="btree_not_null",
    )
    sequence = fields.Integer(default=100)
    active = fields.Boolean(default=True)

    _key_uniq = models.UniqueIndex("(catalogue, key)", "This key is taken in this catalogue.")

    @api.model
    def _load_catalogues(self):
        """Bring the entries of the files of ``catalogues/`` up to date, by their key."""
        self._load_records(
            [
                {
                    # the addon brought them: they do not keep it from being uninstalled
                    "xml_id": f"dpo_register.term_{catalogue}_{entry['cle']}",
                    "values": self._prepare_term_values(catalogue, entry, sequence),
                    "noupdate": False,
                }
                for catalogue, file_name in CATALOGUES.items()
                for sequence, entry in enumerate(self._read_entries(file_name))
            ],
            update=True,
        )

    def _read_entries(self, file_name):
        with file_open(f"dpo_register/catalogues/{file_name}.toml", "rb") as file:
            return tomllib.load(file)["entree"]

    def _prepare_term_values(self, catalogue, entry, sequence):
        return {
            "catalogue": catalogue,
            "key": entry["cle"],
            "name": entry["nom"],
            "help_text": entry.get("aide", ""),
            "family": entry.get("famille") or entry.get("nature") or "",
            "sensitivity": self._get_sensitivity(entry),
            "sequence": sequence,
        }

    def _get_sensitivity(self, entry):
        if entry.get("nir"):
            return "nir"
        if entry["cle"] == "infractions":
            return "art10"
        return "art9" if entry.get("sensible") else False

    @api.model
    def _get_sensitive_keys(self):
        """Keys of the categories of data under art. 9 and 10, and of the NIR."""
        terms = self.sudo().with_context(active_test=False)
        domain = [("catalogue", "=", "data"), ("sensitivity", "!=", False)]
        return frozenset(terms.search_fetch(domain, ["key"]).mapped("key"))

    @api.model
    def _get_id_of(self, catalogue, key):
        """Id of the entry ``key`` of a catalogue, False when there is none."""
        terms = self.sudo().with_context(active_test=False)
        return terms.search([("catalogue", "=", catalogue), ("key", "=", key)]).id
