"""Build the assets of a database, so that the clones made from it need not."""


def main(env):
    env["ir.qweb"]._pregenerate_assets_bundles()
    env.cr.commit()
