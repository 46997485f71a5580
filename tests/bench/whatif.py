"""A trial of a grid against a call on the same grid: CPU and queries, for 500 and 2,000 members.

A trial computes two grids in memory and writes one line a member; the call computes one and
writes one row a member and component. Each bar prints `name value limit ok|missed`.
"""

from _measure import bar, remark
from billing import measure
from fee_data import create_grid, create_members

SMALL, LARGE = 500, 2000


def main(env):
    """Measure; the database is a throwaway copy."""
    create_members(env, SMALL)
    grid = create_grid(env)
    few, _ = measure_trial(env, grid, SMALL)
    create_members(env, LARGE - SMALL, SMALL)
    many, balance = measure_trial(env, grid, LARGE)
    call = env["dpo.fee.call"].create({"grid_id": grid.id})
    cost = measure(env, call.action_compute)
    remark(f"{LARGE} members called in {cost.cpu:.1f} s of CPU, {cost.queries} queries")
    bar("trial_cpu_over_call", many.cpu / cost.cpu, 1.0)
    bar("balance_cpu_over_call", balance.cpu / cost.cpu, 2.0)
    bar("trial_queries_per_member_added", (many.queries - few.queries) / (LARGE - SMALL), 0.03)
    trial = env["dpo.fee.scenario"].search([], limit=1)
    assert round(trial.amount_before, 2) == round(call.amount_total, 2)


def measure_trial(env, grid, count):
    """Compute a trial of a copy of the grid, then balance it to 5 % more."""
    env.cr.commit()
    env.cr.execute("ANALYZE")
    trial = env["dpo.fee.scenario"].browse(grid.action_try()["res_id"])
    cost = measure(env, trial.action_compute)
    assert len(trial.line_ids) == count, len(trial.line_ids)
    remark(f"{count} members tried in {cost.cpu:.1f} s of CPU, {cost.queries} queries")
    trial.target_amount = round(trial.amount_before * 1.05, 2)
    balance = measure(env, trial.action_balance)
    remark(
        f"{count} members balanced in {balance.cpu:.1f} s of CPU, {balance.queries} queries: "
        f"{trial.scale_total:.2f} for {trial.target_amount:.2f}"
    )
    return cost, balance
