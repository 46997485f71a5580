from odoo import models
from odoo.tools.image import image_data_uri

from odoo.addons.dpo_base.tools.document import (
    Article,
    Document,
    Heading,
    Letterhead,
    PageBreak,
    Paragraph,
    Signatory,
    Signatures,
    Table,
    to_pdf,
)
from odoo.addons.dpo_base.tools.docx import to_docx
from odoo.addons.dpo_base.tools.french import long_day, money, number

from ..tools.convention import (
    act_words,
    duration_sentence,
    long_date,
    notice_sentence,
    renewal_sentence,
)
from ..tools.merge import merge
from ..tools.pack_text import inner_blocks
from ..tools.party import agree, assembly

WORKING_COPY = "Exemplaire de travail : seul l’original signé fait foi"
VISAS = (
    "le règlement (UE) 2016/679 du 27 avril 2016 (RGPD), notamment ses articles 28 et 37 à 39",
    "la loi n° 78-17 du 6 janvier 1978 relative à l’informatique, aux fichiers et aux libertés",
    "le décret n° 2019-536 du 29 mai 2019 pris pour l’application de la loi n° 78-17",
)
MERGE_FIELDS = (
    "assemblee_collectivite",
    "assemblee_operateur",
    "collectivite",
    "date_effet",
    "denonciation",
    "duree",
    "operateur",
    "reconduction",
    "service",
)


