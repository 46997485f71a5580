"""Two Odoo and two crons on one database behind nginx, with the commands and files of docker/."""

import contextlib
import re
import socket
import ssl
import sys
from pathlib import Path

import pytest
import requests
import websocket

sys.path.insert(0, str(Path(__file__).parents[2] / "bench"))

from _service import Service, keep_files_on_disk, start_nginx, start_odoo, wait_for
from fee_data import (
    create_grid,
    create_locked_call,
    create_members,
    live_lines,
    load_books,
    names_without_gap,
)

ADDONS = ["dpo_base", "dpo_contract", "dpo_contract_account"]
FEES = 200
PASSWORD = "maire-de-Saint-Exemple"
# the lock under which a worker treats a chunk: who holds it is at work
AT_WORK = """
    SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND classid = x'44504F42'::int AND granted
    AND datname = current_database()
"""


class Site:
    """Servers of one database; what was started is stopped when the stack is left."""

    def __init__(self, cluster, directory, stack):
        self.cluster = cluster
        self.directory = directory
        self.service = Service(cluster.name, directory)
        cluster.run(lambda env: keep_files_on_disk(env, self.service))
        self.call_id = cluster.run(prepare)
        started = [self._start(stack, "odoo", number) for number in (1, 2)]
        self.odoo = [server for server, _ports in started]
        self.ports = [ports[0] for _server, ports in started]
        proxy, (self.http, self.https) = start_nginx(directory, [ports for _, ports in started])
        stack.callback(proxy.stop)
        self.address = f"https://localhost:{self.https}"
        for server, ports in started:
            for port in ports:  # pages, then websockets
                wait_for(port, server)

    def _start(self, stack, kind, number):
        server, ports = start_odoo(self.service, self.directory, kind, number)
        stack.callback(server.stop)
        return server, ports

    @contextlib.contextmanager
    def crons(self):
        """Two crons that wait for work: they would hear of what is there within a minute only."""
        self.cluster.run(lambda env: env["ir.cron"].search([]).write({"nextcall": "2100-01-01"}))
        with contextlib.ExitStack() as stack:
            crons = [self._start(stack, "cron", number)[0] for number in (1, 2)]
            for cron in crons:
                self.cluster.wait_until(lambda env, log=cron.log: "alive" in log.read_text())
            yield crons

    def session(self):
        session = requests.Session()
        session.trust_env = False  # the authorities of the machine do not know ours
        session.verify = str(self.directory / "certs/fullchain.pem")
        return session


@pytest.fixture(scope="module")
def site(module_cluster, tmp_path_factory):
    with contextlib.ExitStack() as stack:
        yield Site(module_cluster, tmp_path_factory.mktemp("site"), stack)


@pytest.fixture(scope="module")
def mayor(site):
    """A browser in which the mayor has logged in."""
    session = site.session()
    page = session.get(f"{site.address}/web/login").text
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
    form = {"login": "maire", "password": PASSWORD, "csrf_token": token}
    answer = session.post(f"{site.address}/web/login", data=form)
    assert answer.url == f"{site.address}/my", answer.url
    return session


def prepare(env):
    load_books(env)
    member = create_members(env, FEES)[0]
    call = create_locked_call(env, create_grid(env), "ADH")
    call.post_invoices = True
    portal = [(6, 0, env.ref("base.group_portal").ids)]
    values = {"name": "Marie Lenoir", "login": "maire", "password": PASSWORD, "group_ids": portal}
    person = env["res.users"].with_context(no_reset_password=True).create(values).partner_id
    env["dpo.mandate"].create(
        {
            "person_id": person.id,
            "collectivity_id": member.id,
            "function": "legal_representative",
            "portal_access": True,
            "date_from": "2020-01-01",
        }
    )
    return call.id


def test_pages_of_persons_are_kept_by_no_browser(site, mayor):
    for path in ("/my", "/my/", "/my/account", "/web/login", "/my/nothing-here"):
        answer = mayor.get(f"{site.address}{path}")
        assert answer.headers["Cache-Control"] == "no-store", path
    page = mayor.get(f"{site.address}/my").text
    script = re.search(r'src="(/web/assets/[^"]+\.js)"', page)[1]
    answer = mayor.get(f"{site.address}{script}")
    assert "max-age" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def test_both_servers_answer_in_one_session(site, mayor):
    for _ in range(6):
        assert "Marie Lenoir" in mayor.get(f"{site.address}/my").text
    for server in site.odoo:
        assert "GET /my HTTP" in server.log.read_text()


def test_cookies_stay_on_tls_and_headers_guard_the_page(site, mayor):
    # a session begins here: its cookies are set
    answer = site.session().get(f"{site.address}/web/login")
    cookies = answer.raw.headers.getlist("Set-Cookie")
    assert [name for name in cookies if name.startswith("session_id=")]
    for cookie in cookies:
        assert {"secure", "samesite=lax"} <= set(cookie.lower().split("; ")), cookie
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'self'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Server"] == "nginx"  # no version


