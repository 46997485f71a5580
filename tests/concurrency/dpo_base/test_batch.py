"""Each item of a batch is treated exactly once, whatever happens to the processes."""

import time
from collections import Counter
from unittest.mock import patch

import pytest

ADDONS = ["dpo_base", "test_dpo_batch"]


def make_job(env, items, seconds):
    job = env["test.dpo.job"].create({"seconds": seconds})
    env["test.dpo.job.item"].create([{"job_id": job.id, "name": str(n)} for n in range(items)])
    return job.action_launch().id


def work(env):
    env["dpo.batch"]._cron_run()


def work_without_any_lock(env):
    """The runner without its lock, its progress written outside of its transaction."""
    batch_class = type(env["dpo.batch"])
    write = batch_class.write

    def write_apart(batches, values):
        if values.get("state") != "running":
            return write(batches, values)
        with env.registry.cursor() as apart:
            apart.execute(
                "UPDATE dpo_batch SET cursor = %s WHERE id = %s", [values["cursor"], batches.id]
            )
        return True

    with (
        patch.object(batch_class, "_try_lock", lambda batch: True),
        patch.object(batch_class, "write", write_apart),
    ):
        work(env)


def work_without_lock(env):
    with patch.object(type(env["dpo.batch"]), "_try_lock", lambda batch: True):
        work(env)


def treated(env):
    """How often each item was treated, and the counters of the batch."""
    env.cr.execute(
        "SELECT item.id, count(trace.id) FROM test_dpo_job_item item"
        " LEFT JOIN test_dpo_job_trace trace ON trace.item_id = item.id GROUP BY item.id"
    )
    times = Counter(count for _id, count in env.cr.fetchall())
    batch = env["dpo.batch"].search([])
    return dict(times), [(b.state, b.done, b.failed) for b in batch]


def is_over(env):
    return env["dpo.batch"].search([]).state == "done"


def has_begun(env):
    return env["dpo.batch"].search([]).done


def test_two_workers_treat_each_item_once(cluster):
    cluster.run(lambda env: make_job(env, items=600, seconds=0.001))
    workers = [cluster.start(work) for _ in range(2)]
    assert cluster.wait(*workers) == [0, 0]
    assert cluster.run(treated) == ({1: 600}, [("done", 600, 0)])


def test_without_its_lock_postgresql_still_refuses_the_second_worker(cluster):
    """The second wall: both update the row of the batch, the later one is rolled back."""
    cluster.run(lambda env: make_job(env, items=600, seconds=0.001))
    workers = [cluster.start(work_without_lock) for _ in range(2)]
    cluster.wait(*workers)
    cluster.wait(cluster.start(work))
    assert cluster.run(treated) == ({1: 600}, [("done", 600, 0)])


def test_race_happens_without_any_lock(cluster):
    """The control: these tests can see the fault that the others exclude."""
    cluster.run(lambda env: make_job(env, items=80, seconds=0.05))
    workers = [cluster.start(work_without_any_lock) for _ in range(2)]
    cluster.wait(*workers)
    times, _batches = cluster.run(treated)
    assert max(times) > 1


def test_killed_at_any_moment_it_resumes_exactly(cluster):
    cluster.run(lambda env: make_job(env, items=3000, seconds=0.001))
    cluster.kill_often(work, is_over, longest=0.25)
    assert cluster.run(treated) == ({1: 3000}, [("done", 3000, 0)])


def test_double_click_queues_one_work(cluster):
    job_id = cluster.run(lambda env: env["test.dpo.job"].create({}).id)
    clicks = [
        cluster.start_request(lambda env: env["test.dpo.job"].browse(job_id).action_launch())
        for _ in range(4)
    ]
    assert cluster.wait(*clicks) == [0, 0, 0, 0]
    assert cluster.run(lambda env: env["dpo.batch"].search_count([])) == 1


def test_cancelling_does_not_wait_for_the_chunk(cluster):
    cluster.run(lambda env: make_job(env, items=600, seconds=0.02))
    worker = cluster.start(work)
    cluster.wait_until(has_begun)
    started = time.monotonic()
    cancel = cluster.start_request(lambda env: env["dpo.batch"].search([]).action_cancel())
    assert cluster.wait(cancel) == [0]
    assert time.monotonic() - started < 2
    assert cluster.wait(worker) == [0]
    times, [(state, done, _failed)] = cluster.run(treated)
    assert (state, times.get(1), max(times)) == ("cancelled", done, 1)


@pytest.mark.parametrize("seconds", [0.0, 0.001])
def test_core_cron_runs_it_to_the_end(cluster, seconds):
    """Through ir.cron itself, as the button's trigger does."""
    cluster.run(lambda env: make_job(env, items=300, seconds=seconds))

    def process_jobs(env):
        env["ir.cron"]._process_jobs(env.cr.dbname)

    assert cluster.wait(cluster.start(process_jobs)) == [0]
    assert cluster.run(treated) == ({1: 300}, [("done", 300, 0)])
