# Fed to `odoo shell` on a database that holds base only: makes it French before any accounting.
company = env.ref("base.main_company")
euro = env.ref("base.EUR")
euro.active = True
company.write({"country_id": env.ref("base.fr").id, "currency_id": euro.id})
users = env["res.users"].with_context(active_test=False).search([])
users.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
company.partner_id.write({"lang": "fr_FR", "tz": "Europe/Paris"})
env["ir.default"].set("res.partner", "lang", "fr_FR")
env["ir.default"].set("res.partner", "tz", "Europe/Paris")
env["ir.config_parameter"].set_param("ir_attachment.location", "db")
env["ir.attachment"].force_storage()
env.cr.commit()
