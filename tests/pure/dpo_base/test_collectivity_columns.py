import pytest
from hypothesis import given
from hypothesis import strategies as st

from odoo.addons.dpo_base.tools import collectivity_columns as cc

#: Real titles of published lists, with one row of each.
LISTS = {
    "etalab": (
        "insee,name,population,siren,epci_siren,epci_name,lat,lon,postcodes",
        "50002,Agneaux,4286,215000027,200066389,CA Saint-Lô Agglo,49.1,-1.1,50180",
        {"insee": 0, "name": 1, "population": 2, "siren": 3, "epci_siren": 4, "epci_name": 5,
         "postal_code": 8},
    ),
    "INSEE, composition of the EPCI": (
        "CODGEO,LIBGEO,EPCI,LIBEPCI,DEP,REG",
        "50002,Agneaux,200066389,CA Saint-Lô Agglo,50,28",
        {"insee": 0, "name": 1, "epci_siren": 2, "epci_name": 3, "department": 4},
    ),
    "INSEE, reference populations": (
        "REG,Région,DEP,Département,CODARR,CODCAN,CODCOM,COM,PMUN,PCAP,PTOT",
        "28,Normandie,50,Manche,4,19,002,Agneaux,4286,91,4377",
        {"department": 2, "insee_suffix": 6, "name": 7, "population_municipal": 8,
         "population_total": 10},
    ),
    "INSEE, code officiel géographique": (
        "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT",
        "COM,50237,28,50,50D,501,0,HAYE PESNEL,Haye-Pesnel,La Haye-Pesnel,5005,",
        {"body_type": 0, "insee": 1, "department": 3, "name": 9},
    ),
    "BANATIC, SIREN and INSEE": (
        "Reg_com;dep_com;siren;insee;nom_com;ptot_2026;pmun_2026;pcap_2026",
        "28;50;215000027;50002;Agneaux;4377;4286;91",
        {"department": 1, "siren": 2, "insee": 3, "name": 4, "population_total": 5,
         "population_municipal": 6},
    ),
    "BANATIC, groupings": (
        "N° SIREN;Nom du groupement;Nature juridique;Population totale",
        "200066389;Saint-Lô Agglo;CA;76000",
        {"siren": 0, "name": 1, "body_type": 2, "population_total": 3},
    ),
    "own list": (
        "Collectivité\tType de collectivité\tN° SIRET\tNombre d’agents\tCourriel\tTél.",
        "CCAS d’Agneaux\tCCAS\t26500999300012\t12\tccas@exemple.fr\t02 33 00 00 00",
        {"name": 0, "body_type": 1, "siret": 2, "agents": 3, "email": 4, "phone": 5},
    ),
}  # fmt: skip


def split(line):
    return line.split(next(char for char in "\t;," if char in line))


@pytest.mark.parametrize("title", LISTS)
def test_published_lists_are_recognised(title):
    header, row, expected = LISTS[title]
    assert cc.propose_mapping(split(header), [split(row)]) == expected


@pytest.mark.parametrize(
    ("title", "value", "field"),
    [
        ("Code commune", "50002", "insee"),
        ("Code commune", "2", "insee_suffix"),
        ("code commune", "1001.0", "insee"),
        ("COM", "Agneaux", "name"),
        ("Commune", "50002", "insee"),
        ("Commune", "Agneaux", "name"),
        ("EPCI", "200066389", "epci_siren"),
        ("EPCI", "ZZZZZZZZZ", "epci_siren"),
        ("EPCI", "Saint-Lô Agglo", "epci_name"),
        ("code", "215 000 027", "siren"),
        ("SIREN", "2,15E+08", "siren"),
        ("Département", "2A", "department"),
    ],
)
def test_values_settle_what_the_title_leaves_open(title, value, field):
    assert cc.propose_mapping([title], [[value]]) == {field: 0}


def test_a_column_of_department_names_is_not_a_code():
    assert cc.propose_mapping(["Département"], [["Manche"]]) == {}


def test_unknown_titles_are_left_to_the_person():
    assert cc.propose_mapping(["Truc", "SIREN "], [["x", "215000027"]]) == {"siren": 1}


def test_short_rows_and_empty_columns_do_not_decide():
    assert cc.propose_mapping(["Nom", "INSEE"], [["Agneaux"], ["Airel", ""]]) == {
        "name": 0,
        "insee": 1,
    }


@given(st.lists(st.sampled_from(sorted({t for s in cc.SYNONYMS.values() for t in s})), max_size=12))
def test_each_column_serves_once(header):
    mapping = cc.propose_mapping(header)
    assert len(set(mapping.values())) == len(mapping)
    assert all(header[column] in cc.SYNONYMS[field] for field, column in mapping.items())


def test_synonyms_are_written_as_titles_are_compared():
    assert all(cc.normalise(t) == t for titles in cc.SYNONYMS.values() for t in titles)


def test_the_header_below_titles_is_found():
    rows = [
        ["Populations de référence 2023", "", ""],
        ["Source : INSEE", "Commune", ""],
        ["Code INSEE", "Nom", "Population"],
        ["50002", "Agneaux", "4286"],
    ]
    assert cc.find_header(rows) == 2
    assert cc.find_header([]) == 0


@pytest.mark.parametrize(
    ("codes", "lost"),
    [
        (["1001.0", "50002"], True),
        (["01001", "1001"], False),
        (["500", "50002"], False),
        ([], False),
    ],
)
def test_lost_zeros(codes, lost):
    assert cc.lost_zeros(codes) is lost