class DpoContractDocumentMixin(models.AbstractModel):
    """The text of a convention: one structure for the PDF and the .docx. French only."""

    _name = "dpo.contract.document.mixin"
    _description = "Document of a convention"

    def _in_french(self):
        """The record as its document sees it, whoever asks."""
        return self.env["dpo.pdf"]._french(self.sudo())

    def _render_pdf(self, code="", attachments=()):
        """PDF bytes; without the code of a request for signature it is a working copy."""
        document = self._in_french()._get_document(code or WORKING_COPY)
        return to_pdf(document, attachments)

    def _render_docx(self):
        """The same text for the software of the town hall."""
        return to_docx(self._in_french()._get_document())

    def action_open_pdf(self):
        self.check_access("read")
        return self._open_file("pdf")

    def action_open_docx(self):
        self.check_access("read")
        return self._open_file("docx")

    def action_open_pack(self):
        """Download the pack to hand over, with this convention in it."""
        self.check_access("read")
        return self._open_file("dossier")

    def _open_file(self, extension):
        self.ensure_one()
        url = f"/my/conventions/{self.id}/{extension}"
        return {"type": "ir.actions.act_url", "url": url, "target": "download"}

    def _get_document_filename(self, extension):
        label = self.name or "Projet de convention"
        return f"{label} {self.collectivity_id.name}.{extension}".replace("/", "-")

    def _get_document(self, code=""):
        self.ensure_one()
        return Document(
            title=self.template_id.name or "Convention",
            letterhead=self._get_letterhead(),
            blocks=[
                *self._get_preamble(),
                *self._get_articles(),
                self._get_signatures(),
                PageBreak(),
                *self._get_annexes(),
            ],
            code=code,
        )

    def _get_letterhead(self):
        company = self.company_id
        address = " ".join(filter(None, (company.street, company.zip, company.city)))
        contact = (company.dpo_service_phone, company.dpo_service_email)
        return Letterhead(
            body=company.name,
            lines=[line for line in (company.dpo_service_name, address, *contact) if line],
            reference=[f"Convention n° {self.name}"] if self.name else [],
            logo="" if company.uses_default_logo else image_data_uri(company.logo),
        )

    # --- preamble -------------------------------------------------------------------

    def _get_preamble(self):
        visas = [f"Vu {text} ;" for text in self._get_visas()]
        return [
            Paragraph("**Entre les soussignés :**"),
            Paragraph(self._get_own_party()),
            Paragraph("**et**"),
            Paragraph(self._get_member_party()),
            Paragraph("\n".join(visas)),
            Paragraph("**Il est convenu ce qui suit.**"),
        ]

    def _get_visas(self):
        acts = [
            f"{self._act_words(act)} ({owner})"
            for act, owner in (
                (self.own_act_id, self.company_id.name),
                (self.member_act_id, self.collectivity_id.name),
            )
            if act
        ]
        return [*VISAS, *acts]

    def _get_own_party(self):
        return self._party_words(
            self.own_party_id,
            self.own_denomination,
            f"{self.own_signatory_id.name}, {self.own_capacity or ''}",
            [self.own_act_id, self.own_delegation_act_id],
            "l’Opérateur",
        )

    def _get_member_party(self):
        return self._party_words(
            self.collectivity_id,
            self.member_denomination,
            f"{self.member_signatory_id.person_id.name or '…'}, {self.member_capacity or '…'}",
            [self.member_act_id, self.member_delegation_act_id],
            "la Collectivité",
        )

    def _party_words(self, party, denomination, signatory, acts, alias):
        """Who a party is, who represents it, on which acts, and its name in the text."""
        kind = party.dpo_body_type_id.name or ""
        seat = " ".join(filter(None, (party.street, party.zip, party.city)))
        words = [
            f"**{denomination[:1].upper()}{denomination[1:]}**",
            f"SIREN {party.dpo_siren}" if party.dpo_siren else "",
            f"dont le siège est {seat}" if seat else "",
            f"{agree('représenté', kind)} par {signatory}",
            self._authority_words(acts),
            f"ci-après « {alias} »",
        ]
        return ", ".join(filter(None, words)) + "."

    def _authority_words(self, acts):
        named = [self._act_words(act) for act in acts if act]
        return f"agissant en vertu de {' et de '.join(named)}" if named else ""

    def _act_words(self, act):
        return act_words(act.kind, act.number, act.date)

    # --- articles -------------------------------------------------------------------

    def _get_articles(self):
        values = self._prepare_merge_values()
        articles = [
            Article(article.name, self._to_blocks(merge(article.body, values)))
            for article in self.template_id.article_ids
            if not article.is_annex
        ]
        if self.day_scope != "none":
            clauses = [Paragraph(text) for text in self._get_day_clauses()]
            articles.append(Article("Jours d’intervention", clauses))
        if self.special_terms:
            articles.append(Article("Clauses particulières", self._to_blocks(self.special_terms)))
        return articles

    def _get_merge_fields(self):
        """Names that the articles of a model convention may carry in braces."""
        return MERGE_FIELDS

    def _prepare_merge_values(self):
        schedule = self._get_schedule()
        return {
            "assemblee_collectivite": self._assembly_words(self.collectivity_id),
            "assemblee_operateur": self._assembly_words(self.own_party_id),
            "collectivite": self.member_denomination or "",
            "date_effet": long_date(self.date_effect) if self.date_effect else "…",
            "denonciation": notice_sentence(schedule) if schedule else "…",
            "duree": duration_sentence(schedule) if schedule else "…",
            "operateur": self.own_denomination or "",
            "reconduction": renewal_sentence(schedule) if schedule else "…",
            "service": self.company_id.dpo_service_name or "",
        }

    def _assembly_words(self, body):
        name = body.dpo_body_type_id.assembly
        return assembly(name) if name else "son assemblée délibérante"

    def _to_blocks(self, text):
        """Paragraphs, one a line; lines that start with a dash make a list."""
        return inner_blocks(text.splitlines())

    def _get_signatures(self):
        own = Signatory(
            f"Pour {self.own_denomination}",
            self.own_capacity or "",
            self.own_signatory_id.name or "",
        )
        member = Signatory(
            f"Pour {self.member_denomination}",
            self.member_capacity or "",
            self.member_signatory_id.person_id.name or "",
        )
        return Signatures([own, member])

    # --- annexes --------------------------------------------------------------------

    def _get_annexes(self):
        values = self._prepare_merge_values()
        annexes = [("Bénéficiaires et conditions financières", self._get_coverage_blocks())]
        annexes += [
            (article.name, self._to_blocks(merge(article.body, values)))
            for article in self.template_id.article_ids
            if article.is_annex
        ]
        blocks = []
        for rank, (title, inner) in enumerate(annexes, 1):
            blocks += [Heading(f"Annexe {rank} – {title}"), *inner]
        return blocks

    def _get_coverage_blocks(self):
        rows = [self._get_coverage_row(row) for row in self.coverage_ids]
        header = ["Bénéficiaire", "À la charge de", "Part", "Du", "Au"]
        blocks = [Table(header, rows, numeric=frozenset({2}))]
        if self.price_ids:
            prices = [self._get_price_row(price) for price in self.price_ids]
            header = ["Tarif particulier", "Montant de la période", "Motif", "Acte"]
            blocks.append(Table(header, prices, numeric=frozenset({1})))
        else:
            blocks.append(Paragraph("Aucun tarif particulier : la grille votée s’applique."))
        return blocks

    def _get_coverage_row(self, row):
        start, end = row.effective_from, row.effective_until
        return [
            row.collectivity_id.name,
            row.payer_id.name or "à titre gratuit",
            f"{number(row._get_share())} %",
            long_day(start) if start else "…",
            long_day(end) if end else "fin de la convention",
        ]

    def _get_price_row(self, price):
        return [
            price.component_code,
            money(price._get_amount()),
            price.reason,
            self._act_words(price.act_id),
        ]
