import { Component, onWillStart, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { DeskSection } from "./desk_section";

/** The commune file: what an officer wants in sight when the phone rings. */
export class CollectivityFile extends Component {
    static template = "dpo_base.CollectivityFile";
    static components = { DeskSection };
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ file: null });
        onWillStart(() => this.load());
        // what is saved in the tabs below shows above
        useEffect(
            (id, dirty) => {
                if (id && !dirty && this.started) {
                    this.load();
                }
                this.started = true;
            },
            () => [this.props.record.resId, this.props.record.dirty]
        );
    }

    async load() {
        const id = this.props.record.resId;
        this.state.file = id ? await this.orm.call("dpo.desk", "get_collectivity", [id]) : null;
    }

    sections(side) {
        return this.state.file.sections.filter((section) => section.side === side);
    }

    doAction(action, context = {}) {
        return this.action.doAction(action, {
            additionalContext: { default_collectivity_id: this.props.record.resId, ...context },
            onClose: () => this.load(),
        });
    }

    noteExchange(person) {
        const context = person ? { default_person_id: person.id } : {};
        return this.doAction("dpo_base.dpo_exchange_action_quick", context);
    }

    writeMail(person) {
        return this.doAction("dpo_base.dpo_exchange_action_quick", {
            default_person_id: person.id,
            default_channel: "email",
            default_direction: "out",
        });
    }

    async openContact() {
        const action = await this.orm.call("res.partner", "action_dpo_contact", [
            [this.props.record.resId],
        ]);
        return this.action.doAction(action);
    }
}

registry.category("view_widgets").add("dpo_collectivity_file", { component: CollectivityFile });
