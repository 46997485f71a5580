"""Recognise the columns of lists of collectivities: INSEE, etalab, BANATIC, DGCL, own lists.

A proposal only: the person who imports confirms it. Header and values are both looked at,
since the same title ("Code commune", "COM", "EPCI") covers different things.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

#: Titles by field, the best first; written as ``normalise`` gives them, years left out.
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "insee": (
        "code insee", "insee", "codgeo", "depcom", "code officiel geographique", "cog", "code cog",
        "code insee commune", "code commune insee", "insee commune", "insee com", "codeinsee",
        "code commune", "com", "code geo", "code", "commune", "insee membre",
    ),
    "insee_suffix": ("codcom", "code commune", "com"),
    "department": (
        "dep", "coddep", "code departement", "dep com", "departement", "code dept", "dept",
        "code dep", "numero departement", "departement code",
    ),
    "name": (
        "libelle", "libgeo", "nom", "name", "nom commune", "nom de la commune", "nom com",
        "libelle commune", "libcom", "commune nom", "commune", "nccenr", "com", "nom standard",
        "nom membre", "nom du groupement", "nom collectivite", "nom de la collectivite",
        "collectivite", "denomination", "raison sociale", "organisme", "adherent", "membre",
        "ville",
    ),
    "siren": (
        "siren", "n siren", "no siren", "numero siren", "code siren", "siren commune", "siren com",
        "siren membre", "siren collectivite", "siren du groupement", "code",
    ),
    "siret": ("siret", "n siret", "no siret", "numero siret", "siret siege", "siret commune"),
    "population_municipal": ("pmun", "population municipale", "pop municipale", "pop mun"),
    "population_total": ("ptot", "population totale", "pop totale", "pop tot"),
    "population_dgf": ("population dgf", "pop dgf", "pdgf"),
    "population": (
        "population", "pop", "habitants", "nb habitants", "nombre d habitants",
        "population legale", "population insee",
    ),
    "agents": ("agents", "nb agents", "nombre d agents", "effectif", "effectifs"),
    "body_type": (
        "typecom", "type de collectivite", "type collectivite", "nature juridique", "type",
        "nature", "nature du groupement", "forme juridique", "categorie", "statut",
    ),
    "epci_siren": (
        "siren epci", "code epci", "epci siren", "epci code", "n siren epci", "numero siren epci",
        "siren de l epci", "siren groupement", "epci",
    ),
    "epci_name": (
        "libepci", "nom epci", "epci nom", "epci name", "libelle epci", "nom de l epci",
        "nom complet epci", "intercommunalite", "groupement", "epci",
    ),
    "postal_code": ("code postal", "cp", "codes postaux", "postcode", "postcodes", "codepostal"),
    "street": ("adresse", "rue", "voie", "adresse postale"),
    "email": ("email", "e mail", "mail", "courriel", "adresse mail", "adresse electronique"),
    "phone": ("telephone", "tel", "phone", "numero de telephone"),
}  # fmt: skip

#: What most values of the column look like, damaged by a spreadsheet or not.
_SHAPES = {
    "insee": re.compile(r"\d{4,5}(?:[.,]0+)?|2[ABab]\d{3}"),
    "insee_suffix": re.compile(r"\d{1,3}(?:[.,]0+)?"),
    "department": re.compile(r"\d{1,3}(?:[.,]0+)?|2[ABab]"),
    "name": re.compile(r"[^\d]{2}.*", re.DOTALL),
    "siren": re.compile(r"(?:\d[\s.]?){9}(?:[.,]0+)?|\d[.,]\d+[eE]\+?\d+"),
    "epci_siren": re.compile(r"(?:\d[\s.]?){9}(?:[.,]0+)?|\d[.,]\d+[eE]\+?\d+|Z{9}"),
    "epci_name": re.compile(r"[^\d]{2}.*", re.DOTALL),
}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_NOT_WORD = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=4096)
def normalise(title: str) -> str:
    """Return a title without accents, case, punctuation nor year.

    >>> normalise("Population_Totale 2023"), normalise("N° SIREN"), normalise("PMUN_2026")
    ('population totale', 'n siren', 'pmun')
    """
    # The sign of N° would become an "o".
    decomposed = unicodedata.normalize("NFKD", title.replace("°", " "))
    bare = "".join(char for char in decomposed if not unicodedata.combining(char)).lower()
    return " ".join(_YEAR.sub(" ", _NOT_WORD.sub(" ", bare)).split())


def propose_mapping(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> dict[str, int]:
    """Return the column of each recognised field; each column serves once.

    ``sample`` is some of the rows below the header. The kind and the year of a population
    are never concluded from a title: the person who imports is asked.

    >>> propose_mapping(["CODGEO", "LIBGEO", "EPCI", "LIBEPCI"])
    {'insee': 0, 'name': 1, 'epci_siren': 2, 'epci_name': 3}
    """
    titles = [normalise(title) for title in header]
    ranked = sorted(
        (rank, column, field)
        for field, synonyms in SYNONYMS.items()
        for column, title in enumerate(titles)
        if (rank := _rank(synonyms, title)) is not None and _fits(field, column, sample)
    )
    mapping: dict[str, int] = {}
    for _, column, field in ranked:
        if field not in mapping and column not in mapping.values():
            mapping[field] = column
    return {field: mapping[field] for field in SYNONYMS if field in mapping}


def find_header(rows: Sequence[Sequence[str]]) -> int:
    """Return the index of the header among the first rows: official lists begin with titles.

    >>> find_header([["Populations légales 2023"], ["SIREN", "Nom"], ["215000027", "Agneaux"]])
    1
    """
    return max(range(len(rows[:20])), key=lambda n: len(propose_mapping(rows[n])), default=0)


def lost_zeros(codes: Iterable[str]) -> bool:
    """Tell whether a column of INSEE or postal codes looks robbed of its leading zeros.

    >>> lost_zeros(["1001", "50002"]), lost_zeros(["1001", "02003"]), lost_zeros(["50002"])
    (True, False, False)
    """
    stripped = [code.strip() for code in codes]
    short = any(re.fullmatch(r"\d{4}(?:[.,]0+)?", code) for code in stripped)
    return short and not any(code.startswith("0") for code in stripped)


def _rank(synonyms: tuple[str, ...], title: str) -> int | None:
    return synonyms.index(title) if title in synonyms else None


def _fits(field: str, column: int, sample: Sequence[Sequence[str]]) -> bool:
    """Tell whether most of the values under a title have the shape of the field."""
    shape = _SHAPES.get(field)
    values = [row[column].strip() for row in sample if column < len(row) and row[column].strip()]
    if not shape or not values:
        return True
    return sum(bool(shape.fullmatch(value)) for value in values) * 2 > len(values)
