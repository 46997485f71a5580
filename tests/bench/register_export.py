"""Export of a whole département as one list, against the same cells by bare xlsxwriter.

One run: 450 collectivities, 40 records each with their lines, read and written by
``dpo.register.export``; then the very same cells, already in memory, by xlsxwriter alone. CPU of
this process; memory: growth at the peak of the export.
"""

import ctypes
import gc
import io
import time
from datetime import date
from functools import partial
from pathlib import Path

import xlsxwriter
from _measure import Cost, bar, remark

from odoo.addons.dpo_register.tools.list_layout import list_columns

BODIES, RECORDS = 450, 40
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_notrack": True}


def main(env, *_options):
    env = env(user=env.ref("base.user_admin"), context={**env.context, **QUIET})
    make_registers(env)
    job = env["dpo.register.export"].create({"name": "Banc"})
    # those of the other measures too, when there are some
    count = env["dpo.processing"].search_count(job._get_processing_domain())
    remark(f"{count} records, {len(list_columns())} columns")
    env.invalidate_all()

    cost = Cost()
    grown = peak_growth(partial(measured_export, env, job, cost))
    remark(f"export {cost.cpu:.1f} s, {cost.queries} queries, {grown} MB")
    processings = env["dpo.processing"].search(job._get_processing_domain())
    rows = list(job._rows(processings))
    remark(f"{sum(len(row) for row in rows)} cells")
    started = time.process_time()
    bare(rows)
    floor = time.process_time() - started
    remark(f"bare xlsxwriter {floor:.1f} s")
    bar("list_export_cpu_over_bare", cost.cpu / floor, 2.5)
    bar("list_export_rss_growth_mb", grown, 150)
    bar("list_export_queries_per_1000", 1000 * cost.queries / count, 40)


def measured_export(env, job, cost):
    with cost.measured(env):
        job._render(env["dpo.processing"].search(job._get_processing_domain()))


def bare(rows):
    """What a script would write: constant memory, the type of each value."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(io.BytesIO(), options) as book:
        page = book.add_worksheet()
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for line, row in enumerate(rows, 1):
            for position, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(line, position, value, day)
                elif value not in (None, ""):
                    page.write(line, position, value)


def peak_growth(work):
    """MB at the peak, over what the process held: what it holds free is given back first."""
    gc.collect()
    ctypes.CDLL("libc.so.6").malloc_trim(0)
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    work()
    return memory("VmHWM") - before


def memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))


# --- a département ------------------------------------------------------------------------------


def make_registers(env):
    """Records that hold what a full one holds; created plainly, lines in bulk."""
    commune = env.ref("dpo_base.body_type_com").id
    bodies = env["res.partner"].create(
        [
            {"name": f"Commune {n}", "is_company": True, "dpo_body_type_id": commune}
            for n in range(BODIES)
        ]
    )
    vendor = env["dpo.vendor"].create({"name": "Éditeur du banc"})
    product = env["dpo.product"].create({"name": "Logiciel du banc", "vendor_id": vendor.id})
    terms = env["dpo.register.term"].search([]).grouped("catalogue")
    for start in range(0, BODIES, 25):
        values = [
            record_values(body, number, terms)
            for body in bodies[start : start + 25]
            for number in range(RECORDS)
        ]
        records = env["dpo.processing"].create(values)
        for model, lines in line_values(terms, product).items():
            env[model]._create_from_model(
                [{**line, "processing_id": record.id} for record in records for line in lines]
            )
        env.cr.commit()
        env.invalidate_all()
    return BODIES * RECORDS


def record_values(body, number, terms):
    text = "La commune inscrit les usagers, instruit leur demande et facture le service rendu."
    return {
        "name": f"Activité {number}",
        "collectivity_id": body.id,
        "domain_id": terms["domain"][number % 12].id,
        "service": "Accueil de la mairie",
        "summary": text,
        "sources": "Code général des collectivités territoriales",
        "person_ids": terms["person"][number : number + 3].ids,
        "measure_ids": terms["measure"][:8].ids,
        "channel_ids": terms["channel"][:3].ids,
        "information": "Mention sur le formulaire, affiche à l’accueil.",
        "recommendation": "Tenir à jour la liste des personnes habilitées.",
        "has_transfer": "no",
    }


def line_values(terms, product):
    data, recipients = terms["data"], terms["recipient"]
    return {
        "dpo.processing.purpose": [
            {"name": f"Finalité {n}", "basis": "e", "justification": "CGCT, article L. 2121-29"}
            for n in range(2)
        ],
        "dpo.processing.data": [{"category_id": term.id, "source": "person"} for term in data[::9]],
        "dpo.processing.recipient": [{"category_id": term.id} for term in recipients[::14]],
        "dpo.processing.party": [{"product_id": product.id}],
        "dpo.processing.retention": [
            {"name": f"Dossier {n}", "duration": 5, "start": "la clôture", "fate": "destroy"}
            for n in range(2)
        ],
    }
