import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/** A section of the desk: its rows, or what to do when there is none. */
export class DeskSection extends Component {
    static template = "dpo_base.DeskSection";
    static props = {
        section: Object,
        onAction: Function,
    };

    setup() {
        this.action = useService("action");
    }

    /** "See all" shows when some rows are left out; other actions always. */
    get actions() {
        const { actions, more } = this.props.section;
        return actions.filter((item) => more || !item.only_more);
    }

    get byCommune() {
        return this.props.section.rows.some((row) => row.collectivity);
    }

    get count() {
        const { rows, more } = this.props.section;
        return more ? `${rows.length}+` : `${rows.length}`;
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
