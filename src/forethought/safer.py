"""A safer wording: the fewest words made general that bring a better verdict, in the author's own voice.

Words that tell of a person in care are replaced by general ones, the dearest detail first; sentences that no general
word can save are left out. A wording is only offered when, checked like any post, it comes out better.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from forethought.values import VERDICTS, Assessment, Finding, Mention, Post, Safer, Span
from forethought.wording.around import words_that
from forethought.wording.edits import MARKS, Edit, apply_edits, merge, sentences, tidy
from forethought.wording.generalise import generalise

MOST_RECHECKS = 6
LONGEST = 4_000  # characters; a longer post is not reworded
_MEANINGFUL = 4  # words that must be left
_ENOUGH_LEFT = 0.3  # of the words, unless there are many
_MANY = 12
_LARGER = 10.0  # times as many people must fit where the verdict stays the same

# What is told, not how it is said: general words can answer these.
_TOLD = frozenset(("identifies-person", "recognisable-person", "confidential-information", "court-proceedings"))
# Of these no wording makes a fine post: to leave out the words would only hide what was done or meant.
_NOT_A_MATTER_OF_WORDS = frozenset(("unlawful-or-unfit-conduct", "sexual", "threat"))
_OWN = "own-exposure"
_DIRECT = frozenset(("person-name", "initials", "username", "contact", "id-number"))
_BRACKETS = re.compile(r"\[[^\[\]]*\]")
_REFERS_BACK = re.compile(
    r"\W*(?:\w+\W+){0,2}(?:he|she|they|it|this|that|those|these|him|her|his|their|its|them)\b", re.IGNORECASE
)
_GOES_ON = re.compile(r"\W*(?:he|she|they|it|his|her|their|its|this|that)\b", re.IGNORECASE)
_HASHTAG = re.compile(r"#\w+")
_WORD = re.compile(r"[^\W\d_]{2,}")


def safer(post: Post, assessment: Assessment, recheck: Callable[[Post], Assessment]) -> Safer | None:
    """Find a wording that comes out better.

    Args:
        post: The post as written.
        assessment: What the check said of it.
        recheck: The check itself, without a search for safer wording.

    Returns:
        The wording with the best verdict found, of several the one that changes least; None when none is better,
        or when it is not a matter of words (a threat, a confession of unfit conduct).
        Its ``changes`` are words of the original and what stands instead; joined and tidied they give its ``text``.
    """
    if assessment.verdict not in ("pause", "stop") or len(post.text) > LONGEST or MARKS.search(post.text):
        return None
    if any(one.concern in _NOT_A_MATTER_OF_WORDS and one.severity == "stop" for one in assessment.findings):
        return None
    search = _Search(post, assessment, recheck)
    text, findings = post.text, assessment.findings
    general = _general_edits(post, assessment)
    unsaid = [Edit(span, "") for one in findings if one.concern not in _TOLD for span in _offending(text, one)]
    told = [Edit(span, "") for one in findings if one.concern in _TOLD for span in _offending(text, one)]
    if unsaid:
        if insults := _insults(text, findings):
            search.consider([*insults, *general])
        search.consider(unsaid)
        search.consider([*unsaid, *general])
    elif search.consider(general):
        search.fewest(general)
    if told:
        search.consider([*unsaid, *told])
        search.consider([*unsaid, *told, *general])
    for sentence in told if len(told) > 1 else ():  # one of them may be all that matters
        search.consider([*unsaid, sentence, *general])
    return search.best


class _Search:
    """A search that keeps the best wording, asks the check only so often, and ends at one that is fine."""

    def __init__(self, post: Post, assessment: Assessment, recheck: Callable[[Post], Assessment]) -> None:
        self.best: Safer | None = None
        self._post, self._old, self._recheck = post, assessment, recheck
        self._before = _fewest(assessment)
        self._tried = {post.text}

    def consider(self, edits: Sequence[Edit]) -> bool:
        """Try a wording if there is none yet that is fine; say whether it was taken."""
        if self.best and self.best.verdict == "post":
            return False
        found = self._try(edits)
        if found is None or (self.best and VERDICTS.index(found.verdict) >= VERDICTS.index(self.best.verdict)):
            return False
        self.best = found
        return True

    def fewest(self, edits: Sequence[Edit]) -> None:
        """Having taken all edits, look for the fewest, in their order, that come out as well."""
        least, enough = 1, len(edits)
        while least < enough:
            middle = (least + enough) // 2
            found = self._try(edits[:middle])
            if found and self.best and found.verdict == self.best.verdict:
                self.best, enough = found, middle
            else:
                least = middle + 1

    def _try(self, edits: Sequence[Edit]) -> Safer | None:
        merged = merge(edits)
        wording = _reword(self._post.text, merged)
        if wording is None or wording in self._tried or len(self._tried) > MOST_RECHECKS:
            return None
        self._tried.add(wording)
        checked = self._recheck(replace(self._post, text=wording))
        after = _fewest(checked)
        if checked.verdict == "not judged" or not _is_better(self._old, checked, self._before, after):
            return None
        return Safer(wording, checked.verdict, self._before, after, tuple((edit.span, edit.words) for edit in merged))


def _is_better(old: Assessment, new: Assessment, before: float | None, after: float | None) -> bool:
    if old.verdict == "not judged" or new.verdict == "not judged":
        return False
    was, now = VERDICTS.index(old.verdict), VERDICTS.index(new.verdict)
    if now != was:
        return now < was
    return before is not None and len(new.findings) <= len(old.findings) and (after or 0.0) >= before * _LARGER


def _fewest(assessment: Assessment) -> float | None:
    return min((one.count for one in assessment.people), default=None)


def _general_edits(post: Post, assessment: Assessment) -> list[Edit]:
    """General words for all that is told of people in care, the dearest detail first."""
    abouts = {"client"}
    if any(one.concern == _OWN for one in assessment.findings):
        abouts.add("author")
    elif any(one.concern in _TOLD for one in assessment.findings):
        abouts |= {"author-where", "none-when"}
    order: dict[Span, int] = {}
    for person in assessment.people:
        for place, detail in enumerate(person.details):
            order.setdefault(detail.span, place)
    chosen = [one for one in assessment.mentions if _is_chosen(one, abouts) and 0 <= one.span.start < one.span.end]
    chosen = [one for one in chosen if one.span.end <= len(post.text)]
    edits: list[tuple[tuple[int, int, int], Edit]] = []
    seen: set[int] = set()
    for one in sorted(chosen, key=lambda mention: mention.span):
        again = one.person in seen and one.person > 0
        edit = generalise(post.text, one, again=again)
        if edit is None:
            continue
        if one.type in ("person-name", "initials", "username", "role"):
            seen.add(one.person)
        direct = one.type in _DIRECT
        edits.append(((not direct, order.get(one.span, len(order)), one.span.start), replace(edit, direct=direct)))
    return [edit for _, edit in sorted(edits, key=lambda pair: pair[0])]


def _is_chosen(one: Mention, abouts: set[str]) -> bool:
    if one.about in abouts:
        return True
    if one.about == "author" and "author-where" in abouts:
        return one.type in ("place", "organisation", "unit", "date-time")
    return one.about == "none" and one.type in ("date-time", "place") and "none-when" in abouts


def _offending(text: str, finding: Finding) -> list[Span]:
    """The sentences that a finding's words stand in, with those after that only make sense with them.

    Of a picture's description it is the brackets around it.
    """
    if finding.span is None:
        return []
    if finding.concern == "image":
        for found in _BRACKETS.finditer(text):
            if finding.span.overlaps(bracket := Span(*found.span())):
                return [bracket]
    spans: list[Span] = []
    for sentence in sentences(text):
        follows = spans and spans[-1].end == sentence.start and _GOES_ON.match(text, sentence.start)
        if sentence.overlaps(finding.span) or follows:
            spans.append(sentence)
    return spans


def _insults(text: str, findings: Sequence[Finding]) -> list[Edit]:
    """Taking out only the insult where a noun stands after it: "that idiot manager"."""
    edits = []
    for one in findings:
        if one.concern in _TOLD or one.span is None or len(text[one.span.start : one.span.end].split()) > 2:
            continue
        after = re.match(r" ([a-z]{3,})", text[one.span.end : one.span.end + 20])
        before = re.search(r"\b(?:the|that|this|these|those|my|our|their|his|her|an?) $", text[: one.span.start][-8:])
        if after and before and after[1] not in words_that("follow"):
            edits.append(Edit(Span(one.span.start, one.span.end + 1), ""))
    return edits


def _reword(text: str, edits: Sequence[Edit]) -> str | None:
    """The wording, or None where too little is left to mean anything."""
    if not edits:
        return None
    wording = tidy(apply_edits(text, edits))
    left, all_words = _words(wording), _words(text)
    if left < _MEANINGFUL or left < min(_ENOUGH_LEFT * all_words, _MANY):
        return None
    if edits[0].span.start == 0 and not edits[0].words and _REFERS_BACK.match(wording):
        return None
    return wording


def _words(text: str) -> int:
    return len(_WORD.findall(_HASHTAG.sub("", text)))
