"""Part of `billing`: issuing invoices from a locked call, against core on the same values.

For 500 and 2,000 fees, in one run: our batch, from its launch to its end, and the floor, a
quiet chunked `create` + post of the same values in the same context, take turns chunk by
chunk, so that the noise of the machine hits both. Plain `create` and one `create` per
invoice (as subscription addons do) are printed beside.
"""

from _measure import Cost, bar, remark, rss
from fee_data import create_grid, create_locked_call, create_members, load_books

SIZES = (500, 2000)
CHUNK = 100
PLENTY = 3600.0  # seconds the runner is told it has: it goes on to the end
CONTEXT = {"lang": "fr_FR", "tz": "Europe/Paris", "mail_create_nolog": True}


def main(env):
    load_books(env)
    env.cr.commit()
    overheads = {}
    first = 10_000  # after the members of the other measures
    for size in SIZES:
        overheads[size] = _measure_size(env, size, first)
        first += size
    small, large = (overheads[size] for size in SIZES)
    remark(f"CPU above the floor: {small:.2f} s at {SIZES[0]}, {large:.2f} s at {SIZES[1]}")
    growth = large / max(small, 0.001) if large > 0 else 0.0
    bar("overhead-growth", growth, 1.1 * SIZES[1] / SIZES[0])


def _measure_size(env, size, first):
    """Print the bars of one size; return our CPU overhead over core in seconds."""
    env["dpo.engagement"].search([]).write({"date_until": "2020-12-31"})
    create_members(env, size, first)
    grid = env["dpo.fee.grid"].search([("state", "=", "voted")], limit=1) or create_grid(env)
    drafts = create_locked_call(env, grid, "ADH")
    posted = create_locked_call(env, grid, "NUM")
    (drafts | posted).invoice_date = "2026-02-02"  # known before the floor's values are taken
    posted.post_invoices = True
    env.cr.commit()
    env.cr.execute("ANALYZE")
    ours_drafts, growth = _issue_drafts(env, drafts, size)
    bar(f"queries-per-draft-{size}", ours_drafts.queries / size, 1.2)
    bar(f"memory-growth-mb-{size}", growth, 40)
    core_post = _core_post_queries(env, posted)
    ours, floor = _race(env, posted, size)
    posting = (ours.queries - ours_drafts.queries) / size
    bar(f"queries-per-posting-{size}", posting, core_post + 1.5)
    bar(f"cpu-against-quiet-core-{size}", ours.cpu / floor.cpu, 1.15)
    _print_others(env, drafts, size, ours)
    return ours.cpu - floor.cpu


def _issue_drafts(env, call, size):
    """Our batch without posting: its cost, and the growth of memory after its third chunk."""
    call.action_issue_invoices()
    env.cr.commit()
    cost, memory = Cost(), []

    def commit(_treated, _remaining):
        env.cr.commit()
        memory.append(rss())
        return PLENTY

    with cost.measured(env):
        call.batch_id._run(commit=commit)
    assert len(call.move_ids) == size, len(call.move_ids)
    return cost, memory[-1] - memory[min(2, len(memory) - 1)]


def _core_post_queries(env, call):
    """SQL queries with which core posts one of these invoices, from a chunk rolled back."""
    created, posted = Cost(), Cost()
    with created.measured(env):
        moves = _create_quietly(env, _core_values(call)[:CHUNK])
    with posted.measured(env):
        moves._post(soft=False)
    env.cr.rollback()
    return posted.queries / CHUNK


def _race(env, call, size):
    """Our batch and the floor by turns; cost of ours and of the floor."""
    values = _core_values(call)
    call.action_issue_invoices()
    env.cr.commit()
    ours, floor = Cost(), Cost()
    starts = iter(range(0, size, CHUNK))

    def commit(_treated, _remaining):
        env.cr.commit()
        start = next(starts, size)
        if start < size:
            with floor.measured(env):
                _create_quietly(env, values[start : start + CHUNK])._post(soft=False)
                env.cr.commit()
        return PLENTY

    with ours.measured(env):
        call.batch_id._run(commit=commit)
    assert next(starts, size) == size, "the batch took fewer turns than the floor"
    assert call.state == "issued"
    ours.cpu -= floor.cpu
    ours.queries -= floor.queries
    return ours, floor


def _create_quietly(env, values):
    return env["account.move"].with_context(**CONTEXT).create(values)


def _core_values(call):
    """The values of our invoices without what is ours."""
    values = call._prepare_moves_values(call.row_ids.payer_id)
    for value in values:
        value.pop("dpo_fee_call_id")
        for line in value["invoice_line_ids"]:
            line[2].pop("dpo_fee_row_id")
    return values


def _print_others(env, call, size, ours):
    """Plain and single creates of the same number of invoices, as a remark."""
    rows = call.row_ids[: min(size, 200)]
    values = [call._prepare_move_values(row) for row in rows]
    for value in values:
        for key in ("dpo_fee_call_id", "fiscal_position_id", "journal_id"):
            value.pop(key)
        for line in value["invoice_line_ids"]:
            line[2].pop("dpo_fee_row_id")
            line[2].pop("analytic_distribution", None)
    plain, single = Cost(), Cost()
    with plain.measured(env):
        env["account.move"].create(values)
    env.cr.rollback()
    with single.measured(env):
        for value in values:
            env["account.move"].create(value)
            env.flush_all()
    env.cr.rollback()
    count = len(values)
    remark(
        f"{size}: CPU per invoice: ours with posting {1000 * ours.cpu / size:.1f} ms,"
        f" plain create {1000 * plain.cpu / count:.1f} ms ({plain.queries / count:.1f} queries),"
        f" one create each {1000 * single.cpu / count:.1f} ms"
        f" ({single.queries / count:.1f} queries)"
    )
