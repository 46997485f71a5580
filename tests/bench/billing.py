"""Fees from the facts to the rows: what one row costs, whatever their number.

Each bar prints `name value limit ok|missed`.
"""

import time

from fee_data import create_grid, create_members

ROWS = 5000
COMPONENTS = 2


def main(env):
    """Measure; the database is a throwaway copy."""
    call = prepare(env, ROWS // COMPONENTS)
    measure_compute(env, call)
    measure_lock(env, call)


def prepare(env, members):
    """A call on members just imported, its tables analysed as after a night."""
    create_members(env, members)
    grid = create_grid(env)
    signatory = env["res.partner"].create({"name": "Camille Présidente"})
    call = env["dpo.fee.call"].create(
        {
            "grid_id": grid.id,
            "signatory_id": signatory.id,
            "signatory_capacity": "présidente",
        }
    )
    env.cr.commit()
    env.cr.execute("ANALYZE")
    return call


def measure_compute(env, call):
    seconds, queries = measure(env, call.action_compute)
    assert call.row_count == ROWS, call.row_count
    print(f"# {ROWS} rows computed in {seconds:.1f} s of CPU, {queries} queries")
    bar("compute_queries_per_row", queries / ROWS, 0.05)
    again, queries = measure(env, call.action_compute)
    print(f"# computed again in {again:.1f} s of CPU, {queries} queries")
    bar("recompute_queries_per_row", queries / ROWS, 0.05)


def measure_lock(env, call):
    seconds, queries = measure(env, call.action_lock)
    print(f"# locked in {seconds:.1f} s of CPU, {queries} queries")
    seconds, queries = measure(env, call.action_recompute_proof)
    print(f"# proved in {seconds:.1f} s of CPU, {queries} queries")


def measure(env, action):
    """CPU seconds and queries of an action, from a cold cache to the last UPDATE."""
    env.flush_all()
    env.invalidate_all()
    queries, started = env.cr.sql_log_count, time.process_time()
    action()
    env.flush_all()
    return time.process_time() - started, env.cr.sql_log_count - queries


def bar(name, value, limit):
    """Print one bar, held when the value does not exceed its limit."""
    print(f"{name} {value:.4f} {limit} {'ok' if value <= limit else 'missed'}", flush=True)
