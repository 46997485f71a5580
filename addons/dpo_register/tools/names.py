"""How the keys of a payload are written in French documents: catalogues, vendors, answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

#: Headings of the categories of data in the CNIL's model of register, by family of a term.
DATA_HEADINGS = {
    "identite": "État civil, identité, données d’identification, images",
    "vie_personnelle": "Vie personnelle",
    "vie_professionnelle": "Vie professionnelle",
    "economique": "Informations d’ordre économique et financier",
    "connexion": "Données de connexion",
    "localisation": "Données de localisation",
    "internet": "Internet, traceurs",
    "autre": "Autres catégories de données",
}
#: Headings of the security measures, by family.
MEASURE_HEADINGS = {
    "controle_acces": "Contrôle d’accès des utilisateurs",
    "tracabilite": "Mesures de traçabilité",
    "protection_logiciels": "Mesures de protection des logiciels",
    "sauvegarde": "Sauvegarde des données",
    "chiffrement": "Chiffrement des données",
    "sous_traitants": "Contrôle des sous-traitants",
    "securite_physique": "Sécurité des locaux et du papier",
    "organisation": "Organisation et sensibilisation",
    "minimisation": "Minimisation",
    "autre": "Autres mesures",
}
RECIPIENT_HEADINGS = {
    "interne": "Destinataires internes",
    "externe": "Organismes externes",
    "sous-traitant": "Sous-traitants (catégories)",
}
_HEADINGS = {
    "data": {**DATA_HEADINGS, "sensible": "Données sensibles"},
    "measure": MEASURE_HEADINGS,
    "recipient": RECIPIENT_HEADINGS,
}


def heading(catalogue: str, family: str) -> str:
    """Return the heading of a family of a catalogue, the family itself when it has none.

    >>> heading("measure", "sauvegarde"), heading("person", "")
    ('Sauvegarde des données', '')
    """
    return _HEADINGS.get(catalogue, {}).get(family, family)


class Term(NamedTuple):
    """An entry of a catalogue as documents write it."""

    name: str
    family: str = ""
    sensitivity: str = ""


@dataclass(frozen=True)
class Names:
    """What the keys of payloads stand for; a key without a name is written as it is."""

    terms: Mapping[tuple[str, str], Term] = field(default_factory=dict)
    vendors: Mapping[str, str] = field(default_factory=dict)
    products: Mapping[str, str] = field(default_factory=dict)
    countries: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def term(self, catalogue: str, key: str) -> Term:
        return self.terms.get((catalogue, key)) or Term(key)

    def choice(self, name: str, value: object) -> str:
        """Return the words of an answer.

        >>> Names(choices={"basis": {"e": "Mission d’intérêt public"}}).choice("basis", "e")
        'Mission d’intérêt public'
        """
        text = str(value or "")
        return self.choices.get(name, {}).get(text, text)

    def by_family(self, catalogue: str, keys: Iterable[str]) -> dict[str, list[str]]:
        """Return the names under their families, in the order of their headings.

        >>> Names().by_family("measure", ["charte"])
        {'autre': ['charte']}
        """
        found: dict[str, list[str]] = {}
        for key in keys:
            term = self.term(catalogue, key)
            found.setdefault(term.family or "autre", []).append(term.name)
        return found
