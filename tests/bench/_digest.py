"""What a database holds, in a form that two databases can be compared by."""

# The stamps of a row say who wrote it last: Odoo rewrites the records of data files.
STAMPS = ["write_date", "write_uid"]
# How Odoo describes itself, and what it tells its own processes
MACHINERY = r"^(ir_(?!attachment|sequence|config|default|filters|cron$)|bus_|orm_)"


def tables(cr):
    """Names of the tables with content: those of people, not Odoo's description of itself."""
    cr.execute(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
        " AND table_type = 'BASE TABLE' AND table_name !~ %s ORDER BY table_name",
        [MACHINERY],
    )
    return [name for (name,) in cr.fetchall()]


def digest(cr, names=None, ignored=()):
    """Return {table: (rows, hash of all of them)}, whatever their order; stamps are left out."""
    result = {}
    for name in names or tables(cr):
        # a row as jsonb: by name of column, not by their order
        cr.execute(
            "SELECT count(*), md5(string_agg(line, '' ORDER BY line)) FROM"
            f' (SELECT md5((to_jsonb(t) - %s::text[])::text) AS line FROM "{name}" t) lines',
            [[*STAMPS, *ignored]],
        )
        result[name] = cr.fetchone()
    return result
