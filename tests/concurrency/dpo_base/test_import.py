"""An import killed at any moment ends as if it had not been."""

import base64

ADDONS = ["dpo_base"]
COMMUNES = 1_500
HEADER = "code_insee;nom;siren;population;siren_epci;nom_epci"


def control_key(root):
    digits = [int(digit) * (1 + place % 2) for place, digit in enumerate(root)]
    return -sum(sum(divmod(digit, 10)) for digit in digits) % 10


def siren(root):
    return f"{root}{control_key(root)}"


def listed():
    """(INSEE code, name, SIREN, population, SIREN of the EPCI) of each commune."""
    return [
        (
            f"{1 + n // 400:02}{1 + n % 400:03}",
            f"Commune {n}",
            siren(f"21{n:06}"),
            n,
            siren(f"2490{n // 30:04}"),
        )
        for n in range(COMMUNES)
    ]


def launch(env):
    rows = [";".join(map(str, (*row, f"CC {row[4]}"))) for row in listed()]
    job = env["dpo.import"].create(
        {
            "name": "liste.csv",
            "file": base64.b64encode("\n".join([HEADER, *rows]).encode()),
            "body_type_id": env.ref("dpo_base.body_type_com").id,
            "population_kind": "population_municipal",
            "reference_year": 2023,
            "date_effective": "2026-01-01",
            "source": "INSEE",
            "create_engagement": True,
            "engagement_from": "2026-01-01",
        }
    )
    job.action_analyse()
    job.action_check()


def work(env):
    env["dpo.batch"]._cron_run()


def load(env):
    env["dpo.import"].search([]).action_load()


def is_loaded(env):
    return env["dpo.import"].search([]).state == "done"


def on_record(env):
    env.cr.execute(
        """
        SELECT code.code, body.name, body.dpo_siren, metric.value, epci.dpo_siren
          FROM res_partner body
          JOIN dpo_insee_code code ON code.collectivity_id = body.id
          JOIN dpo_metric metric ON metric.collectivity_id = body.id
          JOIN dpo_membership membership ON membership.collectivity_id = body.id
          JOIN res_partner epci ON epci.id = membership.grouping_id
          JOIN dpo_engagement engagement ON engagement.collectivity_id = body.id
         ORDER BY code.code
        """
    )
    return env.cr.fetchall()


def test_killed_at_any_moment_each_commune_comes_in_once(cluster):
    cluster.run(launch)
    cluster.wait(cluster.start(work))
    cluster.run(load)
    cluster.kill_often(work, is_loaded, longest=0.4)
    assert cluster.run(on_record) == listed()
    batch = cluster.run(
        lambda env: env["dpo.batch"].search([], limit=1).read(["done", "failed", "total"])
    )
    assert [(b["done"], b["failed"], b["total"]) for b in batch] == [(COMMUNES, 0, COMMUNES)]
