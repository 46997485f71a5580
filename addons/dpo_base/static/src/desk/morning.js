import { Component, onWillStart, useExternalListener, useState } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { DeskSection } from "./desk_section";

const STALE_AFTER = 5 * 60 * 1000;

/** "Ma matinée": one page, read in one call, that sends to the records. */
export class Morning extends Component {
    static template = "dpo_base.Morning";
    static components = { AutoComplete, DeskSection };
    static props = { ...standardActionServiceProps };
    static displayName = _t("My morning");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ desk: null });
        this.lookupSources = [
            {
                options: (text) => this.lookup(text),
                optionSlot: "option",
            },
        ];
        onWillStart(() => this.load());
        useExternalListener(document, "visibilitychange", () => {
            if (!document.hidden && Date.now() - this.loadedAt > STALE_AFTER) {
                this.load();
            }
        });
    }

    async load(scope = this.state.desk?.scope) {
        this.state.desk = await this.orm.call("dpo.desk", "get_morning", [scope || null]);
        this.loadedAt = Date.now();
    }

    sections(side) {
        return this.state.desk.sections.filter((section) => section.side === side);
    }

    async lookup(text) {
        const found = await this.orm.call("dpo.desk", "lookup", [text]);
        return found.map((partner) => ({
            data: partner,
            label: partner.label,
            onSelect: () => this.openCollectivity(partner.id),
        }));
    }

    openCollectivity(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: id,
            views: [[false, "form"]],
            context: { form_view_ref: "dpo_base.res_partner_view_form_collectivity" },
        });
    }

    doAction(action) {
        return this.action.doAction(action, {
            additionalContext: { dpo_desk_scope: this.state.desk.scope },
            onClose: () => this.load(),
        });
    }

    noteExchange() {
        return this.doAction("dpo_base.dpo_exchange_action_quick");
    }
}

registry.category("actions").add("dpo_base.morning", Morning);
