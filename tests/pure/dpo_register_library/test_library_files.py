"""The library is written by hand and reviewed by data protection officers: its files must hold."""

import re
import tomllib
import xml.etree.ElementTree as ET
from functools import cache
from pathlib import Path

import pytest

ADDONS = Path(__file__).parents[3] / "addons"
LIBRARY = ADDONS / "dpo_register_library" / "library"
CATALOGUES = ADDONS / "dpo_register" / "catalogues"
BODY_TYPES = ADDONS / "dpo_base" / "data" / "dpo_body_type_data.xml"
FILES = sorted([*LIBRARY.rglob("*.toml"), *CATALOGUES.glob("*.toml")])
ACTIVITIES = sorted((LIBRARY / "activities").glob("*.toml"))
SLUG = re.compile(r"[a-z][a-z0-9_]*")
CHILDREN = ("finalites", "donnees", "destinataires", "conservations")

# The only durations the library states, each with a source read by a person. A duration changed
# or added in a file must be changed or added here too; any other must be left to complete.
# 0 day: kept until the starting event, and no longer.
DURATIONS = {
    "activites_sport_culture": {(0, "jour"), (10, "an")},
    "aide_domicile": {(2, "an"), (10, "an")},
    "aide_sociale_facultative": {(2, "an")},
    "aide_sociale_legale": {(2, "an")},
    "alerte_population": {(0, "jour")},
    "annonces_etat_civil": {(0, "jour")},
    "assemblees": {(None, "permanente")},
    "associations": {(10, "an")},
    "attestations_accueil": {(0, "jour"), (5, "an")},
    "bibliotheque": {(1, "an"), (4, "mois")},
    "cadastre_sig": {(1, "an")},
    "cameras_individuelles": {(1, "mois")},
    "cantine_periscolaire": {(0, "jour"), (10, "an")},
    "cimetiere": {(0, "jour"), (10, "an"), (None, "permanente")},
    "commande_publique": {(5, "an")},
    "communication": {(0, "jour")},
    "comptabilite": {(10, "an")},
    "dossiers_personnel": {(90, "an")},
    "eau_assainissement": {(0, "jour"), (10, "an")},
    "etat_civil": {(None, "permanente")},
    "fichier_communication": {(0, "jour")},
    "geolocalisation_vehicules": {(2, "mois")},
    "informatique": {(12, "mois")},
    "inscription_scolaire": {(0, "jour")},
    "liste_electorale": {(3, "an")},
    "paie": {(5, "an")},
    "petite_enfance": {(10, "an")},
    "police_municipale": {(3, "an")},
    "recensement_population": {(0, "jour")},
    "recrutement": {(2, "an")},
    "registre_canicule": {(0, "jour")},
    "spanc": {(0, "jour"), (10, "an")},
    "taxes_regies": {(10, "an")},
    "temps_travail": {(3, "mois"), (5, "an")},
    "titres_identite": {(10, "an"), (15, "an")},
    "transport_scolaire": {(0, "jour")},
    "urbanisme": {(0, "jour"), (2, "an"), (3, "an"), (10, "an")},
    "videoprotection": {(1, "mois")},
    "videosurveillance_locaux": {(1, "mois")},
}


