from odoo import api, models
from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

FILE_REASONS = {
    "empty": _lt("The file is empty: choose the file that holds the list."),
    "too_big": _lt("The file is larger than 50 MB: split it, or keep the useful columns only."),
    "not_a_table": _lt("This is neither a csv nor an xlsx file: save the list in one of these."),
    "old_excel": _lt(
        "This is an old Excel file, or one with a password: save it as xlsx, without password."
    ),
    "ods": _lt("This is an OpenDocument spreadsheet: save it as xlsx or csv."),
    "zip_bomb": _lt(
        "This workbook unpacks to an abnormal size: copy the useful columns to a new one."
    ),
    "unreadable": _lt("The workbook is damaged: open it in a spreadsheet and save it again."),
    "no_sheet": _lt("The workbook has no visible sheet: unhide the one that holds the list."),
    "too_many_rows": _lt("The file has more than 200,000 rows: split it."),
    "hopeless": _lt(
        "None of the first 2,000 rows can be used: check the line of the titles and what each "
        "column holds."
    ),
    "too_many_issues": _lt(
        "More than 50,000 values are refused: correct the file, or what each column holds."
    ),
    "too_many_columns": _lt("A row has more than 512 columns: is the separator the right one?"),
}

ROW_REASONS = {
    # the file
    "cell_too_long": _lt("The cell is longer than a spreadsheet allows: shorten it."),
    "nul": _lt("The cell holds NUL characters: type it again."),
    "undecodable": _lt("Letters cannot be read: save the file as UTF-8."),
    "quote": _lt("A quotation mark is opened and never closed: remove it."),
    # identifiers
    "empty": _lt("A value is missing here: fill it in."),
    "length": _lt(
        "Wrong number of characters: a SIREN has 9 digits, a SIRET 14, an INSEE or postal code 5."
    ),
    "format": _lt("This is not the form of such a code: check it."),
    "checksum": _lt("The control key is wrong: a digit was mistyped."),
    "scientific": _lt("The spreadsheet lost digits: set the column as text and paste it again."),
    "lost_zero": _lt(
        "The first zero was lost: tick “Restore the lost zeros” or correct the column."
    ),
    # the row
    "formula": _lt("The cell holds a formula: paste its value."),
    "too_long": _lt("The text has more than 200 characters: shorten it."),
    "no_letter": _lt("A name without any letter: is the right column mapped?"),
    "not_a_number": _lt("This is not a whole number."),
    "negative": _lt("The number is negative."),
    "decimals": _lt("The number has decimals: a thousands separator must be a space."),
    "too_big": _lt("The number is too large to be a population."),
    "unknown_type": _lt("No body type has this code or name: correct it, or create the type."),
    "delegated_commune": _lt(
        "A delegated or associated commune is no legal person: list its commune nouvelle."
    ),
    "siret_mismatch": _lt("The SIRET belongs to another SIREN than the row's."),
    "no_identifier": _lt("The row has neither SIREN, nor SIRET, nor INSEE code: give one."),
    "email": _lt("This is not an e-mail address."),
    "duplicate_siren": _lt("This SIREN is already on line %(other)s."),
    "duplicate_insee": _lt("This INSEE code is already on line %(other)s."),
    "insee_other_siren": _lt(
        "Line %(other)s gives this INSEE code to another SIREN: keep the living commune."
    ),
    # what is on record
    "dissolved": _lt("%(known)s is recorded as dissolved: remove the row."),
    "other_insee": _lt(
        "The body has the INSEE code %(known)s on record: end it there if the code changed."
    ),
    "other_figure": _lt(
        "Another figure, %(known)s, is on record for this year and date: "
        "choose “Replace by the file” to correct it."
    ),
    "no_siren": _lt("Only a commune can be recognised without a SIREN: give it."),
    "no_type": _lt("The row says no body type: choose one for the rows that say none."),
}


class DpoImportReason(models.AbstractModel):
    """The sentence for each code by which a file, a row or a cell is refused.

    It says what is wrong and what to do; the rules themselves are in ``tools``.
    """

    _name = "dpo.import.reason"
    _description = "Reasons of the import"

    @api.model
    def _of_file(self, problem):
        return self.env._(FILE_REASONS[problem.code])

    @api.model
    def _of_row(self, code, other=0, known=""):
        sentence = self.env._(ROW_REASONS[code])
        return sentence % {"other": other, "known": known}
