"""Part of `billing`: issuing invoices from a locked call, against core on the same values.

For 500 and 2,000 fees, in one run: our batch and a quiet chunked `create` + post of the
same values take turns chunk by chunk, so that the noise of the machine hits both. Plain
`create` and one `create` per invoice (as subscription addons do) are printed beside.
"""

from _measure import Cost, bar, remark, rss
from fee_data import create_grid, create_locked_call, create_members, load_books

SIZES = (500, 2000)
CHUNK = 100


def main(env):
    load_books(env)
    env.cr.commit()
    overheads = {}
    first = 10_000  # after the members of the other measures
    for size in SIZES:
        overheads[size] = _measure_size(env, size, first)
        first += size
    growth = overheads[SIZES[1]] / max(overheads[SIZES[0]], 0.001)
    bar("overhead-growth", growth, 1.1 * SIZES[1] / SIZES[0])


def _measure_size(env, size, first):
    """Print the bars of one size; return our CPU overhead over core in seconds."""
    env["dpo.engagement"].search([]).write({"date_until": "2020-12-31"})
    create_members(env, size, first)
    grid = env["dpo.fee.grid"].search([("state", "=", "voted")], limit=1) or create_grid(env)
    drafts = create_locked_call(env, grid, "ADH")
    posted = create_locked_call(env, grid, "NUM")
    posted.post_invoices = True
    env.cr.commit()
    env.cr.execute("ANALYZE")
    ours_drafts, growth = _issue_drafts(env, drafts, size)
    bar(f"queries-per-draft-{size}", ours_drafts.queries / size, 1.2)
    bar(f"memory-growth-mb-{size}", growth, 40)
    ours, floor, core_post = _race(env, posted, size)
    posting = (ours.queries - ours_drafts.queries) / size
    bar(f"queries-per-posting-{size}", posting, core_post.queries / size + 1.5)
    bar(f"cpu-against-quiet-core-{size}", ours.cpu / floor.cpu, 1.15)
    _print_others(env, drafts, size, ours)
    return ours.cpu - floor.cpu


def _step(env, batch, cost):
    """One chunk of our batch; False when it is over."""
    with cost.measured(env):
        unfinished = batch._run(commit=lambda treated, remaining: env.cr.commit() or 0)
    env.invalidate_all()
    return unfinished


def _issue_drafts(env, call, size):
    call.action_issue_invoices()
    env.cr.commit()
    cost, memory = Cost(), []
    while _step(env, call.batch_id, cost):
        memory.append(rss())
    assert len(call.move_ids) == size, len(call.move_ids)
    return cost, memory[-1] - memory[min(2, len(memory) - 1)]


def _race(env, call, size):
    """Our batch and the floor by turns; costs of ours, of the floor, and of its posting."""
    values = _core_values(call)
    call.action_issue_invoices()
    env.cr.commit()
    ours, floor, core_post = Cost(), Cost(), Cost()
    unfinished = True
    for start in range(0, size, CHUNK):
        unfinished = unfinished and _step(env, call.batch_id, ours)
        _floor(env, values[start : start + CHUNK], floor, core_post)
    while unfinished:
        unfinished = _step(env, call.batch_id, ours)
    assert call.state == "issued"
    return ours, floor, core_post


def _core_values(call):
    """The values of our invoices without what is ours."""
    rows = call.row_ids.filtered(lambda row: row.state == "to_issue")
    values = [call._prepare_move_values(row) for row in rows]
    for value in values:
        value.pop("dpo_fee_call_id")
        for line in value["invoice_line_ids"]:
            line[2].pop("dpo_fee_row_id")
    return values


def _floor(env, values, cost, post):
    """Core's quiet work on one chunk."""
    with cost.measured(env):
        moves = env["account.move"].with_context(mail_create_nolog=True).create(values)
        env.flush_all()
        with post.measured(env):
            moves._post(soft=False)
        env.cr.commit()
    env.invalidate_all()


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
