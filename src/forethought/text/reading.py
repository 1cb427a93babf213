"""From a text to its tokens: one pass over one expression, see `patterns`."""

from __future__ import annotations

import re
from collections.abc import Callable

from forethought.text.disguise import STEMS, shorten, without_figures, without_signs, without_spaces
from forethought.text.hashtags import hashtag_words
from forethought.text.language import identify
from forethought.text.normal import Normal, as_latin, fold, normalise
from forethought.text.patterns import KINDS, WORD, scanner
from forethought.text.pictures import EMOTICONS, emoji_name
from forethought.text.sentences import dots_trail, ends_sentence, opens_sentence
from forethought.text.values import Text, Token, TokenKind
from forethought.text.words import word_costs, word_set

_WHOLE = word_set("he's she's it's that's what's who's there's here's let's where's how's when's why's")
_NOT_QUOTE = word_set("cause til tis twas em n bout cos cuz nuff round s t d ll ve re m")  # after an apostrophe
_DRAWN = re.compile(r"([a-z])\1\1", re.IGNORECASE)
_CAMEL_CASE = re.compile(r"[A-Za-z]*[a-z][A-Z][A-Za-z]*")
_LETTERS = re.compile(r"\w*")


def read(text: str) -> Text:
    """Read a text: tokens in order, none over another, each with its place in the original, and the language.

    Never fails, whatever the string holds. Signs keep their form as ``norm`` ("£"); a dash is always "-", a trail of
    dots always "...".
    """
    normal = normalise(text)
    tokens = _Reader(text, normal).read()
    return Text(text, tokens, identify(normal.text, tokens))


