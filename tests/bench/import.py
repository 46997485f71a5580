"""Import of every commune of France against batched plain `create` of the same values.

One run: before each chunk of the import, the same rows are created plainly, with the same user
and context, and rolled back. CPU is that of Python and of its PostgreSQL backend together.

CPU: total of check and load over plain create; a second import over the first, without a write.
Memory: growth while a file of 200,000 rows is checked, and while one of rubbish is refused.
"""

import base64
import csv
import io
import json
import os
import random
import subprocess
import tarfile
import time
from functools import partial
from pathlib import Path

from odoo.addons.dpo_base.models.dpo_collectivity_loader import QUIET

PACKAGE = "@etalab/decoupage-administratif@6.0.0"
COMMUNES = 34_969
CHUNK = 500
MOST_ROWS = 199_999
HEADER = ["code_insee", "nom", "siren", "population", "siren_epci", "nom_epci"]
TARGETS = ["insee", "name", "siren", "population", "epci_siren", "epci_name"]
TICKS = os.sysconf("SC_CLK_TCK")
TABLES = [
    "res_partner",
    "dpo_insee_code",
    "dpo_metric",
    "dpo_membership",
    "dpo_engagement",
    "dpo_succession",
    "mail_message",
]
ANSWERS = {
    "population_kind": "population_municipal",
    "reference_year": 2023,
    "date_effective": "2026-01-01",
    "source": "INSEE",
    "create_engagement": True,
    "engagement_from": "2026-01-01",
}


def main(env, *_options):
    env = env(user=env.ref("base.user_admin"))
    random.seed(2026)
    measure_memory(env)
    rows, origin = communes()
    print(f"{len(rows)} communes: {origin}", flush=True)
    data = as_csv(rows)

    job = new_job(env, "communes.csv", data)
    check = cpu(env, partial(run_check, job))
    load, plain = load_against_plain_create(job, rows)
    first = check + load
    print(f"first import {first:.1f} s (check {check:.1f}, load {load:.1f}), plain {plain:.1f} s")
    print(f"{job.batch_id.done} loaded, {job.batch_id.failed} refused", flush=True)
    bar("import_cpu_over_plain_create", first / plain, 1.4)

    before = fingerprint(env)
    again = new_job(env, "again.csv", data)
    second = cpu(env, partial(run_check, again)) + cpu(env, partial(run_load, again))
    print(f"second import {second:.1f} s, {again.unchanged_count} unchanged", flush=True)
    bar("second_import_cpu_over_first", second / first, 0.3)
    bar("second_import_tables_written", written(before, fingerprint(env)), 0)


def bar(name, value, limit):
    shown = f"{value:.2f}" if isinstance(value, float) else value
    print(f"{name} {shown} {limit} {'ok' if value <= limit else 'missed'}", flush=True)


# --- the list ------------------------------------------------------------------------------


def communes():
    """(rows, where they come from): the npm package, else as many with valid keys."""
    try:
        return official(), f"npm package {PACKAGE}"
    except (OSError, subprocess.SubprocessError) as error:
        print(f"{PACKAGE} is out of reach ({error})")
        return generated(COMMUNES), "generated"


def official():
    folder = Path(os.environ.get("DPO_CACHE", ".cache")) / "npm-data"
    folder.mkdir(parents=True, exist_ok=True)
    archive = folder / "etalab-decoupage-administratif-6.0.0.tgz"
    if not archive.exists():
        command = ["npm", "pack", "--silent", PACKAGE]
        subprocess.run(command, cwd=folder, check=True, timeout=120, stdout=subprocess.DEVNULL)
    with tarfile.open(archive) as files:
        listed = json.load(files.extractfile("package/data/communes.json"))
        groupings = json.load(files.extractfile("package/data/epci.json"))
    epcis = {member["code"]: epci for epci in groupings for member in epci["membres"]}
    return [
        official_row(commune, epcis.get(commune["code"]))
        for commune in listed
        if commune["type"] == "commune-actuelle"
    ]


def official_row(commune, epci):
    row = [commune["code"], commune["nom"], commune.get("siren", ""), commune.get("population", "")]
    return [*row, epci["code"], epci["nom"]] if epci else [*row, "", ""]


def generated(count):
    """Communes of the departments 01 to 95 with keys that pass, 28 in each EPCI."""
    rows = []
    for number in range(count):
        insee = f"{number // 400 + 1:02}{number % 400 + 1:03}"
        epci = number // 28
        name = f"Commune {number}"
        grouping = [siren(f"2490{epci:04}"), f"CC Groupement {epci}"]
        rows.append([insee, name, siren(f"21{number:06}"), random.randint(1, 9999), *grouping])
    return rows


def siren(root):
    """Nine digits: an eight digit root and its control key (Luhn)."""
    total = sum(
        int(digit) if place % 2 == 0 else sum(divmod(2 * int(digit), 10))
        for place, digit in enumerate(root)
    )
    return f"{root}{-total % 10}"


def as_csv(rows):
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";")
    writer.writerows([HEADER, *rows])
    return text.getvalue().encode()


# --- the import ------------------------------------------------------------------------------


def new_job(env, name, data):
    job = env["dpo.import"].create({"name": name, "file": base64.b64encode(data)})
    job.action_analyse()
    job.write({**ANSWERS, "body_type_id": env.ref("dpo_base.body_type_com").id})
    env.cr.commit()
    return job


