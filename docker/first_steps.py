"""Read by Odoo's shell on a new database, before our addons: French, a password of its own."""

import runpy
import secrets
import sys

runpy.run_path("/opt/dpo/french.py")["main"](env)  # noqa: F821 (the shell's environment)
# a clone for tests carries its files in the database, a service keeps them beside it
env["ir.config_parameter"].set_param("ir_attachment.location", "file")  # noqa: F821
env["ir.attachment"].force_storage()  # noqa: F821
password = secrets.token_urlsafe(18)
env.ref("base.user_admin").password = password  # noqa: F821
env.cr.commit()  # noqa: F821
sys.stdout.write(f"\nlogin admin, password {password}\n\n")
