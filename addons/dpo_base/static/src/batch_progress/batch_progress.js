import { Component, onWillStart, onWillUnmount, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const FIELDS = ["state", "total", "done", "failed", "progress", "message"];
const LIVE = ["queued", "running"];
const PERIOD = 1500;

/**
 * Progress of a background work (dpo.batch), read again while it lives; when it ends the
 * whole record is reloaded. Used on a many2one to dpo.batch, or on `id` of dpo.batch.
 */
export class BatchProgressField extends Component {
    static template = "dpo_base.BatchProgressField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.batch = useState({ id: false });
        onWillStart(() => this.follow(this.props));
        onWillUpdateProps((props) => this.follow(props));
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get live() {
        return LIVE.includes(this.batch.state);
    }

    get label() {
        const { state, done, failed, total, message } = this.batch;
        return {
            queued: () => _t("Waiting for its turn…"),
            running: () =>
                total
                    ? _t("In progress: %(done)s of %(total)s", { done: done + failed, total })
                    : _t("In progress…"),
            done: () => message || _t("Finished: %s treated", done),
            cancelled: () => _t("Cancelled: %s treated", done),
            failed: () => message,
        }[state]();
    }

    get barClass() {
        if (this.live) {
            return "bg-primary progress-bar-striped progress-bar-animated";
        }
        return this.batch.state === "done" && !this.batch.failed ? "bg-success" : "bg-warning";
    }

    get width() {
        return this.live && !this.batch.total ? 100 : this.batch.progress;
    }

    async cancel() {
        await this.orm.call("dpo.batch", "action_cancel", [[this.batch.id]]);
        await this.props.record.load();
    }

    async follow(props) {
        const value = props.record.data[props.name];
        const id = typeof value === "number" ? value : value?.id;
        // a retried work keeps its id: look again whenever the form was reloaded
        if (id !== this.batch.id || !this.live) {
            clearTimeout(this.timer);
            this.batch.id = id;
            this.batch.state = false;
            await this.refresh();
        }
    }

    async refresh() {
        if (!this.batch.id) {
            return;
        }
        const [found] = await this.orm.silent.searchRead(
            "dpo.batch",
            [["id", "=", this.batch.id]],
            FIELDS
        );
        Object.assign(this.batch, found);
        if (this.live) {
            this.timer = setTimeout(() => this.tick(), PERIOD);
        }
    }

    async tick() {
        await this.refresh();
        if (!this.live) {
            await this.props.record.load();
        }
    }
}

registry.category("fields").add("dpo_batch_progress", {
    component: BatchProgressField,
    supportedTypes: ["many2one", "integer"],
});
