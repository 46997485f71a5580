"""The page of a register on the portal against core's list of invoices, as the same mayor.

In one process and in turn: 80 rows on each page. CPU is that of the process that renders; the
number of queries must not grow from 40 to 400 records.
"""

import re
import time

from _measure import bar, remark
from fee_data import load_books, siren, siret
from werkzeug.test import Client

import odoo
from odoo import http

ROUNDS = 15
FEW, MANY = 40, 400
LOGIN = "maire.mesure"
FROM_HERE = {"environ_base": {"REMOTE_ADDR": "127.0.0.1"}}


def main(env):
    """Measure; the database is a throwaway copy."""
    load_books(env)
    communes = create_communes(env)
    registers = [env["dpo.register"]._get_or_create(commune) for commune in communes]
    for register, count in zip(registers, (FEW, MANY), strict=True):
        create_processings(env, register.collectivity_id, count)
    create_invoices(env, communes[0])
    create_mayor(env, communes)
    env.cr.commit()
    env.cr.execute("ANALYZE")
    env.cr.commit()
    client = log_in()
    few, many, invoices = (
        f"/my/registre/{registers[0].id}",
        f"/my/registre/{registers[1].id}",
        "/my/invoices",
    )
    costs = race(client, [few, many, invoices])
    for url, (cpu, queries, size) in costs.items():
        remark(f"{url}: {1000 * cpu:.1f} ms of CPU, {queries} queries, {size} bytes")
    bar("portal_queries_400_minus_40", costs[many][1] - costs[few][1], 0)
    bar("portal_cpu_over_invoices", costs[many][0] / costs[invoices][0], 1.5)


def create_communes(env):
    return env["res.partner"].create(
        [
            {
                "name": f"Commune {number}",
                "is_company": True,
                "dpo_body_type_id": env.ref("dpo_base.body_type_com").id,
            }
            for number in range(2)
        ]
    )


def create_processings(env, commune, count):
    domains = env["dpo.register.term"].search([("catalogue", "=", "domain")]).ids
    env["dpo.processing"].create(
        [
            {
                "name": f"Activité {number}",
                "collectivity_id": commune.id,
                "domain_id": domains[number % len(domains)],
            }
            for number in range(count)
        ]
    )


def create_invoices(env, commune):
    """A full page of posted invoices."""
    commune.company_registry = siret(siren(1))
    invoices = env["account.move"].create(
        [
            {
                "move_type": "out_invoice",
                "partner_id": commune.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [(0, 0, {"name": "Adhésion", "price_unit": 100.0})],
            }
            for _number in range(100)
        ]
    )
    invoices.action_post()


def create_mayor(env, communes):
    mayor = env["res.users"].create(
        {
            "name": "Maire",
            "login": LOGIN,
            "password": LOGIN,
            "lang": "fr_FR",
            "tz": "Europe/Paris",
            "group_ids": [(6, 0, [env.ref("base.group_portal").id])],
        }
    )
    for commune in communes:
        env["dpo.mandate"].create(
            {
                "person_id": mayor.partner_id.id,
                "collectivity_id": commune.id,
                "function": "legal_representative",
                "portal_access": True,
                "date_from": "2020-01-01",
            }
        )


def log_in():
    client = Client(http.root)
    page = client.get("/web/login", **FROM_HERE).text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    data = {"login": LOGIN, "password": LOGIN, "csrf_token": token}
    answer = client.post("/web/login", data=data, **FROM_HERE)
    assert answer.status_code == 303, answer.text[:500]
    return client


def race(client, urls):
    """``{url: (CPU seconds, queries, bytes)}``, pages in turn so that noise hits them all."""
    costs = {url: [] for url in urls}
    for number in range(ROUNDS + 2):
        for url in urls:
            queries, cpu = odoo.sql_db.sql_counter, time.process_time()
            answer = client.get(url, **FROM_HERE)
            spent = time.process_time() - cpu
            assert answer.status_code == 200, (url, answer.status_code)
            # the first rounds fill the caches
            if number > 1:
                counted = odoo.sql_db.sql_counter - queries
                costs[url].append((spent, counted, len(answer.data)))
    return {url: min(found) for url, found in costs.items()}
