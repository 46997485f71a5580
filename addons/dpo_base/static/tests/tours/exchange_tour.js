import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("dpo_base_exchange", {
    steps: () => [
        {
            content: "A call comes in during the morning",
            trigger: ".o_dpo_morning button[data-hotkey=e]",
            run: "click",
        },
        {
            trigger: ".modal div[name=collectivity_id] input",
            run: "edit Saint-Exemple",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-item:contains(Saint-Exemple)",
            run: "click",
        },
        {
            trigger: ".modal div[name=theme_id] input",
            run: "edit Registre",
        },
        {
            trigger: ".modal div[name=theme_id] .o-autocomplete--dropdown-item:contains(Registre)",
            run: "click",
        },
        {
            trigger: ".modal div[name=summary] textarea, .modal div[name=summary] input",
            run: "edit Un vendeur de logiciel de cantine demande le fichier des familles",
        },
        {
            trigger: ".modal div[name=promise] textarea, .modal div[name=promise] input",
            run: "edit Envoyer la fiche cantine",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            content: "Back in the morning, the commune is one search away",
            trigger: "body:not(:has(.modal)) .o_dpo_lookup input",
            run: "edit Saint-Exemple",
        },
        {
            trigger: ".o_dpo_lookup .o-autocomplete--dropdown-item:contains(Saint-Exemple)",
            run: "click",
        },
        {
            content: "Its file shows what was promised",
            trigger: ".o_form_view :contains(Envoyer la fiche cantine)",
        },
    ],
});
