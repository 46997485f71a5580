from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.desk import phone_tail, search_words

STAFF = "dpo_base.group_dpo_user"
ACCENTED = "àâäáãçéèêëíîïìñóôöòõúùûüÿ"
PLAIN = "aaaaaceeeeiiiinooooouuuuy"


class ResPartner(models.Model):
    _inherit = "res.partner"  # pylint: disable=consider-merging-classes-inherited

    dpo_exchange_ids = fields.One2many(
        "dpo.exchange", "collectivity_id", string="Exchanges", groups=STAFF
    )
    dpo_next_council_on = fields.Date(
        "Next council",
        groups=STAFF,
        help="Next sitting of the assembly: what it must vote waits for it.",
    )
    dpo_lookup = fields.Char(
        "Name, person, phone, SIREN, INSEE",
        compute="_compute_dpo_lookup",
        search="_search_dpo_lookup",
        groups=STAFF,
        help="Only searched: what an officer hears on the phone.",
    )

    def _compute_dpo_lookup(self):
        self.dpo_lookup = False

    @api.model
    def _search_dpo_lookup(self, operator, value):
        """Collectivities by name, code, person or phone, however they are typed."""
        if operator != "ilike" or not isinstance(value, str):
            return NotImplemented
        code = "".join(value.split()).upper()
        phone = self._dpo_phone_domain(value)
        contact = self._dpo_name_domain(value) | phone
        if "@" in value:
            contact |= Domain("email", "ilike", value.strip())
        found = contact | Domain("dpo_siren", "=", code[:9])
        if self.env["dpo.insee.code"].has_access("read"):
            found |= Domain("dpo_insee_code", "=", code)
        if self.env["dpo.mandate"].has_access("read"):
            found |= Domain("dpo_mandate_ids", "any", Domain("person_id", "any", contact) | phone)
        return Domain("dpo_body_type_id", "!=", False) & found

    def _dpo_name_domain(self, text):
        """Every word typed is in the name, whatever the accents and hyphens ("st lo")."""
        words = search_words(text)
        if not words:
            return Domain.FALSE

        def to_sql(model, alias, query):
            name = SQL(
                "translate(lower(%s), %s, %s)",
                model._field_to_sql(alias, "complete_name", query),
                ACCENTED,
                PLAIN,
            )
            return SQL(" AND ").join(SQL("%s LIKE %s", name, f"%{word}%") for word in words)

        return Domain.custom(to_sql=to_sql)

    def _dpo_phone_domain(self, text):
        """The significant digits typed are in the phone number."""
        tail = phone_tail(text)
        if not tail:
            return Domain.FALSE

        def to_sql(model, alias, query):
            digits = SQL(
                "regexp_replace(%s, %s, '', 'g')", model._field_to_sql(alias, "phone", query), r"\D"
            )
            return SQL("%s LIKE %s", digits, f"%{tail}%")

        return Domain.custom(to_sql=to_sql)

    @api.model
    def _search_display_name(self, operator, value):
        """In our own fields, a collectivity is also found by what is heard on the phone."""
        domain = super()._search_display_name(operator, value)
        if self.env.context.get("dpo_lookup") and operator == "ilike" and value:
            domain = Domain(domain) | Domain("dpo_lookup", "ilike", value)
        return domain

    def action_dpo_note_exchange(self):
        """Open the quick note of an exchange with this collectivity."""
        self.check_access("read")
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("dpo_base.dpo_exchange_action_quick")
        return {**action, "context": {"default_collectivity_id": self.id}}

    def action_dpo_contact(self):
        """Open the standard contact form (addresses, bank accounts, messages)."""
        self.check_access("read")
        return self._get_records_action(views=[(self.env.ref("base.view_partner_form").id, "form")])

    def _dpo_file_action(self):
        """Action that opens the commune file."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.id,
            "views": [(self.env.ref("dpo_base.res_partner_view_form_collectivity").id, "form")],
        }