class _Reader:
    """Holds what is known so far while one text is read; used once."""

    def __init__(self, original: str, normal: Normal) -> None:
        self.original, self.text, self.shape = original, normal.text, normal.shape
        self.starts, self.ends = normal.starts, normal.ends
        self.is_ascii = normal.text.isascii()
        self.drawn = _DRAWN.search(normal.text) is not None
        self.tokens: list[Token] = []
        self.sentence = 0
        self.ended = False  # the last token ended a sentence
        self.last_end = 0  # where the last token ends in the original
        self.opened = -1  # place in `tokens` of a single quotation mark that waits for its partner
        self.unpaired: set[int] = set()  # places of those that never found it
        self.takers: list[Callable[[int, int], None]] = [getattr(self, f"take_{kind}") for kind in KINDS]

    def read(self) -> tuple[Token, ...]:
        self.scan(scanner(), 0, len(self.text))
        self.give_up_quote()
        if self.unpaired:
            return tuple(token for i, token in enumerate(self.tokens) if i not in self.unpaired)
        return tuple(self.tokens)

    def scan(self, pattern: re.Pattern[str], start: int, end: int) -> None:
        text, plain_case, add, takers = self.text, self.is_ascii and not self.drawn, self.add, self.takers
        for found in pattern.finditer(self.shape, start, end):
            group: int = found.lastindex  # type: ignore[assignment]  # one group always takes part
            begin, stop = found.span(group)
            if group != WORD:
                takers[group - 1](begin, stop)
            elif plain_case and text[stop - 2] != "'":
                surface = text[begin:stop]
                add(surface.lower(), surface, begin, stop)
            else:
                self.take_word(begin, stop)

    def add(self, norm: str, surface: str, begin: int, stop: int, kind: TokenKind = "word") -> None:
        start, end = self.starts[begin], self.ends[stop]
        if not norm:  # accents on nothing
            return
        if start < self.last_end:  # several tokens out of one character of the original
            if end <= self.last_end:
                return
            start = self.last_end
        if self.ended and not (start == self.last_end and norm in '")'):
            self.ended = False
            self.sentence += 1
        self.tokens.append(Token(norm, surface, start, end, self.sentence, kind))
        self.last_end = end

    def plainly(self, begin: int, stop: int) -> None:
        """Read a stretch once more, as no word in disguise."""
        self.scan(scanner(plain=True), begin, stop)

    def norm(self, surface: str) -> str:
        norm = surface.lower()
        if not norm.isascii():
            norm = fold(surface)
            latin = "" if norm.isascii() else as_latin(surface)
            if latin in STEMS or (len(latin) > 2 and latin in word_costs()):
                norm = latin
        return shorten(norm) if self.drawn else norm

    # One method for each kind of `patterns.KINDS`.

    def take_word(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        norm = self.norm(surface)
        if norm.endswith("'s") and norm not in _WHOLE:
            self.add(norm[:-2], surface[:-2], begin, stop - 2)
            self.add("'s", surface[-2:], stop - 2, stop)
        else:
            self.add(norm, surface, begin, stop)

    def take_spaced(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        word = without_spaces(self.norm(surface))
        if word:
            self.add(word, surface, begin, stop)
        else:
            self.plainly(begin, stop)

    def take_link(self, begin: int, stop: int) -> None:
        self.add("link:", self.text[begin:stop], begin, stop, "link")

    def take_email(self, begin: int, stop: int) -> None:
        self.add("email:", self.text[begin:stop], begin, stop, "email")

    def take_dotted(self, begin: int, stop: int) -> None:
        """An abbreviation such as "e.g." or "a.m.", or initials; its last dot may also end the sentence."""
        surface = self.text[begin:stop]
        norm = surface.replace(".", "").lower()
        if surface[-1] == "." and opens_sentence(self.text, stop, after_time=norm in ("am", "pm")):
            self.add(norm, surface[:-1], begin, stop - 1)
            self.end_sentence(".", stop - 1, stop)
        else:
            self.add(norm, surface, begin, stop)

    def take_odd(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        shape = self.shape[begin:stop].replace("'", "")
        if shape.isalpha():
            self.take_word(begin, stop)
            return
        norm = self.norm(surface)
        if shape.isalnum():
            self.add(without_figures(norm) or norm, surface, begin, stop)
        else:
            one_capital = surface[0].isupper() and not surface[1:2].isalnum() and norm[0] != "f"  # "Mrs K***"
            word = "" if one_capital else without_signs(norm)
            if word:
                self.add(word, surface, begin, stop)
            else:
                self.plainly(begin, stop)

    def take_leet(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        word = without_figures(self.norm(surface))
        if word:
            self.add(word, surface, begin, stop)
        else:
            self.plainly(begin, stop)

    def take_number(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        self.add(surface.lower(), surface, begin, stop, "number")

    def take_hashtag(self, begin: int, stop: int) -> None:
        place = begin + 1
        for part in self.text[begin + 1 : stop].split("_"):
            for start, end in hashtag_words(part):
                surface = part[start:end]
                self.add(self.norm(surface), surface, place + start, place + end, "hashtag")
            place += len(part) + 1

    def take_handle(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        norm = self.norm(surface)
        word = without_signs(norm) if norm[1:].isalpha() else ""
        if word:  # "@sshole"
            self.add(word, surface, begin, stop)
        elif _CAMEL_CASE.fullmatch(surface, 1):
            self.take_hashtag(begin, stop)
        else:
            self.add(fold(surface), surface, begin, stop, "handle")

    def take_end(self, begin: int, stop: int) -> None:
        run = self.text[begin:stop]
        if run == ".":
            last = self.tokens[-1] if self.tokens and self.last_end == self.starts[begin] else None
            begins = len(self.tokens) < 2 or self.tokens[-2].kind == "end"
            if ends_sentence(self.text, stop, last, begins_sentence=begins):
                self.end_sentence(".", begin, stop)
        elif run.strip(".…") == "":
            if dots_trail(self.text, stop):
                self.add("...", run, begin, stop, "punct")
            else:
                self.end_sentence(".", begin, stop)
        elif not (self.text[begin - 1 : begin] == "(" and self.text[stop : stop + 1] == ")"):
            self.end_sentence("?" if "?" in run else "!", begin, stop)

    def take_newline(self, begin: int, stop: int) -> None:
        self.give_up_quote()
        self.end_sentence(".", begin, stop)

    def end_sentence(self, norm: str, begin: int, stop: int) -> None:
        if self.tokens and not self.ended:
            self.add(norm, self.text[begin:stop], begin, stop, "end")
            self.ended = True

    def take_quote(self, begin: int, stop: int) -> None:
        self.add('"', '"', begin, stop, "quote")

    def take_possessive(self, begin: int, stop: int) -> None:
        self.add("'s", self.text[begin:stop], begin, stop)

    def take_apostrophe(self, begin: int, stop: int) -> None:
        before, after = self.text[begin - 1 : begin] or " ", self.text[stop : stop + 1] or " "
        if after.isalpha() and (before.isspace() or before in "(–-/,:"):
            if _LETTERS.match(self.text, stop)[0].lower() not in _NOT_QUOTE:  # type: ignore[index]  # always matches
                self.give_up_quote()
                count = len(self.tokens)
                self.take_quote(begin, stop)
                self.opened = count if len(self.tokens) > count else -1
        elif self.opened >= 0 and not before.isspace() and not after.isalnum():
            self.opened = -1
            self.take_quote(begin, stop)

    def give_up_quote(self) -> None:
        if self.opened >= 0:
            self.unpaired.add(self.opened)
            self.opened = -1

    def take_emoticon(self, begin: int, stop: int) -> None:
        surface = self.text[begin:stop]
        self.add(EMOTICONS.get(surface.lower().replace("-", ""), "emoji"), surface, begin, stop, "emoji")

    def take_punct(self, begin: int, stop: int) -> None:
        sign = self.text[begin:stop]
        if sign == "-" and self.text[begin - 1 : begin].isalnum() and self.text[stop : stop + 1].isalnum():
            return
        self.add("-" if sign == "–" else sign, sign, begin, stop, "punct")

    def take_emoji(self, begin: int, stop: int) -> None:
        written = self.original[self.starts[begin] : self.ends[stop]]
        self.add(emoji_name(written), written, begin, stop, "emoji")

    def take_other(self, begin: int, stop: int) -> None:
        """A character that says nothing."""
