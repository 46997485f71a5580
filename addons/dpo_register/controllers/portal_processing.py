from werkzeug.exceptions import NotFound

from odoo.http import request, route

from odoo.addons.dpo_base.controllers.portal import typed_text

from ..models.dpo_processing import SECTIONS
from .portal_register import DpoPortalRegister
from .section_form import SectionForm

PAGE = "/my/registre/fiche/<int:processing_id>"


class DpoPortalProcessing(DpoPortalRegister):
    """One record of the register: read it, edit it a section at a time, make it go forward."""

    @route(PAGE, type="http", auth="user", website=True, methods=["GET"], readonly=True)
    def dpo_processing(self, processing_id, done=None, **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        return self._dpo_render_processing(record, done=done)

    def _dpo_render_processing(self, record, **values):
        # sudo: whoever reads the record reads its lines, and the names they lead to
        record_sudo = record.sudo()
        register_sudo = record._get_register()
        is_dpd = record._is_checked_by_user()
        values = {
            "title": record.name,
            "record": record,
            "register": register_sudo,
            "sections": self._dpo_sections(record, record_sudo),
            "state": self._dpo_state(record, record._get_state_words(for_dpd=is_dpd)),
            "rights": record_sudo._get_rights(),
            "right_titles": record._get_right_titles(),
            "changes": record_sudo._get_changes_since_visa(),
            "may_edit": record._may_edit(),
            "is_dpd": is_dpd,
            "is_due": record.review_due_on
            and record.review_due_on <= request.env["dpo.clock"]._today(),
            # sudo: name and telephone of the OPSN, printed on the page
            "company_sudo": record_sudo.company_id,
            "page_name": "dpo_processing",
            **values,
        }
        return self._dpo_render("dpo_register.portal_processing", values)

    def _dpo_sections(self, record, record_sudo):
        lacking = record._get_missing()
        return [
            {
                "key": section,
                "title": title,
                "fields": record_sudo._describe_section(section),
                "missing": [sentence for key, sentence in lacking if key == section],
            }
            for section, title in record._get_section_titles().items()
        ]

    # --- one section ----------------------------------------------------------------------

    @route(
        f"{PAGE}/<string:section>",
        type="http",
        auth="user",
        website=True,
        methods=["GET"],
        readonly=True,
    )
    def dpo_processing_section(self, processing_id, section, done=None, **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        form = self._dpo_section_form(record, section)
        return self._dpo_render_section(record, form, form.recorded(), done=done)

    @route(f"{PAGE}/<string:section>", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_save(
        self, processing_id, section, stamp="", add=None, following=None, **_unused
    ):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        form = self._dpo_section_form(record, section)
        typed = form.typed(request.httprequest.form)
        stamp = typed_text(stamp)
        if add:
            return self._dpo_render_section(record, form, typed, stamp=stamp, blank_in=add)
        payload = form.payload(typed)
        if form.errors:
            error = request.env._("Nothing is saved yet: look at what is marked below.")
            return self._dpo_render_section(record, form, typed, stamp=stamp, error=error)
        return self._dpo_step(
            lambda: record.action_save_section(section, payload, stamp=stamp),
            self._dpo_after_section(record, section, following),
            lambda error: self._dpo_refuse_section(record, form, typed, payload, stamp, error),
        )

    def _dpo_after_section(self, record, section, following):
        """Where one goes once a section is saved: the record, or the form that follows."""
        sections = [key for key in SECTIONS if key != "advice"]
        if following and section in sections[:-1]:
            section = sections[sections.index(section) + 1]
            return f"/my/registre/fiche/{record.id}/{section}?done=saved"
        return f"/my/registre/fiche/{record.id}?done=saved#{section}"

    def _dpo_section_form(self, record, section):
        """The form, for whoever may fill it in; not found for the others."""
        is_open = record._is_checked_by_user() if section == "advice" else record._may_edit()
        if section not in SECTIONS or not is_open:
            raise NotFound
        # sudo: who may fill it in was checked; it reads the catalogues and the lines
        return SectionForm(record.sudo(), section)

    def _dpo_refuse_section(self, record, form, typed, payload, stamp, error):
        """The form again, and what somebody else wrote in the meantime beside what was typed."""
        now = form.record._get_section_stamp(form.section)
        changes = []
        if stamp != now:
            recorded = form.record._get_payload(SECTIONS[form.section])
            changes = form.record._describe_changes(recorded, payload)
        return self._dpo_render_section(
            record, form, typed, stamp=now, error=error, conflicts=changes
        )

    def _dpo_render_section(self, record, form, typed, blank_in=None, stamp=None, **values):
        titles = record._get_section_titles()
        values = {
            "record": record,
            "section": form.section,
            "title": titles[form.section],
            "register": record._get_register(),
            "fields": form.fields(typed, blank_in),
            "stamp": stamp or form.record._get_section_stamp(form.section),
            "missing": [text for key, text in record._get_missing() if key == form.section],
            "has_following": self._dpo_after_section(record, form.section, True).endswith("saved"),
            "page_name": "dpo_processing_section",
            **values,
        }
        return self._dpo_render("dpo_register.portal_section", values)

    # --- steps ------------------------------------------------------------------------------

    @route(f"{PAGE}/soumettre", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_submit(self, processing_id, **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        return self._dpo_answer_processing(record, "submitted", record.action_submit)

    @route(f"{PAGE}/inchangee", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_unchanged(self, processing_id, **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        return self._dpo_answer_processing(record, "unchanged", record.action_review_unchanged)

    @route(f"{PAGE}/controler", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_check(self, processing_id, **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        return self._dpo_answer_processing(record, "checked", record.action_check)

    @route(f"{PAGE}/completer", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_send_back(self, processing_id, text="", **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        text = typed_text(text)
        return self._dpo_answer_processing(
            record, "sent_back", lambda: record.action_send_back(text), text=text
        )

    @route(f"{PAGE}/fin", type="http", auth="user", website=True, methods=["POST"])
    def dpo_processing_end(self, processing_id, day="", **_unused):
        record = self._dpo_get_record_or_404("dpo.processing", processing_id)
        day = typed_text(day)
        return self._dpo_answer_processing(
            record, "ended", lambda: record.action_end_on(self._dpo_read_day(day)), day=day
        )

    def _dpo_answer_processing(self, record, done, step, **typed):
        return self._dpo_step(
            step,
            f"/my/registre/fiche/{record.id}?done={done}",
            lambda error: self._dpo_render_processing(record, error=error, **typed),
        )