def run_check(job):
    job.action_check()
    run(job.batch_id)


def run_load(job):
    job.action_load()
    run(job.batch_id)


def run(batch):
    batch.env.cr.commit()
    batch.sudo()._run()


def load_against_plain_create(job, rows):
    """(CPU of the load, CPU of plain create), chunk after chunk in turn."""
    env = job.env
    job.action_load()
    batch = job.batch_id.sudo()
    values = PlainValues(env, rows)
    load = plain = 0.0
    env.cr.commit()
    for start in range(0, len(rows), CHUNK):
        plain += cpu(env, partial(values.create, rows[start : start + CHUNK]))
        env.cr.rollback()
        load += cpu(env, partial(run_chunk, batch))
    load += cpu(env, partial(run, batch))
    return load, plain


def run_chunk(batch):
    batch._run_chunk(CHUNK)
    batch.env.cr.commit()


class PlainValues:
    """What anybody would write: batched create, the same values and the same context."""

    def __init__(self, env, rows):
        self.env = env(context={**env.context, **QUIET})
        self.commune = env.ref("dpo_base.body_type_com").id
        self.epci = env.ref("dpo_base.body_type_cc").id
        self.country = env.ref("base.fr").id
        self.company = env.company.id

    def create(self, rows):
        create = {
            name: self.env[name].create
            for name in ("res.partner", "dpo.insee.code", "dpo.metric", "dpo.membership")
        }
        bodies = create["res.partner"]([self.body(row[1], row[2], self.commune) for row in rows])
        epcis = self.groupings({row[4]: row[5] for row in rows if row[4]})
        pairs = list(zip(bodies.ids, rows, strict=True))
        create["dpo.insee.code"]([{"collectivity_id": id_, "code": row[0]} for id_, row in pairs])
        create["dpo.metric"]([self.metric(id_, row[3]) for id_, row in pairs if row[3] != ""])
        create["dpo.membership"](
            [
                {"collectivity_id": id_, "grouping_id": epcis[row[4]], "date_from": "2026-01-01"}
                for id_, row in pairs
                if row[4]
            ]
        )
        self.env["dpo.engagement"].create([self.engagement(id_) for id_, _row in pairs])
        self.env.flush_all()

    def body(self, name, siren, body_type):
        return {
            "name": name,
            "dpo_siren": siren or False,
            "is_company": True,
            "country_id": self.country,
            "dpo_body_type_id": body_type,
        }

    def groupings(self, names):
        found = self.env["res.partner"].search([("dpo_siren", "in", list(names))])
        known = {partner.dpo_siren: partner.id for partner in found}
        missing = [siren for siren in names if siren not in known]
        created = self.env["res.partner"].create(
            [self.body(names[siren], siren, self.epci) for siren in missing]
        )
        return {**known, **dict(zip(missing, created.ids, strict=True))}

    def metric(self, id_, value):
        return {
            "collectivity_id": id_,
            "kind": "population_municipal",
            "value": value,
            "reference_year": 2023,
            "date_effective": "2026-01-01",
            "source": "INSEE",
        }

    def engagement(self, id_):
        return {
            "collectivity_id": id_,
            "company_id": self.company,
            "nature": "statutory",
            "date_from": "2026-01-01",
        }


# --- measures ----------------------------------------------------------------------------------


def cpu(env, work):
    """Seconds of CPU of this process and of its database backend while ``work`` runs."""
    env.cr.execute("SELECT pg_backend_pid()")
    backend = env.cr.fetchone()[0]
    env.cr.commit()
    started = time.process_time() + backend_cpu(backend)
    work()
    return time.process_time() + backend_cpu(backend) - started


def backend_cpu(pid):
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def fingerprint(env):
    """Number of rows of each business table and its last writing transaction."""
    prints = {}
    for table in TABLES:
        env.cr.execute(f"SELECT count(*), max(xmin::text::bigint) FROM {table}")
        prints[table] = env.cr.fetchone()
    env.cr.commit()
    return prints


def written(before, after):
    return sum(before[table] != after[table] for table in TABLES)


def measure_memory(env):
    """Growth of the resident memory at its peak, in MB."""
    rows = generated(MOST_ROWS)
    for number, row in enumerate(rows):
        row[0] = ""  # there are not so many INSEE codes
        row[2] = row[2] if number % 5 else "123456789"
    measure_check(env, "long", rows)
    rubbish = [[random.randbytes(12).hex() for _ in HEADER] for _ in range(MOST_ROWS)]
    measure_check(env, "rubbish", rubbish)


def measure_check(env, name, rows):
    job = new_job(env, f"{name}.csv", as_csv(rows))
    for column, target in zip(job.column_ids, TARGETS, strict=True):
        column.target = target
    bar(f"rss_growth_mb_{name}_file", peak_growth(partial(run_check, job)), 300)
    found = f"{job.row_count} rows read, {job.issue_count} refused"
    print(f"{name}: {job.batch_id.message or found}", flush=True)
    job.unlink()
    env.cr.commit()


def peak_growth(work):
    before = memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    work()
    return memory("VmHWM") - before


def memory(name):
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) // 1024 for line in lines if line.startswith(f"{name}:"))
