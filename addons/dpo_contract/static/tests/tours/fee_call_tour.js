import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dpo_contract_fee_call", {
    steps: () => [
        {
            content: "The year's call begins",
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: "div[name=grid_id] input",
            run: "edit 2026",
        },
        {
            trigger: "div[name=grid_id] .o-autocomplete--dropdown-item:contains(2026)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_compute]",
            run: "click",
        },
        {
            content: "The counters say what to look at; the rows carry their explanation",
            trigger: "button[name=action_open_rows]:first",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_group_header:first",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Saint-Exemple)",
        },
        {
            trigger: ".breadcrumb .o_back_button, .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_lock]:not(.d-none)",
            run: "click",
        },
        {
            content: "Locking asks first",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "Locked: the état liquidatif is there",
            trigger: "div[name=statement_ids] .o_data_row",
        },
    ],
});
