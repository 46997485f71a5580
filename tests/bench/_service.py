"""The scripts and the commands of docker/, run here: what is tried is what is shipped."""

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "setup/lib"))

import addons
import nginx
import odoo_process
from project import ROOT

DOCKER = ROOT / "docker"
FILE = "ir_attachment.location"


class Service:
    """A database with its files, and a directory for its backups."""

    def __init__(self, database, directory):
        self.database = database
        self.data = directory / "data"
        self.backups = directory / "backups"
        for path in (self.data, self.backups):
            path.mkdir(parents=True, exist_ok=True)

    def filestore(self, database=None):
        return self.data / "filestore" / (database or self.database)

    def environment(self, **more):
        """The environment of our scripts and of Odoo, as the image gives it."""
        return odoo_process.variables(
            DPO_DATA_DIR=str(self.data),
            DPO_BACKUPS=str(self.backups),
            ODOO=f"{odoo_process.COMMAND[0]} -m odoo",
            **more,
        )

    def script(self, name, *arguments, **more):
        """What runs a script of docker/bin, for subprocess."""
        return {
            "args": [DOCKER / "bin" / name, *arguments],
            "env": self.environment(**more),
            "stdin": subprocess.DEVNULL,
            "stdout": subprocess.PIPE,
            "stderr": subprocess.STDOUT,
            "text": True,
        }

    def run(self, name, *arguments, **more):
        """Run a script of docker/bin to its end; return its exit code and what it printed."""
        done = subprocess.run(check=False, **self.script(name, *arguments, **more))
        return done.returncode, done.stdout

    def backup(self):
        """Make a backup and return its directory."""
        code, shown = self.run("dpo-backup", self.database)
        assert code == 0, shown
        return sorted(self.backups.glob(f"{self.database}-*"))[-1]


def keep_files_on_disk(env, service):
    """A template carries its files in the database, a service keeps them beside it."""
    from odoo.tools import config

    config["data_dir"] = str(service.data)
    env["ir.config_parameter"].set_param(FILE, "file")
    env["ir.attachment"].force_storage()


def compose_options(name, variables=None):
    """The options of Odoo in a service of compose.yaml, with the values that .env would give."""

    def value(match):
        return (variables or {}).get(match[1], match[2] or "")

    text = re.sub(r"\$\{(\w+)(?::-([^}]*))?[^}]*\}", value, (DOCKER / "compose.yaml").read_text())
    command = yaml.safe_load(text)["services"][name]["command"]
    assert command[0] == "odoo", command
    return command[1:]


class Server:
    """A process and its children, on this machine; each has its log."""

    def __init__(self, name, command, directory, env=None):
        self.log = directory / f"{name}.log"
        with self.log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def holds(self, pid):
        """Tell whether a process is one of ours."""
        return os.getpgid(pid) == self.process.pid

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait()
        # what the master may have left
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def start_odoo(service, directory, kind, number):
    """Start `odoo` or `cron` as compose.yaml has it; return the server and its two ports."""
    ports = odoo_process.free_port(), odoo_process.free_port()
    options = {
        "config": DOCKER / "odoo.conf",
        "addons-path": ",".join(map(str, addons.paths())),
        "data-dir": service.data,
        "http-interface": "127.0.0.1",
        "http-port": ports[0],
        "gevent-port": ports[1],
    }
    # the process for websockets is started by the name of the program, so `-m odoo` will not do
    program = directory / "odoo"
    program.write_text("from odoo.cli.command import main\n\nmain()\n")
    small = {"DPO_WORKERS": "1", "DPO_CRON_WORKERS": "1"}
    command = [odoo_process.COMMAND[0], program, *compose_options(kind, small)]
    command += [f"--{name}={value}" for name, value in options.items()]
    env = service.environment(PGDATABASE=service.database)
    return Server(f"{kind}{number}", command, directory, env), ports


def start_nginx(directory, servers, domain="localhost"):
    """Start nginx as compose.yaml has it, before these servers; return it and its two ports."""
    ports = odoo_process.free_port(), odoo_process.free_port()
    configuration = render_nginx(directory, servers, ports, domain)
    command = [nginx.install(), "-p", directory, "-c", configuration]
    subprocess.run([*command, "-t"], check=True, capture_output=True)
    return Server("nginx", command, directory), ports


def render_nginx(directory, servers, ports, domain):
    """Write a whole configuration of nginx around ours, with what differs on this machine."""
    both = [" ".join(f"server 127.0.0.1:{ports[rank]};" for ports in servers) for rank in (0, 1)]
    certify(directory / "certs", domain)
    here = {
        "${DPO_DOMAIN}": domain,
        "server odoo:8069 resolve;": both[0],
        "server odoo:8072 resolve;": both[1],
        "listen 80": f"listen 127.0.0.1:{ports[0]}",
        "listen 443": f"listen 127.0.0.1:{ports[1]}",
        "/etc/nginx/certs": str(directory / "certs"),
        "/etc/nginx/": f"{DOCKER}/nginx/",
        "/usr/share/nginx": f"{DOCKER}/nginx",
        "/var/log/nginx": str(directory),
    }
    site = (DOCKER / "nginx/site.conf.template").read_text()
    for shipped, local in here.items():
        assert shipped in site, shipped
        site = site.replace(shipped, local)
    temporary = [
        f"{kind}_temp_path {directory}/{kind};"
        for kind in ("client_body", "proxy", "fastcgi", "scgi", "uwsgi")
    ]
    path = directory / "nginx.conf"
    path.write_text(
        "\n".join(
            [
                "daemon off;",
                # our directory is for its owner alone
                *(["user root;"] if os.geteuid() == 0 else []),
                f"pid {directory}/nginx.pid;",
                "events {}",
                "http {",
                *temporary,
                site,
                "}",
            ]
        )
    )
    return path


def certify(directory, domain):
    """Make a certificate for a few hours, as README.md has it for the first start."""
    directory.mkdir()
    subject = ["-subj", f"/CN={domain}", "-addext", f"subjectAltName=DNS:{domain}", "-days", "1"]
    files = ["-keyout", directory / "privkey.pem", "-out", directory / "fullchain.pem"]
    key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    command = ["openssl", "req", "-x509", *key, *subject, *files]
    subprocess.run(command, check=True, capture_output=True)


def wait_for(port, server, seconds=120):
    """Wait until Odoo answers on a port."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and server.process.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/web/health", timeout=5).close()
            return
        time.sleep(0.2)
    raise AssertionError(server.log.read_text())
