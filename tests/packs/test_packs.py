"""What holds for every pack that comes with the library."""

import dataclasses

import pytest

from forethought.packs import COUNTRIES, Pack, choose_pack, list_packs, load_pack, pack_ids
from forethought.packs.checked import read_toml
from forethought.packs.routing import FOLDER, families
from forethought.packs.values import POSITIONS, STANCE_TOPICS, SURE
from forethought.values import CONCERNS, VERDICTS

EXPECTED = {
    "hcpc-2016-draft", "hcpc-2017", "hcpc-2024", "swe-2019", "swe-2025-draft", "nmc-2018", "gmc-2013", "gmc-2024",
    "gphc-2017", "gdc-2013", "sssc-2016", "sssc-2024", "teachers-2012", "nasw-2018", "ana-ncsbn-2011", "ahpra-2019",
}  # fmt: skip
PACKS = [pytest.param(pack, id=pack.id) for pack in list_packs()]


def statements(pack: Pack) -> list[tuple[str, str, str]]:
    """Everything a pack states, with its link and how sure it is."""
    listed = (*pack.standards, *pack.tips, *pack.stances, *pack.allows)
    contacts = [(one.what_for, one.link, one.sure) for one in (*pack.advice, *pack.speak_up)]
    return [(one.text, one.link, one.sure) for one in listed] + contacts


def test_the_packs_that_were_promised_are_there():
    assert set(pack_ids()) >= EXPECTED


@pytest.mark.parametrize("pack", PACKS)
def test_every_concern_has_clauses_or_is_said_to_be_silent(pack):
    cited = {entry.concern for entry in pack.concerns}

    assert cited | set(pack.silent) == set(CONCERNS)
    assert not cited & set(pack.silent)
    assert all(entry.clauses for entry in pack.concerns)


@pytest.mark.parametrize("pack", PACKS)
def test_every_clause_that_is_cited_exists(pack):
    for entry in pack.concerns:
        assert [standard.id for standard in pack.standards_for(entry.concern)] == list(entry.clauses)


@pytest.mark.parametrize("pack", PACKS)
def test_every_statement_has_a_source_and_says_how_sure_it_is(pack):
    for text, link, sure in statements(pack):
        assert text.strip()
        assert link.startswith(("https://", "http://"))
        assert sure in SURE


@pytest.mark.parametrize("pack", PACKS)
def test_statements_are_a_sentence_or_two_in_our_words(pack):
    for text, _, _ in statements(pack):
        assert len(text) < 300
        assert text[-1] in ".?!"


@pytest.mark.parametrize("pack", PACKS)
def test_dates_are_in_order(pack):
    assert pack.since is None or pack.until is None or pack.since <= pack.until
    assert pack.consulted is None or pack.consulted[0] <= pack.consulted[1]
    assert (pack.status == "superseded") == (pack.until is not None)
    assert pack.since is not None or pack.status == "draft" or pack.dates_note


@pytest.mark.parametrize("pack", PACKS)
def test_tips_are_numbered_from_one(pack):
    assert [tip.n for tip in pack.tips] == list(range(1, len(pack.tips) + 1))
    assert pack.tips


@pytest.mark.parametrize("pack", PACKS)
def test_stances_and_severities_are_of_the_known_kinds(pack):
    assert {one.topic for one in pack.stances} <= set(STANCE_TOPICS)
    assert {one.position for one in pack.stances} <= set(POSITIONS)
    assert {entry.severity for entry in pack.concerns} <= {None, *VERDICTS}


@pytest.mark.parametrize("pack", PACKS)
def test_there_is_somebody_to_ask_and_a_place_for_concerns_in_each_country(pack):
    for country in pack.countries:
        assert pack.advice_in(country)
        assert pack.speak_up_in(country)


@pytest.mark.parametrize("pack", PACKS)
def test_countries_and_professions_are_known(pack):
    assert set(pack.countries) <= set(COUNTRIES)
    assert pack.professions == ("any",) or set(pack.professions) <= {family.id for family in families()}


@pytest.mark.parametrize("pack", PACKS)
def test_standards_know_their_pack_and_have_a_topic(pack):
    assert {standard.pack for standard in pack.standards} == {pack.id}
    assert [clause for clause, _ in pack.topics] == [standard.id for standard in pack.standards]
    assert all(pack.topic(standard.id) for standard in pack.standards)


@pytest.mark.parametrize("pack_id", pack_ids())
def test_every_source_that_is_listed_is_used(pack_id):
    data = read_toml(FOLDER / pack_id / "pack.toml")
    tables = [*data["standards"].values(), *data.get("stances", {}).values()]
    stated = [*tables, *data["tips"], *data.get("allows", []), data]

    used = {entry["source"] for entry in stated} | {data.get("dates_source", data["source"])}
    assert used == set(data["sources"])


def test_packs_are_frozen():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_pack("hcpc-2024").status = "draft"


def test_the_same_number_may_mean_something_else_in_another_edition():
    before, after = load_pack("hcpc-2017"), load_pack("hcpc-2024")

    assert before.topic("1.7") == "boundaries"
    assert before.topic("2.7") == "social media"
    assert after.topic("1.7") == "challenging discrimination"
    assert after.topic("2.7") == "sharing information with colleagues"
    assert "1.9" in after.concern("boundaries").clauses
    assert "1.7" not in after.concern("boundaries").clauses


def test_clauses_that_say_nothing_of_social_media_are_not_cited_for_it():
    swe = load_pack("swe-2019")

    cited = {clause for entry in swe.concerns for clause in entry.clauses if entry.concern != "promotion"}

    assert not cited & {"2.7", "3.13"}


def test_permission_is_stricter_in_the_later_hcpc_guidance():
    assert load_pack("hcpc-2017").stance("permission").position == "more lenient"
    assert load_pack("hcpc-2024").stance("permission").position == "stricter"


def test_speak_up_routes_are_those_of_the_country():
    nmc = load_pack("nmc-2018")

    england = " ".join(contact.who for contact in nmc.speak_up_in("GB-ENG"))
    scotland = " ".join(contact.who for contact in nmc.speak_up_in("Scotland"))

    assert "Freedom to Speak Up" in england
    assert "Freedom to Speak Up" not in scotland
    assert "Whistleblowing Officer" in scotland
    assert "Protect" in england
    assert nmc.speak_up_in("") == nmc.speak_up_in("England")


def test_choosing_gives_a_pack():
    assert choose_pack("nurse").id == "nmc-2018"
