"""What docker/ promises, read from its files: no engine runs where the tests run."""

import ast
import os
import re
import subprocess
import sys

import addons
import nginx
import pytest
import system
import yaml
from project import ROOT

sys.path.insert(0, str(ROOT / "tests/bench"))

from _service import compose_options, render_nginx

DOCKER = ROOT / "docker"
SERVICES = yaml.safe_load((DOCKER / "compose.yaml").read_text())["services"]
RUNNING = {name: one for name, one in SERVICES.items() if "tools" not in one.get("profiles", [])}
DOCKERFILE = (DOCKER / "Dockerfile").read_text()


def test_nginx_accepts_the_configuration(tmp_path):
    path = render_nginx(tmp_path, [(8069, 8072)], (8080, 8443), "dpo.example.fr")
    command = [nginx.install(), "-t", "-p", tmp_path, "-c", path]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (shown.returncode, "warn" in shown.stderr) == (0, False), shown.stderr


@pytest.mark.parametrize("name", RUNNING)
def test_a_service_that_runs_comes_back_and_tells_its_health(name):
    service = SERVICES[name]
    assert service["restart"] == "unless-stopped"
    assert service.get("healthcheck") or (name == "odoo" and "\nHEALTHCHECK" in DOCKERFILE)
    assert service["logging"]["options"]["max-size"]


def test_only_the_proxy_is_reached_from_outside():
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["nginx"]


def test_no_secret_is_in_a_variable_or_a_command():
    for name, service in SERVICES.items():
        for variable in service.get("environment", {}):
            assert "PASSWORD" not in variable or variable.endswith("_FILE"), (name, variable)
    ignored = subprocess.run(
        ["git", "check-ignore", "-q", DOCKER / "secrets/odoo_db_password"], check=False, cwd=ROOT
    )
    assert ignored.returncode == 0


def test_the_password_of_the_database_is_in_a_file_of_its_reader(tmp_path):
    (tmp_path / "secret").write_text("a:b\\c\n")
    variables = {"TMPDIR": tmp_path, "DPO_PASSWORD_FILE": tmp_path / "secret", "PATH": os.defpath}
    shown = subprocess.run(
        [DOCKER / "bin/dpo-entrypoint", "sh", "-c", 'stat -c %a "$PGPASSFILE"; cat "$PGPASSFILE"'],
        env=variables,
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout == "600\n*:*:*:*:a\\:b\\\\c\n"


def test_images_have_a_version():
    images = [service["image"] for service in SERVICES.values() if "build" not in service]
    assert images
    assert all(re.fullmatch(r"[a-z]+:\d[\w.]*-\w+", image) for image in images), images
    assert "\nARG ODOO_IMAGE=odoo:19.0\n" in DOCKERFILE


def test_pages_and_scheduled_jobs_are_apart():
    assert "--max-cron-threads=0" in compose_options("odoo")
    assert "--no-http" in compose_options("cron")
    assert "--max-cron-threads=2" in compose_options("cron")
    # such a name would forbid `--scale`
    assert not [name for name, service in SERVICES.items() if "container_name" in service]


def test_the_image_draws_pdf_with_the_packages_of_setup():
    needed = [name for name in system.PACKAGES if name.startswith(("libpango", "libharf", "fonts"))]
    assert needed
    assert [name for name in needed if f"        {name} \\\n" not in DOCKERFILE] == []


def test_the_image_is_not_built_without_a_library_of_ours():
    checked = set(re.search(r'python3 -c "import (.*?);', DOCKERFILE, re.S)[1].split())
    checked = {name.strip(",\\") for name in checked}
    # `fonts` and others come with those that import them
    assert third_parties() <= checked


def third_parties():
    """Libraries that the addons import, beside Odoo and Python."""
    files = [
        path
        for directory in addons.shipped().values()
        for path in directory.rglob("*.py")
        if "tests" not in path.parts
    ]
    names = set()
    for path in files:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"odoo"}