@cache
def load(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def catalogue(name):
    return {entry["cle"]: entry for entry in load(CATALOGUES / f"{name}.toml")["entree"]}


@cache
def questions():
    return {entry["cle"]: entry for entry in load(LIBRARY / "questionnaire.toml")["questions"]}


@cache
def body_types():
    return {field.text for field in ET.parse(BODY_TYPES).iterfind(".//field[@name='code']")}


def keys(activity, group):
    return [child["cle"] for child in activity[group]]


def slugs(node):
    """Every value of a `cle`, at any depth."""
    if isinstance(node, list):
        for child in node:
            yield from slugs(child)
    elif isinstance(node, dict):
        yield from (node[name] for name in node if name == "cle")
        yield from slugs(list(node.values()))


def texts(node):
    if isinstance(node, str):
        yield node
    elif isinstance(node, (list, dict)):
        for child in node.values() if isinstance(node, dict) else node:
            yield from texts(child)


every_file = pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
every_activity = pytest.mark.parametrize("path", ACTIVITIES, ids=lambda path: path.stem)


def test_the_library_covers_the_activities_of_a_commune():
    assert len(ACTIVITIES) >= 48


@every_file
def test_a_file_parses_and_its_slugs_are_plain(path):
    found = list(slugs(load(path)))
    assert found
    assert [slug for slug in found if not SLUG.fullmatch(slug)] == []


@every_file
def test_french_typography(path):
    text = "\n".join(texts(load(path)))
    assert re.findall(r".{0,20}['\"].{0,20}", text) == []
    assert re.findall(r".{0,20}(?<!\u00a0)(?:[;?!»]|:(?!//))", text) == []
    assert re.findall(r"«(?!\u00a0).{0,20}", text) == []
    assert re.findall(r".{0,20}(?:  | $|^ )", text) == []


@every_file
def test_no_conclusion_on_compliance(path):
    text = "\n".join(texts(load(path))).replace("\u00a0", " ").lower()
    forbidden = ("100 % conforme", "100% conforme", "conforme au rgpd", "en conformité totale")
    assert [words for words in forbidden if words in text] == []


@pytest.mark.parametrize(
    "name",
    [path.stem for path in sorted(CATALOGUES.glob("*.toml"))] + ["questionnaire"],
)
def test_keys_of_a_catalogue_are_unique(name):
    path = (LIBRARY if name == "questionnaire" else CATALOGUES) / f"{name}.toml"
    found = list(slugs(load(path)))
    assert sorted(found) == sorted(set(found))


def test_an_activity_key_is_its_file_name():
    assert [path.stem for path in ACTIVITIES] == [load(path)["cle"] for path in ACTIVITIES]


@every_activity
def test_an_activity_has_its_minimum(path):
    activity = load(path)
    assert activity["personnes"] and activity["sources"] and activity["mesures"]
    assert all(activity[group] for group in CHILDREN)
    assert activity["version"] >= 1 and activity["nom"] and activity["resume"]
    assert activity["confiance"] in ("haute", "moyenne", "faible")
    assert activity["collecte"]["canaux"] and activity["collecte"]["information"]


@every_activity
def test_child_keys_are_unique(path):
    activity = load(path)
    for group in CHILDREN:
        assert sorted(keys(activity, group)) == sorted(set(keys(activity, group))), group
    for name in ("personnes", "mesures"):
        assert len(activity[name]) == len(set(activity[name])), name


@every_activity
def test_every_key_used_is_in_its_catalogue(path):
    activity = load(path)
    used = {
        "domaines": [activity["domaine"]],
        "personnes": activity["personnes"],
        "mesures": activity["mesures"],
        "donnees": [line["categorie"] for line in activity["donnees"]],
        "destinataires": [line["categorie"] for line in activity["destinataires"]],
        "canaux": activity["collecte"]["canaux"],
    }
    assert {name: set(found) - set(catalogue(name)) for name, found in used.items()} == {
        name: set() for name in used
    }


@every_activity
def test_a_purpose_says_why(path):
    for purpose in load(path)["finalites"]:
        assert purpose["intitule"] and purpose["justification"]
        assert ("condition" in purpose) == bool(purpose.get("condition_texte"))


@every_activity
def test_sensitive_data_has_a_condition(path):
    activity = load(path)
    conditions = {purpose.get("condition") for purpose in activity["finalites"]} - {None}
    lines = [catalogue("donnees")[line["categorie"]] for line in activity["donnees"]]
    if any(entry.get("art9") for entry in lines):
        assert conditions - {"10"}
    if any(entry.get("art10") for entry in lines):
        assert "10" in conditions


@every_activity
def test_a_source_other_than_the_person_is_named(path):
    for line in load(path)["donnees"]:
        assert line["source"] in ("personne", "tiers")
        assert (line["source"] == "tiers") == bool(line.get("origine")), line["cle"]


@every_activity
def test_a_retention_has_a_duration_or_is_to_complete(path):
    for line in load(path)["conservations"]:
        stated = "duree" in line or line.get("unite") == "permanente"
        assert stated != line["a_completer"], line["cle"]
        assert line["objet"] and line["phase"] in ("courante", "intermediaire")
        assert line["sort_final"] in ("destruction", "conservation", "tri", "a_definir")
        if "duree" in line:
            assert line["unite"] in ("jour", "mois", "an") and line["point_de_depart"]


@every_activity
def test_no_duration_but_those_with_a_source(path):
    lines = [line for line in load(path)["conservations"] if not line["a_completer"]]
    found = {(line.get("duree"), line["unite"]) for line in lines}
    assert found == DURATIONS.get(path.stem, set())


@every_activity
def test_an_impact_assessment_is_only_proposed(path):
    proposal = load(path)["aipd"]
    assert proposal["proposition"] in ("oui", "non", "a_examiner")
    assert proposal["motif"] and proposal["a_confirmer"] is True


@every_activity
def test_applicability_names_known_bodies_and_questions(path):
    where = load(path)["applicabilite"]
    assert where["types"] and set(where["types"]) <= body_types()
    for kind in ("competence", "equipement"):
        key = where[kind]
        assert not key or questions()[key]["kind"] == kind
    opened = [key for key, question in questions().items() if path.stem in question["ouvre"]]
    assert where["toujours"] or opened


def test_questions_open_the_activities_that_name_them():
    for key, question in questions().items():
        assert question["kind"] in ("competence", "equipement", "nombre")
        assert ("seuil" in question) == (question["kind"] == "nombre"), key
        opened = {
            path.stem
            for path in ACTIVITIES
            if load(path)["applicabilite"].get(question["kind"]) == key
        }
        if question["kind"] == "nombre":
            assert set(question["ouvre"]) <= {path.stem for path in ACTIVITIES}, key
        else:
            assert set(question["ouvre"]) == opened != set(), key


def test_flags_of_the_data_catalogue():
    kinds = {"sante", "biometrie", "opinions", "syndicat", "vie_sexuelle"}
    sensitive = [entry for entry in catalogue("donnees").values() if entry.get("sensible")]
    assert {entry["art9"] for entry in sensitive if "art9" in entry} == kinds
    assert [entry["cle"] for entry in sensitive if entry.get("nir")] == ["nir"]
    assert [entry["cle"] for entry in sensitive if entry.get("art10")] == ["infractions"]
    assert all({"art9", "nir", "art10"} & set(entry) for entry in sensitive)


def test_families_of_the_catalogues():
    assert {entry["nature"] for entry in catalogue("destinataires").values()} == {
        "interne",
        "externe",
        "sous-traitant",
    }
    assert {entry["famille"] for entry in catalogue("mesures").values()} == {
        "controle_acces",
        "tracabilite",
        "protection_logiciels",
        "sauvegarde",
        "chiffrement",
        "sous_traitants",
        "securite_physique",
        "organisation",
        "minimisation",
    }
