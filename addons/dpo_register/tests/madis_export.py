"""What Madis gives by its API for three collectivities, as its 2.4 version names the fields."""

from odoo.addons.dpo_base.tests.common import SIREN_A, SIREN_B, SIREN_EPCI

COLLECTIVITIES = [
    {"@id": "/api/collectivities/1", "id": "1", "name": "Saint-Exemple", "siren": SIREN_A},
    {"@id": "/api/collectivities/2", "id": "2", "name": "Le Modèle", "siren": SIREN_B},
    {"@id": "/api/collectivities/3", "id": "3", "name": "CC des Exemples", "siren": SIREN_EPCI},
]
CONTRACTORS = [
    {
        "id": str(number),
        "collectivity": f"/api/collectivities/{number}",
        "name": "Éditeur Exemple",
        "contractualClausesVerified": True,
        "address": {"lineOne": "1 rue du Port", "city": "Brest", "mail": "contact@editeur.example"},
        "dpo": {"firstName": "Dominique", "lastName": "Modèle", "mail": "dpd@editeur.example"},
    }
    for number in (1, 2, 3)
]
PAYROLL = {
    "id": "11",
    "collectivity": "/api/collectivities/1",
    "name": "Paie des agents",
    "goal": "Payer les agents",
    "legalBasis": "Obligation légale",
    "legalBasisJustification": "Code général de la fonction publique",
    "manager": "Secrétaire général",
    "statut": "terminé",
    "observation": "À revoir avec le CDG",
    "dpoMessage": "Limiter les accès",
    "concernedPeopleAgent": {"check": True, "comment": "titulaires et contractuels"},
    "concernedPeopleCompany": {"check": False, "comment": None},
    "estimatedConcernedPeople": 12,
    "dataCategories": [
        {"code": "nir", "name": "NIR"},
        {"code": "bank-situation", "name": "Situation bancaire"},
        {"code": "x", "name": "Pointure"},
    ],
    "collectingMethod": ["papier", "pigeon"],
    "contractors": ["/api/contractors/1"],
    "software": "Logiciel Paie",
    "paperProcessing": True,
    "shelfLifes": [
        {"name": "Bulletins", "duration": "le temps de la carrière", "ultimateFate": "destruction"}
    ],
    "securitySaving": {"check": True, "comment": "hebdomadaire"},
    "largeScaleCollection": False,
    "vulnerablePeople": True,
    "completion": 84,
    "template": False,
}
TREATMENTS = [
    PAYROLL,
    {"id": "12", "collectivity": "/api/collectivities/2", "name": "État civil", "goal": "Actes"},
    {"id": "13", "collectivity": "/api/collectivities/3", "name": "Déchets", "goal": "Collecte"},
    {"id": "14", "collectivity": {"name": "Ailleurs"}, "name": "Perdu"},
    {"id": "12", "collectivity": "/api/collectivities/2", "name": "Doublon"},
]
MADIS = {
    "collectivities": COLLECTIVITIES,
    "contractors": CONTRACTORS,
    "treatments": TREATMENTS,
    "mesurements": [
        {
            "id": "31",
            "collectivity": "/api/collectivities/1",
            "name": "Charte informatique",
            "type": "organisationnel",
            "priority": "haute",
            "status": "non appliquée",
            "cost": "environ 200 €",
            "planificationDate": "2026-06-30T00:00:00+00:00",
        },
        {
            "id": "32",
            "collectivity": "/api/collectivities/1",
            "name": "Sauvegardes",
            "status": "appliquée",
        },
    ],
    "requests": [
        {"id": "41", "collectivity": "/api/collectivities/1", "object": "accéder", "reason": "RH"}
    ],
    "violations": [{"id": "51", "collectivity": "/api/collectivities/2", "cause": "externe"}],
}
