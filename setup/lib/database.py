"""Databases: French ones, made quickly by cloning layers that are built once.

Layers, each a PostgreSQL template: `base` in French, then the Odoo addons a set of ours needs.
Attachments live in the database, so that cloning carries them.
"""

import shutil
import subprocess

import addons
import odoo_process
import odoo_tree
from cluster import psql
from project import LOG, SETUP, Failure, digest, locked, step

PREFIX = "template_dpo_"
FRENCH, ASSETS = SCRIPTS = [SETUP / f"lib/scripts/{name}.py" for name in ("french", "assets")]
DEMO = "demo_"
KEPT_DEMOS = 2
# Enough for the layers of a few checkouts; older ones are rebuilt when needed again.
KEPT_TEMPLATES = 12


def exists(name):
    return bool(psql(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def drop(*names):
    """Drop databases, whoever is connected, and the files Odoo keeps beside them."""
    for name in names:
        psql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(odoo_process.data_directory(name), ignore_errors=True)


def clone(source, name):
    """Make a database as a copy of another, in place of the one that has this name."""
    drop(name)
    psql(f'CREATE DATABASE "{name}" TEMPLATE "{source}" STRATEGY file_copy')


def create(name, modules, demo=False, assets=False):
    """Make a French database with modules (none: base only).

    `demo` brings the demo data of our addons, not Odoo's; `assets` what a browser will ask for.
    """
    ours, core = addons.closure(modules)
    layer = _core_layer(core)
    clone(_assets_layer(layer) if assets else layer, name)
    if demo:
        # demo data loads only on top of addons that have theirs: pretend, to get ours alone
        psql("UPDATE ir_module_module SET demo = true WHERE state = 'installed'", name)
    if ours:
        install(name, ours, demo=demo)


def template(modules):
    """Return the name of a database for tests of our addons, made if their code has changed."""
    code = addons.code_digest(modules)
    key = digest(odoo_tree.version(), *SCRIPTS, *modules, code)
    title = f"database with {_listed(modules)}"
    return _layer(f"{PREFIX}full_{key}", title, lambda name: create(name, modules, assets=True))


def demo():
    """Return the database of the demo, made if the addons have changed; old ones are dropped."""
    modules = sorted(addons.shipped())
    name = f"{DEMO}{digest(odoo_tree.version(), addons.code_digest(modules))}"
    with locked("demo"):
        if not exists(name):
            with step("Demo database"):
                draft = f"draft_{name}"
                create(draft, modules, demo=True)
                psql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
                drop(*_named(DEMO)[KEPT_DEMOS:])
    return name


def newest_demo():
    """Return the name of the newest demo, or None."""
    return next(iter(_named(DEMO)), None)


def in_use():
    """Tell whether anybody else is connected to the server."""
    others = "backend_type = 'client backend' AND pid <> pg_backend_pid()"
    return bool(psql(f"SELECT 1 FROM pg_stat_activity WHERE {others} LIMIT 1"))


def _core_layer(modules):
    """Return the name of a French database with these Odoo addons installed."""
    modules = [module for module in modules if module != "base"]
    base = _base_layer()
    if not modules:
        return base

    def build(name):
        clone(base, name)
        install(name, modules)

    key = f"{PREFIX}core_{digest(base, *modules)}"
    return _layer(key, f"database with {_listed(modules)}", build)


def _assets_layer(core):
    def build(name):
        clone(core, name)
        odoo_process.run_script(name, ASSETS, "the assets cannot be built")

    return _layer(f"{PREFIX}assets_{digest(core)}", "assets", build)


def install(name, modules, demo=False):
    """Install modules in a database; their log is kept in the cache."""
    options = ["--with-demo"] if demo else []
    arguments = ["-d", name, "-i", ",".join(modules), "--stop-after-init", "--no-http", *options]
    _odoo(arguments, f"{_listed(modules)} cannot be installed")
    psql("VACUUM ANALYZE", name)


def _base_layer():
    # made before Odoo, whose own collation sorts "Écommoy" after "Zuydcoote"
    creation = "ENCODING 'UTF8' TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'fr-FR'"

    def build(name):
        drop(name)
        psql(f'CREATE DATABASE "{name}" {creation}')
        psql("CREATE EXTENSION pg_trgm", name)
        arguments = [
            "-d",
            name,
            "-i",
            "base",
            "--load-language=fr_FR",
            "--stop-after-init",
            "--no-http",
        ]
        _odoo(arguments, "base cannot be installed")
        odoo_process.run_script(name, FRENCH, "the database cannot be made French")

    return _layer(
        f"{PREFIX}base_{digest(odoo_tree.version(), FRENCH, creation)}", "French database", build
    )


def _layer(name, title, build):
    """Build a template if it is missing, under a name that shows only when it is complete."""
    with locked(name):
        if not exists(name):
            with step(f"Template: {title}"):
                draft = f"{name}_draft"
                build(draft)
                psql(f'ALTER DATABASE "{draft}" RENAME TO "{name}"')
                _drop_old_templates()
    return name


def _drop_old_templates():
    drop(*_named(f"{PREFIX}full_")[KEPT_TEMPLATES:])


def _named(prefix):
    """Return the databases whose name starts so, the newest first."""
    rows = psql("SELECT datname FROM pg_database ORDER BY oid DESC")
    return [name for (name,) in rows if name.startswith(prefix)]


def _odoo(arguments, failure):
    LOG.mkdir(parents=True, exist_ok=True)
    log = LOG / f"{arguments[1]}.log"
    with log.open("w") as output:
        process = subprocess.run(
            [*odoo_process.COMMAND, *arguments],
            env=odoo_process.variables(),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            check=False,
        )
    text = log.read_text()
    # Odoo installs an addon whose demo fails without it, and only warns
    failures = (" ERROR ", " CRITICAL ", "demo data failed to install")
    if process.returncode or any(failure in text for failure in failures):
        raise Failure(f"{failure}: see {log}")
    log.unlink()


def _listed(modules):
    return ", ".join(modules) if len(modules) <= 6 else f"{len(modules)} addons"
