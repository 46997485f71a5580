"""Read by Odoo's shell on a new database, before our addons: French, and what is this service's."""

import os
import runpy
import secrets
import sys

home = os.environ.get("DPO_HOME", "/opt/dpo")
runpy.run_path(os.path.join(home, "french.py"))["main"](env)  # noqa: F821 (given by the shell)
password = secrets.token_urlsafe(18)
env.ref("base.user_admin").password = password  # noqa: F821
parameters = {
    # a clone for tests carries its files in the database, a service keeps them beside it
    "ir_attachment.location": "file",
    # the links of our mails; without the second, whoever administers by another name changes them
    "web.base.url": f"https://{os.environ['DPO_DOMAIN']}",
    "web.base.url.freeze": "True",
    # where core's own PDFs fetch their styles, in the containers that answer no page too
    "report.url": "http://odoo:8069",
}
for name, value in parameters.items():
    env["ir.config_parameter"].set_param(name, value)  # noqa: F821
env["ir.attachment"].force_storage()  # noqa: F821
env.cr.commit()  # noqa: F821
sys.stdout.write(f"\nlogin admin, password {password}\n\n")
