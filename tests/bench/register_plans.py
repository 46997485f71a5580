"""Ten lists on 200,000 records of the register: does each plan use an index?

The records are those of 450 communes, written by SQL from one made by the ORM. Each list is
asked as its user asks it, record rules included; the bar counts the sequential scans of the
large tables.
"""

from _measure import bar, remark

COMMUNES, PROCESSINGS, LINES = 450, 445, 3
LARGE = ("dpo_processing", "dpo_processing_data", "dpo_processing_party")
QUERY_LIMIT = 80


def main(env):
    """Measure; the database is a throwaway copy."""
    communes = create_communes(env)
    create_processings(env, communes)
    users = create_users(env, communes)
    scans = 0
    for name, user, model, domain, order in lists(env, users, communes):
        found = sequential_scans(env, user, model, domain, order)
        remark(f"{name}: {', '.join(found) or 'indexes only'}")
        scans += len(found)
    # otherwise the bar would hold for plans that are not read
    assert sequential_scans(env, users["all"], "dpo.processing", [], "service")
    bar("sequential_scans_of_ten_lists", scans, 0)


def create_communes(env):
    commune = env.ref("dpo_base.body_type_com").id
    communes = env["res.partner"].create(
        [
            {"name": f"Commune {number}", "is_company": True, "dpo_body_type_id": commune}
            for number in range(COMMUNES)
        ]
    )
    env["dpo.engagement"].create(
        [{"collectivity_id": id_, "nature": "delegated"} for id_ in communes.ids]
    )
    return communes


def create_processings(env, communes):
    """Copy one record of the ORM to all communes, with its lines."""
    vendor = env["dpo.vendor"].create({"name": "Éditeur"})
    term = env["dpo.register.term"].search([("catalogue", "=", "data")], limit=1)
    record = env["dpo.processing"].create({"name": "Activité", "collectivity_id": communes[0].id})
    data = env["dpo.processing.data"].create({"processing_id": record.id, "category_id": term.id})
    party = env["dpo.processing.party"].create({"processing_id": record.id, "vendor_id": vendor.id})
    env.flush_all()
    first = record.id + 1
    multiply(
        env,
        record,
        PROCESSINGS * COMMUNES,
        {
            "name": "'Activité ' || number",
            "collectivity_id": f"{communes[0].id} + mod(number, {COMMUNES})",
            "state": "(ARRAY['draft','submitted','checked','visa'])[1 + mod(number, 50) / 15]",
            "review_due_on": "DATE '2026-01-01' + mod(number, 900)",
            "submitted_on": "DATE '2026-01-01' + mod(number, 300)",
        },
    )
    env.cr.execute("SELECT id, key FROM dpo_register_term WHERE catalogue = 'data' ORDER BY id")
    categories = env.cr.fetchall()
    for line, count in ((data, LINES), (party, 1)):
        values = {
            "key": "md5(number::text)",
            "processing_id": f"{first} + mod(number, {PROCESSINGS * COMMUNES})",
            "collectivity_id": f"{communes[0].id} + mod(number, {COMMUNES})",
        }
        if line._name == "dpo.processing.data":
            values["category_id"] = f"{categories[0][0]} + mod(number / 7, {len(categories)})"
        multiply(env, line, count * PROCESSINGS * COMMUNES, values)
    create_vendors(env, vendor)
    env.cr.commit()
    env.cr.execute("ANALYZE")


def create_vendors(env, vendor):
    """Two hundred vendors, each used by a thousand records."""
    vendors = env["dpo.vendor"].create([{"name": f"Éditeur {n}"} for n in range(200)])
    env.cr.execute(
        "UPDATE dpo_processing_party SET vendor_id = %s + mod(id, 200) WHERE vendor_id = %s",
        [vendors[0].id, vendor.id],
    )


def multiply(env, record, count, values):
    """Insert ``count`` rows like that of ``record``; ``values`` are SQL of ``number``."""
    table = record._table
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_name = %s AND column_name <> 'id'",
        [table],
    )
    columns = [name for (name,) in env.cr.fetchall()]
    chosen = ", ".join(f"({values[name]})" if name in values else f"t.{name}" for name in columns)
    env.cr.execute(
        f"INSERT INTO {table} ({', '.join(columns)}) SELECT {chosen} "
        f"FROM {table} t, generate_series(0, %s) number WHERE t.id = %s ORDER BY number",
        [count - 1, record.id],
    )


def create_users(env, communes):
    """A mayor, an officer with 150 communes, an officer of all."""

    def user(login, group):
        return env["res.users"].create(
            {"name": login, "login": login, "group_ids": [(6, 0, [env.ref(group).id])]}
        )

    mayor = user("maire", "base.group_portal")
    officer = user("chargee", "dpo_base.group_dpo_officer")
    everything = user("dpd", "dpo_base.group_dpo_officer_all")
    env["dpo.mandate"].create(
        {
            "person_id": mayor.partner_id.id,
            "collectivity_id": communes[0].id,
            "function": "legal_representative",
            "portal_access": True,
            "date_from": "2020-01-01",
        }
    )
    env["dpo.assignment"].create(
        [
            {"collectivity_id": id_, "user_id": officer.id, "date_from": "2020-01-01"}
            for id_ in communes[:150].ids
        ]
    )
    env.flush_all()
    env.cr.execute("ANALYZE dpo_mandate, dpo_assignment")
    return {"mayor": mayor, "officer": officer, "all": everything}


def lists(env, users, communes):
    """Yield (name, user, model, domain, order) of the lists of every day."""
    running = [("date_end", "=", False)]
    today = env["dpo.clock"]._today()
    due = [*running, ("review_due_on", "<=", today)]
    own = [*running, ("collectivity_id", "=", communes[0].id)]
    term = env["dpo.register.term"].search([("catalogue", "=", "data")], limit=1)
    vendor = env["dpo.vendor"].search([], limit=1)
    model = "dpo.processing"
    yield "portal, my register", users["mayor"], model, running, None
    yield "portal, one register", users["mayor"], model, own, "domain_id, name, id"
    yield "portal, to be reviewed", users["mayor"], model, due, "review_due_on, id"
    waiting = [("state", "=", "submitted"), *running]
    yield "officer, to be checked", users["officer"], model, waiting, "submitted_on, id"
    yield "officer, running", users["officer"], model, running, None
    yield "all, running", users["all"], model, running, None
    yield "all, to be reviewed", users["all"], model, due, "review_due_on, id"
    category = [("data_ids.category_id", "=", term.id), *running]
    yield "all, by category of data", users["all"], model, category, None
    uses = [("party_ids.vendor_id", "=", vendor.id), *running]
    yield "all, who uses this vendor", users["all"], model, uses, None
    yield "all, by name", users["all"], model, [("name", "ilike", "12345"), *running], None


def sequential_scans(env, user, model, domain, order):
    """Large tables that the plan of this list reads from end to end."""
    records = env[model].with_user(user)
    query = records._search(domain, order=order or records._order, limit=QUERY_LIMIT)
    code, params = query.select().code, query.select().params
    env.cr.execute(f"EXPLAIN (FORMAT JSON) {code}", params)
    return sorted(set(_scans(env.cr.fetchone()[0][0]["Plan"])))


def _scans(node):
    if node["Node Type"] == "Seq Scan" and node["Relation Name"] in LARGE:
        yield node["Relation Name"]
    for child in node.get("Plans", ()):
        yield from _scans(child)
