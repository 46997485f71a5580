from odoo import models

from odoo.addons.dpo_base.models.dpo_approval import OPEN
from odoo.addons.dpo_base.tools.french import a_commune, typographic

from ..tools.civility import Head, address, capacity, deduced, greeting, office, person
from ..tools.convention import act_words, long_date
from ..tools.pack_text import BLANK
from ..tools.party import after_a, after_de, agree, assembly

#: Fields of a model document, with what the list of missing facts calls them; an empty name:
#: never missing.
FIELDS = {
    "acte_collectivite": "",
    "acte_designation": "",
    "adresse_collectivite": "l’adresse de la collectivité",
    "adresse_operateur": "l’adresse de l’opérateur",
    "appel": "",
    "assemblee": "",
    "de_l_assemblee": "",
    "a_completer": "",
    "civilite": "la civilité du représentant légal",
    "civilite_representant": "",
    "collectivite": "",
    "collectivite_capitale": "",
    "a_collectivite": "",
    "de_collectivite": "",
    "convention": "",
    "convention_capitale": "",
    "courriel_collectivite": "le courriel de la collectivité",
    "courriel_representant": "le courriel du représentant légal",
    "courriel_service": "le courriel du service",
    "date_du_jour": "",
    "date_effet": "la date d’effet",
    "date_fin": "",
    "documents_attendus": "",
    "dpd": "",
    "a_dpd": "",
    "dpd_contact": "la personne référente chez le DPD",
    "dpd_nature": "",
    "lieu": "la commune du siège",
    "le_representant": "",
    "le_representant_capitale": "",
    "nom_collectivite": "",
    "nom_representant": "le nom du représentant légal",
    "numero_cnil": "",
    "operateur": "",
    "au_representant": "",
    "a_operateur": "",
    "de_operateur": "",
    "prochain_conseil": "",
    "qualite": "",
    "qualite_operateur": "",
    "representant": "",
    "representant_operateur": "",
    "represente": "",
    "service": "",
    "siren": "le SIREN de la collectivité",
    "siren_operateur": "le SIREN de l’opérateur",
    "siret": "le SIRET de la collectivité",
    "site": "",
    "telephone_collectivite": "le téléphone de la collectivité",
    "telephone_service": "le téléphone du service",
}


def _capital(words):
    return words[:1].upper() + words[1:]


