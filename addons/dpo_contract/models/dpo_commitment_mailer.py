from odoo import models

#: Who knows where bills go: the secretary first.
FUNCTIONS = ("secretary", "finance", "legal_representative")
MINUTES = 3


class DpoCommitmentMailer(models.AbstractModel):
    """Sends the requests of a round: one mail per person for all its town halls."""

    _name = "dpo.commitment.mailer"
    _description = "Mails of the engagement round"

    def _send(self, requests):
        """Queue the mails, note each as an exchange; return how many leave.

        Requests that reach nobody by mail are left to be printed.
        """
        if not requests:
            return 0
        company = requests.company_id
        # sudo: exchanges belong to the officers, the round was launched by who may run it
        reminders = self.env["dpo.reminder"].sudo().with_company(company)
        count = 0
        for partner, found in self._group(reminders, requests).items():
            values = reminders._prepare_line_values(partner, found, None)
            if values["channel"] == "email":
                mine = requests.browse([item["record"].id for item, _mandate in found])
                self._mail(reminders.create({"line_ids": [(0, 0, values)]}).line_ids, mine)
                count += 1
        return count

    def _group(self, reminders, requests):
        """Requests by person, or by town hall where nobody who sees its money is known."""
        items = [self._prepare_item(one) for one in requests]
        mandates = reminders._get_mandates(items)
        for item in items:
            readers = mandates[item["collectivity"].id].filtered("sees_money")
            item["mandate"] = readers.sorted(lambda m: self._get_rank(m.function))[:1]
            if not item["mandate"]:
                item["functions"] = ()
        return reminders._group_items(items)

    def _get_rank(self, function):
        return FUNCTIONS.index(function) if function in FUNCTIONS else len(FUNCTIONS)

    def _mail(self, line, requests):
        exchanges = line._create_exchanges()
        exchanges.write(
            {
                "is_reminder": False,
                "summary": f"Références de paiement demandées pour {requests[0].year}",
            }
        )
        line._queue_mails(exchanges)
        requests._mark_sent("email")

    def _prepare_item(self, request):
        """What the mail says of one town hall; French, see ``dpo.reminder``."""
        return {
            "record": request,
            "collectivity": request.collectivity_id,
            "gesture": f"Indiquer vos références de paiement pour {request.year}",
            "reason": self._get_reason(request),
            "minutes": MINUTES,
            "since": request.sent_on or self.env["dpo.clock"]._today(),
            "due": request.due_on,
            "functions": FUNCTIONS,
        }

    def _get_reason(self, request):
        return (
            "Code service, numéro d’engagement, SIRET du budget et nombre d’agents au "
            f"{request.round_id.agents_on:%d/%m/%Y}"
            " : pour que l’appel de cotisation arrive au bon service, sans rejet."
        )
