from decimal import Decimal

from odoo import models

from odoo.addons.dpo_base.tools.export_safe import Column, Sheet


class DpoFeeSheets(models.AbstractModel):
    """Spreadsheets of a fee call: the control list, and the état liquidatif."""

    _name = "dpo.fee.sheets"
    _description = "Spreadsheets of a fee call"

    def _prepare_statement(self, payload):
        """Sheets of the état liquidatif, from its frozen data alone. French by nature."""
        lines = (
            [
                line["number"],
                line["debtor"],
                line["siren"],
                line["siret"],
                line["beneficiary"],
                line["object"],
                line["bases"],
                Decimal(line["amount"]),
                f"{payload['call']['reference']}-{line['number']:05d}",
            ]
            for line in payload["lines"]
        )
        totals = [
            [part["code"], part["name"], part["count"], Decimal(part["total"])]
            for part in payload["components"]
        ]
        general = ["", "Total général", len(payload["lines"]), Decimal(payload["total"])]
        return [
            Sheet("État liquidatif", self._get_statement_columns(), lines),
            Sheet("Totaux", self._get_total_columns(), [*totals, general]),
        ]

    def _get_statement_columns(self):
        return [
            Column("N°", "integer", 7),
            Column("Débiteur", width=36),
            Column("SIREN", width=12),
            Column("SIRET", width=17),
            Column("Bénéficiaire", width=36),
            Column("Objet", width=34),
            Column("Bases de liquidation", width=70),
            Column("Montant", "money"),
            Column("Référence de ligne", width=22),
        ]

    def _get_total_columns(self):
        return [
            Column("Code", width=12),
            Column("Composante", width=40),
            Column("Lignes", "integer"),
            Column("Total", "money"),
        ]

    # --- control list -----------------------------------------------------------------------

    def _prepare_control(self, call):
        """The list that the committee reads before the lock, special prices included."""
        rows = call.row_ids.with_context(lang="fr_FR")
        flags = dict(rows._fields["flag"]._description_selection(rows.env))
        lines = (self._prepare_control_line(row, flags) for row in rows)
        return [Sheet("Contrôle", self._get_control_columns(), lines)]

    def _prepare_control_line(self, row, flags):
        return [
            flags[row.flag],
            row.reason_text,
            row.grouping_id.name or "",
            row.payer_id.name,
            row.payer_id.dpo_siren or "",
            row.collectivity_id.name,
            row.body_type_id.name or "",
            row.component_id.name,
            row.population,
            row.population_year,
            row.agents,
            Decimal(f"{row.base_amount:.2f}"),
            f"{row.prorata_num}/{row.prorata_den}" if row.prorata_den else "",
            Decimal(f"{row.amount:.2f}"),
            Decimal(f"{row.amount_called:.2f}"),
            Decimal(f"{row.previous_amount:.2f}"),
            row.explanation or "",
        ]

    def _get_control_columns(self):
        return [
            Column("Contrôle", width=18),
            Column("Observations", width=50),
            Column("EPCI", width=30),
            Column("Débiteur", width=34),
            Column("SIREN", width=12),
            Column("Bénéficiaire", width=34),
            Column("Type", width=22),
            Column("Composante", width=30),
            Column("Population", "integer"),
            Column("Année de population", "text", 12),
            Column("Agents", "integer"),
            Column("Prix de la période", "money"),
            Column("Prorata", width=10),
            Column("Montant calculé", "money"),
            Column("Montant appelé", "money"),
            Column("Année précédente", "money"),
            Column("Bases de liquidation", width=70),
        ]
