"""How a French convention names a party: article, agreement with its legal form."""

from __future__ import annotations

from odoo.addons.dpo_base.tools.french import de_commune, typographic

_FEMININE = frozenset(
    {
        "agence",
        "association",
        "caisse",
        "collectivité",
        "commune",
        "communauté",
        "entente",
        "métropole",
        "régie",
        "région",
        "société",
    }
)
# first words of names that already say what the body is
_FORMS = _FEMININE | {
    "centre",
    "département",
    "établissement",
    "groupement",
    "maison",
    "office",
    "pôle",
    "service",
    "syndicat",
}
# bodies of a place: their name without a form is the name of the place
_OF_PLACE = frozenset(
    {
        "Centre communal d’action sociale",
        "Centre intercommunal d’action sociale",
        "Caisse des écoles",
    }
)
_FEMININE_NOUNS = ("assemblée", "conférence", "commission")
_VOWELS = frozenset("aàâeéèêëiîïoôœuùûü")


def is_feminine(kind: str) -> bool:
    """Whether a legal form takes the feminine, from its first word.

    >>> is_feminine("Communauté de communes"), is_feminine("Syndicat mixte fermé")
    (True, False)
    """
    return kind.split(" ", 1)[0].lower() in _FEMININE


def commune(name: str, after_de: str) -> str:
    """Name a commune with its legal form; ``after_de`` is its name after "de".

    >>> commune("Avranches", "d’Avranches"), commune("Ville du Modèle", "")
    ('la commune d’Avranches', 'la Ville du Modèle')
    >>> commune("Commune de Saint-Exemple", "")
    'la commune de Saint-Exemple'
    """
    first, _, rest = name.partition(" ")
    if first.lower() == "commune":
        return f"la commune {rest}"
    if first.lower() in ("ville", "cité"):
        return f"la {name}"
    return f"la commune {after_de}"


def body(name: str, kind: str) -> str:
    """Name another body with the article of its legal form, which a trade name lacks.

    >>> body("CC des Exemples", "Communauté de communes")
    'la CC des Exemples'
    >>> body("Office de tourisme du Modèle", "Office de tourisme (EPIC)")
    'l’Office de tourisme du Modèle'
    >>> body("Exemple Numérique", "Syndicat mixte fermé")
    'le syndicat mixte fermé Exemple Numérique'
    >>> body("CCAS d'Avranches", "Centre communal d’action sociale")
    'le CCAS d’Avranches'
    >>> body("Le Havre", "Centre communal d’action sociale")
    'le centre communal d’action sociale du Havre'
    """
    name = typographic(name)
    if not _tells_its_form(name, kind):
        form = kind.partition(" (")[0]
        place = de_commune(name) if kind in _OF_PLACE else name
        name = f"{form[:1].lower()}{form[1:]} {place}"
    if name[:1].lower() in _VOWELS:
        return f"l’{name}"
    return f"la {name}" if is_feminine(kind) else f"le {name}"


def _tells_its_form(name: str, kind: str) -> bool:
    """Whether a name begins with its legal form, in letters or as an acronym (CC, SIVU)."""
    first = name.partition(" ")[0]
    return first.isupper() or first.lower() in _FORMS | {kind.partition(" ")[0].lower()}


def agree(participle: str, kind: str) -> str:
    """Agree a participle with a legal form.

    >>> agree("représenté", "Commune"), agree("représenté", "Syndicat mixte fermé")
    ('représentée', 'représenté')
    """
    return f"{participle}e" if is_feminine(kind) else participle


def after_de(phrase: str) -> str:
    """Return a phrase that begins with its article after "de".

    >>> [after_de(phrase) for phrase in ("la commune du Havre", "le CCAS", "l’Office", "les eaux")]
    ['de la commune du Havre', 'du CCAS', 'de l’Office', 'des eaux']
    """
    return _contract(phrase, {"le ": "du ", "les ": "des "}, "de ")


def after_a(phrase: str) -> str:
    """Return a phrase that begins with its article after "à".

    >>> [after_a(phrase) for phrase in ("la commune du Havre", "le CCAS", "l’Office", "les eaux")]
    ['à la commune du Havre', 'au CCAS', 'à l’Office', 'aux eaux']
    """
    return _contract(phrase, {"le ": "au ", "les ": "aux "}, "à ")


def _contract(phrase: str, contracted: dict[str, str], preposition: str) -> str:
    for article, joined in contracted.items():
        if phrase.startswith(article):
            return joined + phrase.removeprefix(article)
    return preposition + phrase


def assembly(name: str) -> str:
    """Name an assembly with its article.

    >>> assembly("conseil municipal"), assembly("assemblée générale")
    ('le conseil municipal', 'l’assemblée générale')
    >>> assembly("conférence de l’entente"), assembly("")
    ('la conférence de l’entente', 'l’assemblée délibérante')
    """
    name = name or "assemblée délibérante"
    if name[:1].lower() in _VOWELS:
        return f"l’{name}"
    return f"la {name}" if name.startswith(_FEMININE_NOUNS) else f"le {name}"
