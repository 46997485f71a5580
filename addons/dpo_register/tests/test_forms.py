from odoo.tests import Form, tagged

from .common import RegisterCase

#: what an officer creates from a list, with the button "New"
CREATED = (
    "dpo.elimination",
    "dpo.elimination.round",
    "dpo.processing",
    "dpo.processor.record",
    "dpo.product",
    "dpo.project",
    "dpo.register",
    "dpo.register.export",
    "dpo.register.import",
    "dpo.register.launch",
    "dpo.release",
    "dpo.vendor",
    "dpo.vendor.change",
    "dpo.vendor.contract",
)


@tagged("post_install", "-at_install")
class TestForms(RegisterCase):
    def test_every_form_opens_empty(self):
        for name in CREATED:
            with self.subTest(name):
                form = Form(self.env[name].with_user(self.officer))
                self.assertFalse(form._record)
