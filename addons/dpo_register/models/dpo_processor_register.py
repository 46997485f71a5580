from odoo import models

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet

from ..tools.notice import MECHANISM_WORDS

#: Titles of the two sheets, in the order of art. 30(2).
RECORD_COLUMNS = [
    Column("Catégorie de traitement", width=34),
    Column("Ce qui est fait pour les responsables de traitement", width=50),
    Column("Données et personnes", width=40),
    Column("Responsables de traitement", "integer"),
    Column("Hors de l’Union européenne"),
    Column("Pays"),
    Column("Garanties", width=34),
    Column("Mesures de sécurité", width=50),
    Column("Sous-traitants ultérieurs", width=34),
]
CLIENT_COLUMNS = [
    Column("Catégorie de traitement", width=34),
    Column("Responsable de traitement", width=34),
    Column("SIREN"),
    Column("Représenté par", width=34),
    Column("Délégué à la protection des données", width=34),
]
TRANSFERS = {"no": "non", "yes": "oui", "unknown": "à compléter"}


class DpoProcessorRegister(models.AbstractModel):
    """The register of a processor as files: spreadsheet and PDF (GDPR art. 30(3))."""

    _name = "dpo.processor.register"
    _description = "Register of a processor"

    def _render_xlsx(self, records):
        records = self.env["dpo.pdf"]._french(records)
        title = self._get_title(records)
        return self.env["dpo.export"]._xlsx(
            [
                Sheet("Traitements", RECORD_COLUMNS, [self._get_record_cells(r) for r in records]),
                Sheet(
                    "Responsables de traitement", CLIENT_COLUMNS, self._get_client_cells(records)
                ),
            ],
            title=title,
        )

    def _render_pdf(self, records):
        return self.env["dpo.pdf"]._render(
            "dpo_register.pdf_processor_register",
            {"records": records, "describe": self._describe},
            title=self._get_title(records),
            company=records.company_id,
        )

    def _get_title(self, records):
        return f"Registre du sous-traitant – {records.collectivity_id.name}"

    def _get_record_cells(self, record):
        words = self._describe(record)
        return [
            record.name,
            record.description or "",
            record.data_note or "",
            record.client_count,
            words["transfer"],
            words["countries"],
            words["guarantees"],
            words["measures"],
            words["subprocessors"],
        ]

    def _describe(self, record):
        """The lists of a record as documents write them."""
        measures = [*record.measure_ids.mapped("name"), record.measure_note or ""]
        guarantees = [MECHANISM_WORDS.get(record.mechanism, ""), record.guarantees or ""]
        return {
            "transfer": TRANSFERS.get(record.has_transfer, "à compléter"),
            "countries": ", ".join(record.country_ids.mapped("name")),
            "guarantees": ", ".join(filter(None, guarantees)),
            "measures": ", ".join(filter(None, measures)),
            "subprocessors": ", ".join(record.subprocessor_ids.mapped("name")),
        }

    def _get_client_cells(self, records):
        for record in records:
            for row in record._get_client_rows():
                # sudo: the SIREN of a body is public
                client_sudo = row["client"].sudo()
                yield [
                    record.name,
                    client_sudo.name,
                    client_sudo.dpo_siren or "",
                    row["representative"],
                    row["dpd"],
                ]
