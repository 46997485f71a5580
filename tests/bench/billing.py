"""Fees from the facts to the rows: what one row costs, whatever their number.

Each bar prints `name value limit ok|missed`.
"""

import invoices
from _measure import Cost, bar, remark
from fee_data import create_grid, create_members

ROWS = 5000
COMPONENTS = 2


def main(env):
    """Measure; the database is a throwaway copy."""
    call = prepare(env, ROWS // COMPONENTS)
    measure_compute(env, call)
    measure_lock(env, call)
    call.action_cancel("mesure")
    invoices.main(env)


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
    cost = measure(env, call.action_compute)
    assert call.row_count == ROWS, call.row_count
    remark(f"{ROWS} rows computed in {cost.cpu:.1f} s of CPU, {cost.queries} queries")
    bar("compute_queries_per_row", cost.queries / ROWS, 0.05)
    cost = measure(env, call.action_compute)
    remark(f"computed again in {cost.cpu:.1f} s of CPU, {cost.queries} queries")
    bar("recompute_queries_per_row", cost.queries / ROWS, 0.05)


def measure_lock(env, call):
    cost = measure(env, call.action_lock)
    remark(f"locked in {cost.cpu:.1f} s of CPU, {cost.queries} queries")
    cost = measure(env, call.action_recompute_proof)
    remark(f"proved in {cost.cpu:.1f} s of CPU, {cost.queries} queries")


def measure(env, action):
    """Cost of an action, from a cold cache to the last UPDATE."""
    env.flush_all()
    env.invalidate_all()
    cost = Cost()
    with cost.measured(env):
        action()
    return cost
