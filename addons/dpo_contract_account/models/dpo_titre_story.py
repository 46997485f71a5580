from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_date


class DpoTitre(models.Model):
    """The story of a titre, day by day, for whoever answers a debtor on the phone."""

    _inherit = "dpo.titre"  # pylint: disable=consider-merging-classes-inherited

    story = fields.Html(compute="_compute_story", sanitize=False)

    @api.depends("state", "number", "event_ids", "dispute_ids", "event_ids.withdrawn_on")
    @api.depends_context("lang")
    def _compute_story(self):
        for titre in self:
            chapters = sorted(titre._get_chapters(), key=lambda chapter: chapter[0])
            titre.story = Markup('<table class="table table-sm o_dpo_titre_story">%s</table>') % (
                Markup().join(titre._get_chapter_html(*chapter) for chapter in chapters)
            )

    def _get_chapter_html(self, day, words, amount, detail):
        return Markup(
            '<tr><td class="text-nowrap">%s</td><td>%s<div class="text-muted small">%s</div></td>'
            '<td class="text-end text-nowrap">%s</td></tr>'
        ) % (format_date(self.env, day), words, detail or "", amount)

    def _get_chapters(self):
        """(day, words, amount, detail) of all that is known."""
        return [
            *self._get_own_chapters(),
            *(self._get_event_chapter(event) for event in self.event_ids),
            *(chapter for dispute in self.dispute_ids for chapter in dispute._get_chapters()),
        ]

    def _get_own_chapters(self):
        amount = self.currency_id.format(self.amount)
        bordereau = self.bordereau and self.env._("Bordereau %s", self.bordereau)
        chapters = [
            (self.sent_on, self.env._("Handed over to the finance software"), amount, ""),
            (self.issued_on, self._wording(), amount, bordereau),
            (self.taken_on, self.env._("Taken in charge by the public accountant"), "", ""),
        ]
        return [chapter for chapter in chapters if chapter[0]]

    def _get_event_chapter(self, event):
        kinds = dict(event._fields["kind"]._description_selection(self.env))
        sources = dict(event._fields["source"]._description_selection(self.env))
        words = event.reason if event.kind == "note" else kinds[event.kind]
        who = ", ".join(filter(None, (sources[event.source], event.user_id.sudo().name)))
        details = [
            event.number and self.env._("no. %s", event.number),
            event.act_id.sudo().display_name,
            event.reason if event.kind != "note" else "",
            who,
            event.withdrawn_on
            and self.env._(
                "withdrawn on %(day)s: %(reason)s",
                day=format_date(self.env, event.withdrawn_on),
                reason=event.withdrawn_reason,
            ),
        ]
        is_counted = event.kind != "note"
        amount = self.currency_id.format(event.amount) if is_counted else ""
        if event.withdrawn_on:
            words = Markup("<s>%s</s>") % words
        return event.day, words, amount, " · ".join(filter(None, details))
