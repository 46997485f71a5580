"""Make a database that holds base only French, before any accounting is installed."""


def main(env):
    french = {"lang": "fr_FR", "tz": "Europe/Paris"}
    company, euro = env.ref("base.main_company"), env.ref("base.EUR")
    euro.active = True
    company.write({"country_id": env.ref("base.fr").id, "currency_id": euro.id})
    users = env["res.users"].with_context(active_test=False).search([])
    (users.partner_id | company.partner_id).write(french)
    for field, value in french.items():
        env["ir.default"].set("res.partner", field, value)
    # a clone of the database then carries its files
    env["ir.config_parameter"].set_param("ir_attachment.location", "db")
    env["ir.attachment"].force_storage()
    env.cr.commit()