class DpoPackFacts(models.AbstractModel):
    """What a model document says of one collectivity: values of the fields in braces."""

    _name = "dpo.pack.facts"
    _description = "Facts of a model document"

    def _get_fields(self):
        """Names that the model documents may carry in braces."""
        return tuple(FIELDS)

    def _prepare_values(self, collectivity, company, contract):
        """Every field; a fact that is not known is a line to fill in by hand."""
        values = {
            **self._prepare_body_values(collectivity),
            **self._prepare_head_values(collectivity),
            **self._prepare_service_values(company),
            **self._prepare_dpd_values(collectivity, company),
            **self._prepare_contract_values(collectivity, company, contract),
            "date_du_jour": long_date(self.env["dpo.clock"]._today()),
        }
        missing = [name for key, name in FIELDS.items() if name and not values[key]]
        todo = "\n".join(f"- {name}" for name in missing)
        return {
            **{key: value or BLANK for key, value in values.items()},
            "a_completer": todo or "- rien : tous les renseignements sont connus",
        }

    def _prepare_body_values(self, body):
        kind = body.dpo_body_type_id
        name = body._get_dpo_denomination() or ""
        town = body.name if kind.category == "commune" else body.city
        return {
            "adresse_collectivite": self._seat(body),
            "assemblee": assembly(kind.assembly or ""),
            "de_l_assemblee": after_de(assembly(kind.assembly or "")),
            "collectivite": name,
            "collectivite_capitale": _capital(name),
            "a_collectivite": after_a(name),
            "de_collectivite": after_de(name),
            "courriel_collectivite": body.email,
            "lieu": a_commune(town) if town else "",
            "nom_collectivite": typographic(body.name),
            "represente": agree("représenté", kind.name or ""),
            "siren": body.dpo_siren,
            "siret": body.company_registry,
            "site": body.website,
            "telephone_collectivite": body.phone,
            "prochain_conseil": self._day(body.dpo_next_council_on),
        }

    def _prepare_head_values(self, body):
        head = self._get_head(body)
        mandate = body._dpo_legal_representative()
        return {
            "appel": greeting(head),
            "civilite": {"madam": "Madame", "sir": "Monsieur"}.get(head.civility, ""),
            "civilite_representant": address(head),
            "courriel_representant": mandate.person_id.email,
            "le_representant": office(head),
            "le_representant_capitale": _capital(office(head)),
            "au_representant": after_a(office(head)),
            "nom_representant": head.name,
            "qualite": capacity(head),
            "representant": person(head),
        }

    def _get_head(self, body):
        """The office at the head of a body, declined for whoever holds it today."""
        kind = body.dpo_body_type_id
        mandate = body._dpo_legal_representative()
        masculine = kind.head_title or "représentant légal"
        feminine = kind.head_title_feminine or "représentante légale"
        civility = deduced(
            mandate.person_id.dpo_civility or "", mandate.title or "", masculine, feminine
        )
        return Head(masculine, feminine, mandate.person_id.name or "", civility)

    def _prepare_service_values(self, company):
        own = company.partner_id
        name = own._get_dpo_denomination() or company.name
        return {
            "adresse_operateur": self._seat(own),
            "courriel_service": company.dpo_service_email or company.email,
            "operateur": name,
            "a_operateur": after_a(name),
            "de_operateur": after_de(name),
            "qualite_operateur": company.dpo_signatory_capacity,
            "representant_operateur": company.dpo_signatory_id.name,
            "service": company.dpo_service_name,
            "siren_operateur": own.dpo_siren or (own.company_registry or "")[:9],
            "telephone_service": company.dpo_service_phone or company.phone,
        }

    def _prepare_dpd_values(self, body, company):
        """The DPD designated, or about to be: our service, unless it is a person."""
        today = self.env["dpo.clock"]._today()
        live = body.dpo_designation_ids.filtered(
            lambda d: d.company_id == company and d.by_service and d._is_live(today)
        )[:1]
        is_person = live.dpd_kind == "person"
        own = company.partner_id._get_dpo_denomination() or company.name
        dpd = live.dpd_partner_id.name if is_person else own
        return {
            "acte_designation": self._act_words(live.act_id),
            "dpd": dpd,
            "a_dpd": after_a(dpd) if dpd else "",
            "dpd_contact": live.contact_id.name or (dpd if is_person else ""),
            "dpd_nature": "personne physique" if is_person else "personne morale",
            "numero_cnil": live.cnil_number,
        }

    def _prepare_contract_values(self, body, company, contract):
        words = f"la convention n° {contract.name}" if contract.name else "la convention"
        return {
            "acte_collectivite": self._act_words(contract.member_act_id),
            "convention": words,
            "convention_capitale": _capital(words),
            "date_effet": self._day(contract.date_effect),
            "date_fin": self._day(contract.date_end),
            "documents_attendus": "\n".join(self._get_awaited(body, company, contract)),
        }

    def _get_awaited(self, body, company, contract):
        """What the service still waits for, an item a line."""
        waiting = self.env["dpo.approval"].search(
            [
                ("collectivity_id", "=", body.id),
                ("company_id", "=", company.id),
                ("state", "in", OPEN),
            ]
        )
        items = [approval.name for approval in waiting]
        if contract and not contract.member_act_id:
            kind = assembly(body.dpo_body_type_id.assembly or "")
            items.append(f"la délibération par laquelle {kind} approuve la convention")
        return [f"- {item}" for item in items] or [f"- {BLANK}"]

    def _act_words(self, act):
        return act_words(act.kind, act.number, act.date) if act else ""

    def _seat(self, body):
        return " ".join(filter(None, (body.street, body.street2, body.zip, body.city)))

    def _day(self, day):
        return long_date(day) if day else ""
