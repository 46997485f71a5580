from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.collectivity_plan import Book, Known, epci_body_type

#: Attribute of a row -> field of res.partner.
PARTNER_FIELDS = {
    "name": "name",
    "siren": "dpo_siren",
    "siret": "company_registry",
    "street": "street",
    "postal_code": "zip",
    "email": "email",
    "phone": "phone",
}
# One import of 35,000 communes is not 35,000 events to tell in discussion threads.
QUIET = {"tracking_disable": True}


class Shared(NamedTuple):
    """What all bodies of a chunk need: body types by code, values common to all."""

    body_types: dict[str, int]
    values: dict[str, object]


class DpoCollectivityLoader(models.AbstractModel):
    """Reads what is on record about some rows of a list, and writes what they add.

    The decision in between is `tools.collectivity_plan`. Queries do not depend on the
    number of rows, save the hundred rows that the ORM puts in one INSERT.
    """

    _name = "dpo.collectivity.loader"
    _description = "Loader of collectivities"

    # --- what is on record -----------------------------------------------------------------

    @api.model
    def _read_book(self, rows, choices, company):
        """The ``Book`` of the bodies, EPCI and INSEE codes that ``rows`` name."""
        sirens = {row.siren for row in rows} | {row.epci_siren for row in rows}
        codes = {row.insee for row in rows}
        holders = self.env["dpo.insee.code"].search_fetch(
            [("code", "in", list(codes)), ("valid_until", "=", False)], ["code", "collectivity_id"]
        )
        found = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch(
                Domain("dpo_siren", "in", list(sirens - {""}))
                | Domain("id", "in", holders.collectivity_id.ids),
                [*PARTNER_FIELDS.values(), "dpo_body_type_id", "dpo_dissolved_on"],
            )
        )
        known = self._read_known(found, choices, company)
        return Book(
            by_siren={body.siren: body for body in known.values() if body.siren},
            by_insee={code.code: known[code.collectivity_id.id] for code in holders},
            successions=self._read_successions(holders.collectivity_id),
        )

    def _read_known(self, partners, choices, company):
        metrics = self._read_metrics(partners, choices)
        epcis = self._read_epcis(partners)
        codes = self._read_codes(partners)
        engaged = self._read_engaged(partners, company) if choices.engage else frozenset()
        return {
            partner.id: Known(
                id=partner.id,
                siren=partner.dpo_siren or "",
                insee=codes.get(partner.id, ""),
                body_type=partner.dpo_body_type_id.code or "",
                dissolved=bool(partner.dpo_dissolved_on),
                engaged=partner.id in engaged,
                texts={
                    attribute: partner[name] or ""
                    for attribute, name in PARTNER_FIELDS.items()
                    if attribute != "siren"
                },
                metrics=metrics.get(partner.id, {}),
                epcis=epcis.get(partner.id, frozenset()),
            )
            for partner in partners
        }

    def _read_codes(self, partners):
        living = self.env["dpo.insee.code"].search_fetch(
            [("collectivity_id", "in", partners.ids), ("valid_until", "=", False)],
            ["code", "collectivity_id"],
        )
        return {code.collectivity_id.id: code.code for code in living}

    def _read_metrics(self, partners, choices):
        keys = set(choices.metric_keys.values())
        if not keys:
            return {}
        metrics = self.env["dpo.metric"].search_fetch(
            [("collectivity_id", "in", partners.ids), ("kind", "in", [key[0] for key in keys])],
            ["collectivity_id", "kind", "reference_year", "date_effective", "value"],
        )
        found = {}
        for metric in metrics:
            key = (metric.kind, metric.reference_year, metric.date_effective)
            found.setdefault(metric.collectivity_id.id, {})[key] = metric.value
        return found

    def _read_epcis(self, partners):
        found = {}
        for membership in self._live_memberships(partners):
            sirens = found.setdefault(membership.collectivity_id.id, set())
            sirens.add(membership.grouping_id.dpo_siren)
        return found

    def _live_memberships(self, partners):
        return self.env["dpo.membership"].search(
            [
                ("collectivity_id", "in", partners.ids),
                ("date_until", "=", False),
                ("grouping_id.dpo_body_type_id.category", "=", "epci"),
            ]
        )

    def _read_engaged(self, partners, company):
        engagements = self.env["dpo.engagement"].search_fetch(
            [
                ("collectivity_id", "in", partners.ids),
                ("company_id", "=", company.id),
                ("nature", "=", "statutory"),
                ("date_until", "=", False),
            ],
            ["collectivity_id"],
        )
        return set(engagements.collectivity_id.ids)

    def _read_successions(self, holders):
        successions = self.env["dpo.succession"].search([("collectivity_id", "in", holders.ids)])
        return {(s.collectivity_id.id, s.successor_id.dpo_siren) for s in successions}

    # --- what is written ---------------------------------------------------------------------

    @api.model
    def _apply(self, steps, job):
        """Write what ``steps`` add; ``job`` is the dpo.import that they come from."""
        loader = self.with_context(**QUIET)
        steps = [step for step in steps if step.outcome != "unchanged"]
        shared = loader._read_shared()
        partners = loader._write_bodies(steps, shared)
        loader._write_codes(steps, partners)
        loader._write_metrics(steps, partners, job)
        loader._write_memberships(steps, partners, job, shared)
        loader._write_engagements(steps, partners, job)
        loader._write_successions(steps, partners, job)

    def _read_shared(self):
        body_types = self.env["dpo.body.type"].search([("active", "in", (True, False))])
        return Shared(
            body_types={body_type.code: body_type.id for body_type in body_types},
            # overseas too: Chorus and Factur-X only know FR, not the ISO "countries" RE or GP
            values={"is_company": True, "country_id": self.env.ref("base.fr").id},
        )

    def _write_bodies(self, steps, shared):
        """Create or complete the bodies; return {line: partner}."""
        new = [step for step in steps if not step.known]
        created = self.env["res.partner"].create(
            [self._prepare_partner_values(step, shared) for step in new]
        )
        old = [step for step in steps if step.known]
        # one recordset: its members are read together
        known = self.env["res.partner"].browse(step.known.id for step in old)
        for step, partner in zip(old, known, strict=True):
            if step.texts:
                partner.write(self._prepare_text_values(step, shared))
        lines = [step.row.line for step in (*new, *old)]
        return dict(zip(lines, (*created, *known), strict=True))

    def _prepare_partner_values(self, step, shared):
        return {**shared.values, **self._prepare_text_values(step, shared)}

    def _prepare_text_values(self, step, shared):
        values = {
            PARTNER_FIELDS[attribute]: text
            for attribute, text in step.texts.items()
            if attribute in PARTNER_FIELDS
        }
        if code := step.texts.get("body_type"):
            values["dpo_body_type_id"] = shared.body_types[code]
        return values

    def _write_codes(self, steps, partners):
        self.env["dpo.insee.code"].create(
            [
                {"collectivity_id": partners[step.row.line].id, "code": step.row.insee}
                for step in steps
                if step.takes_insee
            ]
        )

    def _write_metrics(self, steps, partners, job):
        corrected = [step for step in steps if step.known and step.metrics]
        on_record = self._metrics_on_record(corrected)
        new = []
        for step in steps:
            for key, value in step.metrics.items():
                partner = partners[step.row.line]
                if metric := on_record.get((partner.id, *key)):
                    metric.value = value
                else:
                    new.append(self._prepare_metric_values(partner, key, value, job))
        self.env["dpo.metric"].create(new)

    def _metrics_on_record(self, steps):
        metrics = self.env["dpo.metric"].search(
            [("collectivity_id", "in", [step.known.id for step in steps])]
        )
        return {
            (m.collectivity_id.id, m.kind, m.reference_year, m.date_effective): m for m in metrics
        }

    def _prepare_metric_values(self, partner, key, value, job):
        kind, year, effective = key
        return {
            "collectivity_id": partner.id,
            "kind": kind,
            "value": value,
            "reference_year": year,
            "date_effective": effective,
            "source": job.source,
        }

    def _write_memberships(self, steps, partners, job, shared):
        joining = [step for step in steps if step.joins_epci]
        groupings = self._groupings(joining, job, shared)
        leaving = self.env["res.partner"].browse(step.known.id for step in joining if step.leaves)
        last_day = fields.Date.subtract(job.date_effective, days=1) if leaving else False
        self._live_memberships(leaving).write({"date_until": last_day})
        self.env["dpo.membership"].create(
            [
                {
                    "collectivity_id": partners[step.row.line].id,
                    "grouping_id": groupings[step.row.epci_siren].id,
                    "date_from": job.date_effective,
                }
                for step in joining
            ]
        )

    def _groupings(self, steps, job, shared):
        """The EPCI of these steps by SIREN; those not on record yet are created."""
        names = {step.row.epci_siren: step.row.epci_name for step in steps}
        found = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch([("dpo_siren", "in", list(names))], ["dpo_siren"])
        )
        groupings = {partner.dpo_siren: partner for partner in found}
        created = self.env["res.partner"].create(
            [
                self._prepare_epci_values(siren, name, job, shared)
                for siren, name in names.items()
                if siren not in groupings
            ]
        )
        return {**groupings, **{partner.dpo_siren: partner for partner in created}}

    def _prepare_epci_values(self, siren, name, job, shared):
        if not name:
            raise UserError(
                self.env._(
                    "The EPCI %s is not on record and the file gives no name for it: map the "
                    "column of its name, or import the EPCI first.",
                    siren,
                )
            )
        return {
            **shared.values,
            "name": name,
            "dpo_siren": siren,
            "dpo_body_type_id": shared.body_types.get(epci_body_type(name))
            or job.epci_body_type_id.id,
        }

    def _write_engagements(self, steps, partners, job):
        self.env["dpo.engagement"].create(
            [
                {
                    "collectivity_id": partners[step.row.line].id,
                    "company_id": job.company_id.id,
                    "nature": "statutory",
                    "date_from": job.engagement_from,
                }
                for step in steps
                if step.engages
            ]
        )

    def _write_successions(self, steps, partners, job):
        self.env["dpo.succession"].create(
            [
                {
                    "collectivity_id": step.succeeds.id,
                    "successor_id": partners[step.row.line].id,
                    "insee_code": step.row.insee,
                    "origin": self.env._(
                        "Import of %(file)s, line %(line)s", file=job.name, line=step.row.line
                    ),
                }
                for step in steps
                if step.succeeds
            ]
        )
