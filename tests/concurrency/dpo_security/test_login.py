"""Wrong passwords are limited whatever the number of processes that answer."""

import itertools
import xmlrpc.client
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import odoo_process
import pytest
import requests

ADDONS = ["dpo_security"]
LIMIT, TRIES = 10, 40
REFUSED = "réessayer"
LOGIN, PASSWORD = "admin", "quatre vaches au pré"


@pytest.fixture
def servers(cluster, tmp_path):
    """Two servers on one database: what two workers, or two containers, are."""

    def prepare(env):
        env["ir.config_parameter"].set_param("auth_totp.policy", False)
        env["res.users"].search([("login", "=", LOGIN)]).password = PASSWORD

    cluster.run(prepare)
    with (
        odoo_process.server(cluster.name, tmp_path / "one.log") as (_one, one),
        odoo_process.server(cluster.name, tmp_path / "two.log") as (_two, two),
    ):
        yield [one, two]


def by_session(address, database, password="wrong", login=LOGIN):
    """What ``/web/session/authenticate`` says."""
    params = {"db": database, "login": login, "password": password}
    answer = requests.post(f"{address}/web/session/authenticate", json={"params": params}).json()
    return answer["error"]["data"]["message"] if "error" in answer else answer["result"]["uid"]


def by_xmlrpc(address, database):
    """What a call with a wrong password says."""
    proxy = xmlrpc.client.ServerProxy(f"{address}/xmlrpc/2/object")
    try:
        return proxy.execute_kw(database, 2, "wrong", "res.users", "read", [[2]])
    except xmlrpc.client.Fault as fault:
        return fault.faultString


def by_key(address):
    """What the JSON API says of a wrong key."""
    headers = {"Authorization": "Bearer 0123456789abcdef"}
    return requests.post(f"{address}/json/2/res.users/search_count", json={}, headers=headers).text


def evaluated(answers):
    return Counter(REFUSED in str(answer) for answer in answers)[False]


def at_once(addresses, call):
    """The answers to many requests sent at once, in turn to each server."""
    turns = itertools.islice(itertools.cycle(addresses), TRIES)
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(call, turns))


def test_one_after_the_other_ten_are_looked_at(cluster, servers):
    turns = itertools.islice(itertools.cycle(servers), TRIES)
    answers = [by_session(address, cluster.name) for address in turns]
    assert [REFUSED in answer for answer in answers] == [False] * LIMIT + [True] * (TRIES - LIMIT)
    # the right password is not looked at either, on neither server
    assert all(REFUSED in by_session(address, cluster.name, PASSWORD) for address in servers)


def test_all_at_once_no_more_than_ten_are_looked_at(cluster, servers):
    answers = at_once(servers, lambda address: by_session(address, cluster.name))
    assert 0 < evaluated(answers) <= LIMIT


def test_every_door_shares_the_count(cluster, servers):
    one, two = servers
    answers = [by_session(one, cluster.name) for _ in range(4)]
    answers += [by_xmlrpc(two, cluster.name) for _ in range(6)]
    assert evaluated(answers) == LIMIT
    assert REFUSED in by_xmlrpc(one, cluster.name)
    assert REFUSED in by_session(two, cluster.name, PASSWORD)
    keys = [by_key(address) for _ in range(LIMIT) for address in servers]
    assert evaluated(keys) == LIMIT


def test_without_its_limit_every_password_is_looked_at(cluster, servers):
    """The control: these tests can see the fault that the others exclude."""

    def open_wide(env):
        for setting in ("login_failures", "source_failures"):
            env["ir.config_parameter"].set_param(f"dpo_security.{setting}", "0")

    cluster.run(open_wide)
    assert evaluated(at_once(servers, lambda address: by_session(address, cluster.name))) == TRIES


def test_a_right_password_opens_and_forgets(cluster, servers):
    one, two = servers
    for _ in range(LIMIT - 1):
        by_session(one, cluster.name)
    assert by_session(two, cluster.name, PASSWORD) == 2
    assert cluster.run(lambda env: env["dpo.login.attempt"].search_count([])) == 0
