"""How a French convention names a party: article, contraction, agreement."""

from __future__ import annotations

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
_VOWELS = "aàâeéèêëiîïoôœuùûü"
# A mute h or an aspirated one is a matter of usage: "d’Hauteville", but "du Havre".
_MUTE = _VOWELS + "hy"


def is_feminine(kind: str) -> bool:
    """Whether a legal form takes the feminine, from its first word.

    >>> is_feminine("Communauté de communes"), is_feminine("Syndicat mixte fermé")
    (True, False)
    """
    return kind.split(" ", 1)[0].lower() in _FEMININE


def of_name(name: str) -> str:
    """Put "de" before the name of a commune.

    >>> [of_name(n) for n in ("Saint-Lô", "Avranches", "Le Havre", "Les Pieux", "La Hague")]
    ['de Saint-Lô', 'd’Avranches', 'du Havre', 'des Pieux', 'de La Hague']
    >>> of_name("L'Aigle"), of_name("Hauteville")
    ("de L'Aigle", 'd’Hauteville')
    """
    if name.startswith("Le "):
        return f"du {name[3:]}"
    if name.startswith("Les "):
        return f"des {name[4:]}"
    if name[:1].lower() in _MUTE:
        return f"d’{name}"
    return f"de {name}"


def party(name: str, kind: str, *, is_commune: bool) -> str:
    """Name a party as in "représentée par": a commune by its form, others by their name.

    >>> party("Avranches", "Commune", is_commune=True)
    'la commune d’Avranches'
    >>> party("Ville de Saint-Exemple", "Commune", is_commune=True)
    'la Ville de Saint-Exemple'
    >>> party("Commune de Saint-Exemple", "Commune", is_commune=True)
    'la commune de Saint-Exemple'
    >>> party("CC des Exemples", "Communauté de communes", is_commune=False)
    'la CC des Exemples'
    >>> party("Office de tourisme du Modèle", "Office de tourisme", is_commune=False)
    'l’Office de tourisme du Modèle'
    """
    first, _, rest = name.partition(" ")
    if is_commune and first.lower() == "commune":
        return f"la commune {rest}"
    if is_commune and first.lower() not in ("ville", "cité"):
        return f"la commune {of_name(name)}"
    if name[:1].lower() in _VOWELS:
        return f"l’{name}"
    return f"la {name}" if is_feminine(kind) else f"le {name}"


def agree(participle: str, kind: str) -> str:
    """Agree a participle with a legal form.

    >>> agree("représenté", "Commune"), agree("représenté", "Syndicat mixte fermé")
    ('représentée', 'représenté')
    """
    return f"{participle}e" if is_feminine(kind) else participle
