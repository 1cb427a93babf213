"""General words for particular ones: what stands instead of a mention so that it fits the words around it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from forethought.values import Mention, Span
from forethought.weigh.tables import table, words_of
from forethought.wording.around import DETERMINER, NEAR, PREPOSITION, Around, general_words, kinds_of, words_that
from forethought.wording.edits import Edit, begins_sentence

_LONGEST_NOUN = 3  # words; more are a clause, for which no noun can stand

_POSSESSOR = re.compile(r"(?:['’]s|\b(?:whose|birth|his|her|their|your|my|our))\s+$", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"\b(?:first|second|third|next|last|another|final|bad|awful|worst|horrible|big|tough|hard|good|great|lovely|new|same|"
    r"terrible|nasty|messy|little|long|early|late|no|any|some|every|more|and|or)\s+$",
    re.IGNORECASE,
)
_FOND = re.compile(
    r"(?:(?:^|(?<=\s))(?:dear|lovely|little|poor|old|big|sweet|baby|wee|our|my|the)\s+)+$", re.IGNORECASE
)
_GREETING = re.compile(
    r"(?:^|\b)(?:hello|hi|hiya|hey|heya|morning"
    r"|thanks|thank you|congratulations|congrats|well done|happy \w+|rip|dear),?\s+$",
    re.I,
)
_APPOSITION = re.compile(
    r"\b(?:my|our|his|her|their)\s+(?:[a-z]+\s+)?(?![a-z]*(?:ous|ful|ing|est|ant|ent|ble|ic|y|eet)\s)[a-z]{4,}\s$"
)
_VOCATIVE = re.compile(
    r"\b(?:now|then|again|please|much|luck|ok|okay|morning|night|lots|on|rest|tight),? $", re.IGNORECASE
)
_AFTER_GREETED = re.compile(
    r"\s*(?:[.!?\n]|$|[^\w\s'’,&])|,? (?:for|on|from|my|you|your|who|it|its|xx?|I|we|hope|thank)\b"
)
_ROLE_BEFORE = re.compile(
    r"\b(?:patient|client|pupil|student|resident|mum|dad|mother|father|child|boy|girl|lady|man|woman|baby|daughter|son|"
    r"husband|wife)(?P<link>,?\s+(?:(?:called|named)\s+)?)$",
    re.IGNORECASE,
)
_IS = re.compile(
    r"(?:\b(?:is|was|are|were|am|be|been|turned|turning)|['’](?:s|re|m))\s+(?P<adverb>(?:only|just|nearly|almost)\s+)?$",
    re.I,
)
_NEEDS_WHERE = re.compile(
    r"(?:\b(?:is|was|are|were|live|lives|lived|living|stays|staying|works)|['’](?:s|re|m))\s*$", re.IGNORECASE
)
_STOPS = re.compile(r"\s*(?:$|[^\w\s'’#-]|\n|(?:and|but|so|or)\b)")
_PERSON_NOUN = re.compile(
    r"[ -](?:girl|boy|man|woman|lady|lad|patient|child|kid|mum|dad|client|gent|gentleman|bloke|chap|guy|daughter|son|"
    r"pupil|student|family|resident|person|case|twin|brother|sister|mother|father|teenager|baby|prisoner)s?\b"
)
_CLAUSE = re.compile(
    r"\b(?:I|he|she|they|it|we|you)(?:['’](?:s|re|m|ve|d|ll)\b| \w)|^(?:lives?|lived|is|was|has|had)\b", re.IGNORECASE
)


def generalise(text: str, mention: Mention, *, again: bool) -> Edit | None:
    """The edit that makes one mention general; None where it is general enough, or no general word would fit.

    Args:
        text: The post.
        mention: What is told.
        again: Whether this person was spoken of before in the post.
    """
    maker = _MAKERS.get(mention.type)
    around = Around(text, mention)
    if maker is None or not around.words.strip() or _CLAUSE.search(around.words):
        return None
    return _hashtag(text, mention.span) or maker(around, again)


def _hashtag(text: str, span: Span) -> Edit | None:
    word = max(text.rfind(" ", 0, span.start), text.rfind("\n", 0, span.start)) + 1
    start = text.find("#", word, span.start + 1)
    if start < 0:
        return None
    end = span.end
    while end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    return Edit(Span(start, end), "")


def _opens(at: Around) -> bool:
    return begins_sentence(at.text, at.start) or at.before.endswith(": ")


def _person(at: Around, again: bool) -> Edit:
    general = general_words()
    if at.start and at.text[at.start - 1] == "@":
        return (
            at.edit("", start=at.start - 1)
            if begins_sentence(at.text, at.start - 1)
            else at.edit(general["person"], start=at.start - 1)
        )
    if _APPOSITION.search(at.before) and not _FOND.search(at.before):
        return at.edit("", start=at.start - 1)
    if role := _ROLE_BEFORE.search(at.before):
        return at.edit("", start=at.start - len(role["link"]))
    if _GREETING.search(at.before) and _AFTER_GREETED.match(at.after):
        return at.edit("", start=at.start - 1 if at.before[-1:] == " " else at.start)
    if _VOCATIVE.search(at.before) and re.match(r"\s*(?:[.!?\n]|$)", at.after):
        return at.edit("", start=at.start - 1)
    if at.after[:1] == "," and _opens(at) and re.match(r", (?:you|your|thank|I|we)\b", at.after):
        return at.edit("", end=at.end + 2)
    words = "some people" if " and " in at.words else general["person-again" if again else "person"]
    return at.edit(words, start=at.back(_FOND))


_LABEL = re.compile(
    r"(?:(?:^|(?<=[\s(]))(?:call(?: me)?|text|ring|on|at|number|no\.?|nhs|hosp|hospital|ref|tel|email|dob|is|address|"
    r"phone|mobile)"
    r"[\s:.]+)+$",
    re.IGNORECASE,
)


def _exact(at: Around, again: bool) -> Edit:
    return at.out(at.back(_LABEL))


_OLD = re.compile(r"[ -](?:year|yr|month|week)s?[ -]olds?|[ -]?y/?o\b", re.IGNORECASE)
_AGE_UNIT = re.compile(r"year|yr|y/?o\b|month|week|\bold\b|\d ?[mf]\b", re.IGNORECASE)
_SPELT = re.compile(
    r"(?:ty|teen|ties)\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b", re.IGNORECASE
)
_AGED = re.compile(r",?\s*\b(?:aged|age|aged about)\s+$|,\s*$", re.IGNORECASE)


def _age(at: Around, again: bool) -> Edit | None:
    if not (re.search(r"\d", at.words) or _AGE_UNIT.search(at.words) or _SPELT.search(at.words)):
        return None
    if re.match(r"under\b", at.words, re.IGNORECASE):
        return None
    end, after, words = at.end, at.after, at.words
    if old := _OLD.match(after):
        end, after, words = end + old.end(), after[old.end() :], words + old[0]
    noun = _age_noun(at.detail or words, words)
    is_before = _IS.search(at.before)
    start = at.start - len(is_before["adverb"] or "") if is_before else at.start
    if _PERSON_NOUN.match(after):
        return at.edit("", end=end + 1)
    if is_before:
        return at.edit(_an(noun) if re.match(r"an? ", words) else _AGE_STATE[noun], start=start, end=end)
    if _AGE_UNIT.search(words):
        plural = "s" if re.search(r"olds$", words) else ""
        alone = not plural and (begins_sentence(at.text, at.start) or re.match(r"an? ", words))
        return at.edit((_an(noun) if alone else noun) + plural, end=end)
    if begins_sentence(at.text, at.start) and re.match(r",| \w", after):
        return at.edit(_an(noun))
    aged = at.back(_AGED)
    if aged < at.start:
        comma = at.text[aged] == "," and after[:1] == ","
        return at.edit("", start=aged, end=end + comma)
    if re.fullmatch(r"\(?\d+\)?", words) and re.match(r"\)", after):
        return at.edit("")
    return at.out() if _STOPS.match(after) or at.back(PREPOSITION) < at.start else at.edit(noun)


_AGE_STATE = {
    "little one": "little", "child": "young", "young person": "young", "adult": "an adult", "older person": "older"
}  # fmt: skip


def _age_noun(detail: str, words: str) -> str:
    found = re.search(r"\d+", detail)
    number = int(found[0]) if found and len(found[0]) < 4 else -1
    if number < 0:
        number = 80 if re.search(r"sixt|sevent|eight|ninet", words, re.IGNORECASE) else 40
    if re.search(r"month|week", words, re.IGNORECASE) or 0 <= number < 3:
        return "little one"
    if number < 12:
        return "child"
    if number < 22:
        return "young person"
    return "adult" if number < 65 else "older person"


def _date(at: Around, again: bool) -> Edit | None:
    if at.after[:2] in ("'s", "’s") or at.words.endswith(("'s", "’s")):
        end = at.end + (2 if at.after[:2] in ("'s", "’s") else 0)
        recent = "recent" if _ADJECTIVE.search(at.before) else "a recent"
        return at.edit(recent, start=at.back(DETERMINER), end=end)
    length = re.search(r"\b(year|month|week|day|hour)s?$", at.words, re.IGNORECASE)
    if length and (at.detail == "duration" or re.match(r"[\w-]+ \w+s$", at.words)):
        return (
            at.edit(f"{length[1].lower()}s") if not re.match(r"last|this|next", at.words, re.IGNORECASE) else at.out()
        )
    if at.noun_after() and at.back(DETERMINER) < at.start:
        return at.without_noun()
    begin = at.back(PREPOSITION)
    before = at.text[max(begin - 12, 0) : begin]
    if _IS.search(before) and _STOPS.match(at.after):
        return at.edit("soon" if re.search(r"tomorrow|next", at.words, re.IGNORECASE) else "recent", start=begin)
    return at.out(begin)


_STARTS_WHERE = re.compile(r"(?:in|at|on|from|near|off|outside|under|behind|with|by|over|up|down)\s", re.IGNORECASE)
_VERB_AFTER = re.compile(r", (?:is|was|were|has|had|came|went|got|told|said|asked|just|who|and)\b")


def _place(at: Around, again: bool) -> Edit:
    general = general_words()
    possessive = at.after[:2] in ("'s", "’s")
    if at.says_which():
        return at.without_noun()
    begin = at.back(PREPOSITION)
    if begin < at.start or _STARTS_WHERE.match(at.words):
        if possessive:
            return at.edit(general["place"])
        if at.text[begin : begin + 3].lower() == "of ":
            return at.edit(general["place"], start=begin + 3)
        if _NEEDS_WHERE.search(at.text[max(begin - 12, 0) : begin]):
            return at.edit(general["somewhere"], start=begin)
        return at.out(begin)
    if possessive:
        return at.edit(general["place"])
    if at.before.endswith(", ") and _STOPS.match(at.after):
        return at.edit("", start=at.start - 2, end=at.end + bool(_VERB_AFTER.match(at.after)))
    if begins_sentence(at.text, at.start) and at.after[:1] in (",", ".", "", ":"):
        return at.edit("", end=at.end + (at.after[:1] == ","))
    return at.edit(general["place"], start=at.back(DETERMINER))


def _group(at: Around, again: bool) -> Edit | None:
    row = _kind(at)
    general = str(row["noun"] if row else general_words()[at.type])
    if at.words.lower() in (general, f"the {general}", f"my {general}", f"our {general}"):
        return None
    if at.says_which():
        return at.without_noun()
    if at.before.endswith(", ") and _STOPS.match(at.after):
        return at.edit("", start=at.start - 2)
    begin = at.back(PREPOSITION)
    if begin < at.start:
        if at.text[begin : begin + 3].lower() == "of " or _NEEDS_WHERE.search(at.text[max(begin - 12, 0) : begin]):
            return at.edit(f"{at.text[begin : at.start].split()[0]} the {general}", start=begin)
        return at.out(begin)
    return at.edit(general if at.back(DETERMINER) < at.start else f"the {general}")


def _role(at: Around, again: bool) -> Edit | None:
    bare = [word for word in re.findall(r"[a-z]+", at.words.lower()) if word not in words_that("are-small")]
    if not bare or all(word in words_that("are-plain-roles") for word in bare) or _IS.search(at.before):
        return None
    if re.search(r"\b(?:in|at|on)\s+$", at.before):
        return at.out()
    plain = next((word for word in bare if word in words_that("are-plain-roles")), "")
    kept = re.match(r"(?:a|an|the|my|our|one of (?:my|our|the)|two of (?:my|our))\s", at.words, re.IGNORECASE)
    if plain and (kept or at.back(DETERMINER) < at.start):
        return at.edit((kept[0] if kept else "") + plain)
    general = general_words()
    again = again and not re.match(r"an? ", at.words, re.IGNORECASE)
    plural = re.search(r"[^s'’]s$", at.words) and not re.match(r"(?:an?|the|one|my|our) ", at.words, re.IGNORECASE)
    return at.edit("people" if plural else general["person-again" if again else "person"], start=at.back(DETERMINER))


def _family(at: Around, again: bool) -> Edit | None:
    row = _kind(at)
    if row is None:
        return None
    noun = str(row["noun"])
    if at.words.lower() in (noun, f"a {noun}", f"the {noun}", "family", "kids", "the kids"):
        return None
    inner = re.match(r"(?:the|an?|his|her|their|your|my|our)\s", at.words, re.IGNORECASE)
    if inner and not (noun == "children" and inner[0].lower() in ("a ", "an ")):
        return at.edit(_an(noun) if inner[0].lower() in ("a ", "an ") else inner[0].lower() + noun)
    plain = noun == "children" or _POSSESSOR.search(at.before) or at.back(DETERMINER) < at.start
    return at.edit(noun if plain or _ADJECTIVE.search(at.before) else _an(noun))


_IDENTITY = re.compile(
    r"(?:autistic|deaf|blind|dyslexic|disabled|non-?verbal|partially sighted|wheelchair|hearing aid)\b", re.IGNORECASE
)
_STATE = re.compile(r"\w*(?:ic|ed|ant|blind|deaf|ill|sick|sober|drunk)$", re.IGNORECASE)


def _health(at: Around, again: bool) -> Edit | None:
    bare = re.sub(r"^(?:the|an?|his|her|their|my|your) ", "", at.words, flags=re.IGNORECASE)
    if len(bare.split()) > _LONGEST_NOUN or table("health").find(words_of(f"{at.detail} {bare}")) is None:
        return None
    if _PERSON_NOUN.match(at.after):
        return at.without_noun()
    if _IDENTITY.match(bare):
        return None
    if _STATE.match(bare):
        return at.edit(general_words()["health-state"]) if _IS.search(at.before) else None
    if (
        at.noun_after()
        or re.search(r"(?:\bcan['’]?t|\bnot|\bno|n['’]t)\s*$", at.before)
        or re.match(r"can['’]?t|no ", at.words, re.I)
    ):
        return None
    row = _kind(at)
    noun, is_bare = (str(row["noun"]), bool(row.get("bare"))) if row else ("health condition", False)
    start = at.back(DETERMINER)
    own = re.match(r"(?:his|her|their|my|your) ", at.text[start : at.start] or at.words, re.IGNORECASE)
    if own:
        return at.edit(own[0].lower() + ("health" if noun == "health condition" else noun), start=start)
    if _POSSESSOR.search(at.before):
        return at.edit(noun)
    return at.edit(noun if is_bare or _ADJECTIVE.search(at.text[:start][-NEAR:]) else _an(noun), start=start)


def _event(at: Around, again: bool) -> Edit | None:
    row = _kind(at)
    bare = re.sub(r"^(?:the|an?|his|her|their|my|your) ", "", at.words, flags=re.IGNORECASE)
    if row is None or len(bare.split()) > _LONGEST_NOUN:
        return None
    noun = str(row["noun"])
    if row.get("adjective"):
        return at.edit(noun) if at.noun_after() else None
    if row.get("bare"):
        if re.search(r"[A-Z]\w*\s$", at.before) and at.back(PREPOSITION) == at.start:
            return None
        if there := re.search(r"\b(?:in|at|to|from)\s+(?:the\s+)?$", at.before, re.IGNORECASE):
            return at.edit(f"at {noun}", start=at.start - len(there[0]))
        return at.without_noun() if at.noun_after() else at.edit(noun, start=at.back(DETERMINER))
    if at.noun_after():
        return None
    if at.back(DETERMINER) < at.start or _ADJECTIVE.search(at.before) or _POSSESSOR.search(at.before):
        return at.edit(noun)
    article = re.match(r"(?:the|his|her|their|my)\s", at.words, re.IGNORECASE)
    if bare == at.words and at.back(PREPOSITION) < at.start:
        return at.out()
    return at.edit(article[0].lower() + noun if article else _an(noun))


def _look(at: Around, again: bool) -> Edit | None:
    if _PERSON_NOUN.match(at.after):
        return at.without_noun()
    begin = at.back(PREPOSITION)
    if begin < at.start and not at.noun_after() and re.match(r"(?:with|in)\b", at.text[begin:]):
        return at.out(begin)
    if at.before.endswith(", ") and _STOPS.match(at.after):
        return at.edit("", start=at.start - 2)
    return None


def _an(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _kind(at: Around) -> Mapping[str, Any] | None:
    text = f" {re.sub(r'[^a-z0-9]+', ' ', f'{at.words} {at.detail}'.lower())} "
    for row in kinds_of(at.type):
        if any(f" {phrase} " in text or f" {phrase}s " in text for phrase in row["match"]):
            found: Mapping[str, Any] = row
            return found
    return None


_MAKERS = {
    "person-name": _person,
    "initials": _person,
    "username": _person,
    "contact": _exact,
    "id-number": _exact,
    "age": _age,
    "date-time": _date,
    "place": _place,
    "organisation": _group,
    "unit": _group,
    "role": _role,
    "family": _family,
    "health": _health,
    "event": _event,
    "appearance": _look,
    "possession": _look,
    "origin-or-faith": _look,
}
