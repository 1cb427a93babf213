"""The right pack for a profession, a country and a day."""

import importlib.util
import subprocess
import sys
from collections import Counter
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.packs import choose_pack, country_code, load_pack, pack_ids, route
from forethought.packs.checked import read_toml
from forethought.packs.routing import FOLDER, family_of

ROOT = Path(__file__).resolve().parents[2]

_spec = importlib.util.spec_from_file_location("corpus", ROOT / "scripts" / "corpus.py")
corpus = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(corpus)

CASES = [
    ("nurse", "", None, "nmc-2018"),
    ("community midwife", "Wales", None, "nmc-2018"),
    ("physio", "GB-SCT", None, "hcpc-2024"),
    ("paramedic", "", date(2024, 8, 31), "hcpc-2017"),
    ("paramedic", "", date(2024, 9, 1), "hcpc-2024"),
    ("OT", "", date(2015, 1, 1), "hcpc-2017"),
    ("social worker", "", None, "swe-2019"),
    ("social worker", "England", date(2019, 12, 1), "hcpc-2017"),
    ("social worker", "England", date(2019, 12, 2), "swe-2019"),
    ("social worker", "Scotland", None, "sssc-2024"),
    ("social worker", "Scotland", date(2024, 4, 30), "sssc-2016"),
    ("social worker", "Wales", None, "scw-2026"),
    ("social worker", "Northern Ireland", None, "niscc-undated"),
    ("social worker", "US", None, "nasw-2018"),
    ("care worker", "", None, "common-2026"),
    ("care worker", "scotland", None, "sssc-2024"),
    ("GP", "", None, "gmc-2024"),
    ("GP", "", date(2023, 6, 1), "gmc-2013"),
    ("GP receptionist", "", None, "common-2026"),
    ("junior doctor", "AU", None, "ahpra-2019"),
    ("doctor", "USA", None, "ama-2010"),
    ("pharmacist", "", None, "gphc-2017"),
    ("pharmacist", "NI", None, "common-2026"),
    ("dental nurse", "", None, "gdc-2013"),
    ("vet nurse", "", None, "common-2026"),
    ("nursery nurse", "", None, "common-2026"),
    ("care home nurse", "", None, "nmc-2018"),
    ("teacher", "", None, "teachers-2012"),
    ("teacher", "Scotland", None, "gtcs-2012"),
    ("teacher", "Wales", None, "common-2026"),
    ("teacher", "IE", None, "common-2026"),
    ("RN", "US", None, "ana-ncsbn-2011"),
    ("school nurse (USA)", "", None, "ana-ncsbn-2011"),
    ("Personal Trainer and Nurse", "", None, "nmc-2018"),
    ("architect turned OT", "", None, "hcpc-2024"),
    ("dietitian", "AU", None, "common-2026"),
    ("dietitian", "GB", None, "hcpc-2024"),
    ("lighthouse keeper", "", None, "common-2026"),
    ("", "", None, "common-2026"),
    ("nurse", "Atlantis", None, "common-2026"),
]


@pytest.mark.parametrize(("profession", "country", "on", "pack"), CASES)
def test_the_pack_is_chosen_by_profession_country_and_day(profession, country, on, pack):
    assert choose_pack(profession, country, on).id == pack


@pytest.mark.parametrize(("profession", "country", "on", "pack"), CASES)
def test_the_choice_is_explained(profession, country, on, pack):
    chosen = route(profession, country, on)

    assert chosen.pack == pack
    assert chosen.is_fallback == (pack == "common-2026")
    assert "common ground" in chosen.why if chosen.is_fallback else "we use" in chosen.why
    assert chosen.why.endswith(".")


# Who speaks in the corpus without a code that we have, some with no profession: the common ground answers for them.
OTHER_TRADES = {
    "private practice owner", "porter", "clinical lead", "hospital manager", "resuscitation officer",
    "academic", "magistrate", "librarian", "court usher", "charity worker", "accountant", "estate agent",
    "HR adviser", "HR manager", "nutritionist", "caretaker", "domestic", "Gypsy liaison officer", "HGV driver",
    "bar manager", "barista", "bricklayer", "builder", "bus driver", "café owner", "carpenter", "chef",
    "dog groomer", "electrician", "engineer", "farmer", "gardener", "hairdresser", "legal secretary",
    "letting agent", "lorry driver", "mechanic", "pensioner volunteer", "plasterer", "plumber", "shop worker",
    "journalist", "software tester", "student", "supermarket worker", "surveyor", "taxi driver", "warehouse operative",
    "orderly and union rep",
}  # fmt: skip


def test_the_professions_of_the_corpus_have_a_family_and_a_pack():
    professions = Counter(row["author"]["profession"] for row in corpus.read_corpus())

    unknown = {name for name, posts in professions.items() if name and posts > 3 and family_of(name) is None}

    assert unknown <= OTHER_TRADES
    for profession in professions:
        for country in ("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "IE", "US", "AU"):
            assert route(profession, country).pack in pack_ids()


def test_routing_and_packs_agree_on_names_and_days():
    routing = read_toml(FOLDER / "routing.toml")
    routed = {
        pack for entry in routing["routes"].values() for key, ids in entry.items() if key != "bodies" for pack in ids
    }

    assert routed == set(routing["packs"])
    for pack_id, entry in routing["packs"].items():
        pack = load_pack(pack_id)
        assert entry.get("since") == pack.since
        assert pack.status != "draft"


def test_a_pack_serves_those_who_are_routed_to_it():
    routing = read_toml(FOLDER / "routing.toml")

    for name, family in routing["families"].items():
        for country, ids in routing["routes"][family["route"]].items():
            for pack in (load_pack(pack_id) for pack_id in ids if country != "bodies"):
                assert name in pack.professions or name == "physician associate"
                assert any(served.startswith(country) for served in pack.countries)


def test_no_phrase_stands_for_two_families():
    routing = read_toml(FOLDER / "routing.toml")
    seen = {}

    for name, family in routing["families"].items():
        for phrase in {name.casefold(), *(word.casefold() for word in family["words"])}:
            assert seen.setdefault(phrase, name) == name, phrase


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "GB-ENG"),
        ("england", "GB-ENG"),
        ("UK", "GB-ENG"),
        ("gb-sct", "GB-SCT"),
        ("Northern Ireland", "GB-NIR"),
        ("ireland", "IE"),
        ("USA", "US"),
    ],
)
def test_countries_go_by_several_names(said, code):
    assert country_code(said) == code


def test_only_the_chosen_pack_is_read():
    program = (
        "from forethought.packs import choose_pack, load_pack\n"
        "from forethought import packs\n"
        "choose_pack('nurse')\n"
        "print(packs._own_pack.cache_info().currsize)\n"
    )

    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "1"


@given(st.text(max_size=60), st.text(max_size=12), st.none() | st.dates())
def test_any_words_get_a_pack_and_a_reason(profession, country, on):
    chosen = route(profession, country, on)

    assert chosen.pack in pack_ids()
    assert chosen.why.endswith(".")
    assert "\n" not in chosen.why or "\n" in country