def test_without_tls_one_is_sent_there(site):
    answer = requests.get(f"http://localhost:{site.http}/my?x=1", allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (
        308,
        f"https://localhost:{site.http}/my?x=1",
    )


def test_a_site_of_another_name_gets_no_answer(site):
    with pytest.raises(requests.ConnectionError):
        requests.get(f"http://127.0.0.1:{site.http}/", headers={"Host": "evil.example"})
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"https://127.0.0.1:{site.https}/", verify=False)


def test_what_a_client_says_of_its_address_is_not_believed(site, mayor):
    forged = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Host": "evil.example"}
    page = mayor.get(f"{site.address}/my?forged", headers=forged)
    assert "evil.example" not in page.text
    logs = "".join(server.log.read_text() for server in site.odoo)
    assert "6.6.6.6" not in logs
    assert re.search(r"127\.0\.0\.1 .*GET /my\?forged", logs)


@pytest.mark.parametrize(
    "path",
    [
        "/xmlrpc/2/common",
        "/xmlrpc/common",
        "/jsonrpc",
        "/fr/jsonrpc",
        "/fr_FR/xmlrpc/2/object",
        "//jsonrpc",
        "/%6asonrpc",
        "/my/../jsonrpc",
        "/web/database/manager",
        "/web/database/list",
        "/web/tests",
    ],
)
def test_old_doors_are_closed(site, path):
    with socket.socket() as plain:  # requests would tidy the path up
        plain.settimeout(30)
        plain.connect(("localhost", site.https))
        with secure(site, plain) as door:
            door.sendall(
                f"POST {path} HTTP/1.1\r\nHost: localhost:{site.https}\r\n"
                "Content-Length: 0\r\nConnection: close\r\n\r\n".encode()
            )
            assert door.recv(12) == b"HTTP/1.1 404"


def secure(site, plain):
    context = ssl.create_default_context(cafile=site.directory / "certs/fullchain.pem")
    return context.wrap_socket(plain, server_hostname="localhost")


def test_the_doors_exist_behind_the_proxy(site):
    """The control: Odoo itself would answer."""
    call = {"params": {"service": "common", "method": "version", "args": []}}
    answer = requests.post(f"http://127.0.0.1:{site.ports[0]}/jsonrpc", json=call)
    assert answer.json()["result"]["server_serie"] == "19.0"


def test_the_websocket_reaches_the_process_that_holds_it(site, mayor):
    cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in mayor.cookies)
    connection = websocket.create_connection(
        f"wss://localhost:{site.https}/websocket",
        sslopt={"ca_certs": str(site.directory / "certs/fullchain.pem")},
        cookie=cookies,
        origin=site.address,
    )
    connection.send('{"event_name": "subscribe", "data": {"channels": [], "last": 0}}')
    connection.ping()
    assert connection.recv_data(control_frame=True)[0] == websocket.ABNF.OPCODE_PONG
    connection.close()


def test_passwords_are_not_tried_without_end(site, mayor):
    session = site.session()
    codes = [
        session.post(f"{site.address}/web/login", data={"login": "maire"}).status_code
        for _ in range(30)
    ]
    assert codes[0] != 429
    assert codes[-1] == 429
    refused = session.post(f"{site.address}/web/login")
    assert "Trop d’essais" in refused.content.decode()
    # pages are not counted: who is inside works on
    assert mayor.get(f"{site.address}/my").status_code == 200


def test_a_call_begun_by_one_cron_is_ended_by_the_other(site):
    """Each fee is invoiced once though the first is killed in the midst of it."""
    cluster = site.cluster
    with site.crons() as crons:
        cluster.run(lambda env: env["dpo.fee.call"].browse(site.call_id).action_issue_invoices())
        cluster.wait_until(lambda env: batch_of(env).done)
        worker = cluster.wait_until(at_work)
        (killed,) = [cron for cron in crons if cron.holds(worker)]
        killed.kill()
        assert cluster.run(lambda env: batch_of(env).state) == "running", "too quick to be killed"
        # whoever works in the application wakes the other; alone it would look within a minute
        cluster.run(lambda env: env["dpo.batch"]._wake())
        cluster.wait_until(lambda env: batch_of(env).state == "done")
    assert cluster.run(live_lines) == (1, 1, FEES)
    assert cluster.run(names_without_gap)


def batch_of(env):
    return env["dpo.batch"].search([("kind", "=", "invoice")])


def at_work(env):
    """The process of the cron that treats a chunk."""
    env.cr.execute(AT_WORK)
    names = env.cr.fetchall()
    return int(names[0][0].removeprefix("odoo-")) if names else None
