import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";

/** A section of the desk: its rows, or what to do when there is none. */
export class DeskSection extends Component {
    static template = "dpo_base.DeskSection";
    static props = {
        section: Object,
        onAction: Function,
    };

    setup() {
        this.state = useState({ expanded: false });
    }

    /** "See all" shows when some rows are left out, what acts on the rows when there are some. */
    get actions() {
        const { actions, rows } = this.props.section;
        return actions.filter(
            (item) => (this.more || !item.only_more) && (rows.length || !item.only_rows)
        );
    }

    get more() {
        const { rows, shown } = this.props.section;
        return Math.max(0, rows.length - shown);
    }

    get moreLabel() {
        return _t("Show %s more", this.more);
    }

    get rows() {
        const { rows, shown } = this.props.section;
        return this.state.expanded ? rows : rows.slice(0, shown);
    }

    get byCommune() {
        return this.props.section.rows.some((row) => row.collectivity);
    }

    get count() {
        const { rows, shown } = this.props.section;
        return this.more ? `${shown}+` : `${rows.length}`;
    }

    openCollectivity(row) {
        this.props.onAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.collectivity_id,
            views: [[false, "form"]],
            context: { form_view_ref: "dpo_base.res_partner_view_form_collectivity" },
        });
    }
}
