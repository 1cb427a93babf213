"""What a post is read as: tokens in normal form."""

from __future__ import annotations

import pytest

from forethought.text import Text, Token, read


def norms(text: str) -> list[str]:
    return [token.norm for token in read(text).tokens]


def kinds(text: str) -> list[tuple[str, str]]:
    return [(token.norm, token.kind) for token in read(text).tokens]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \t ", []),
        ("\n\n\n", []),
        ("Nights again.", ["nights", "again", "."]),
        # apostrophes
        ("don't I'm we’re they've he'll she'd", ["don't", "i'm", "we're", "they've", "he'll", "she'd"]),
        ("He's what it's, that's let's", ["he's", "what", "it's", ",", "that's", "let's"]),
        ("Tom's mum’s NURSE'S", ["tom", "'s", "mum", "'s", "nurse", "'s"]),
        ("the kids' ward", ["the", "kids", "ward"]),
        ("O'Brien's o'clock y'all", ["o'brien", "'s", "o'clock", "y'all"]),
        ("'cause of 'em in the '80s", ["cause", "of", "em", "in", "the", "80", "s"]),
        # hyphens, dashes, signs
        ("a 14-year-old co-worker", ["a", "14", "year", "old", "co", "worker"]),
        ("well - no — never", ["well", "-", "no", "-", "never"]),
        ("A&E and/or £20, 50% (ish)", ["a", "&", "e", "and", "/", "or", "£", "20", ",", "50", "%", "(", "ish", ")"]),
        # numbers
        ("14yo at 5pm on the 3rd", ["14", "yo", "at", "5", "pm", "on", "the", "3rd"]),
        ("10,000 at 10:30am 3.5mg 24/7", ["10,000", "at", "10:30", "am", "3.5", "mg", "24", "/", "7"]),
        ("A4 B12 NW3 covid19 KS2 M5 H1 T1D", ["a4", "b12", "nw3", "covid19", "ks2", "m5", "h1", "t1d"]),
        ("NW3 5QT ٣ ３", ["nw3", "5", "qt", "3", "3"]),
        # accents, other forms of letters, lookalikes
        ("Café CAFE\u0301 naïve Łódź Straße Œuvre", ["cafe", "cafe", "naive", "lodz", "strasse", "oeuvre"]),
        ("Ｊｏｈｎ 𝓙𝓸𝓱𝓷 𝕁𝕠𝕙𝕟 Ⓙⓞⓗⓝ ᴊᴏʜɴ 🅹🅾🅷🅽", ["john"] * 6),
        ("\u0430sshole scr\u043eunger \u0421rap", ["asshole", "scrounger", "crap"]),  # with Cyrillic letters
        ("p\u200br\u00adat \u202ehello\u202c", ["prat", "hello"]),
        ("z\u0351\u0352a\u0353l\u0354g\u0355o", ["zalgo"]),
        ("бабушка", ["бабушка"]),
        # handles, links, addresses
        ("@jane_doe @Jane.doe hello", ["@jane_doe", "@jane.doe", "hello"]),
        ("@NursesUnited", ["nurses", "united"]),
        ("see https://x.co/a?b=1. And www.foo.com!", ["see", "link:", ".", "and", "link:", "!"]),
        ("example.com/x or bit.ly/abc or nhs.uk", ["link:", "or", "link:", "or", "link:"]),
        ("Mail jane.doe+x@nhs.net, now", ["mail", "email:", ",", "now"]),
        ("I saw.Then it ended", ["i", "saw", ".", "then", "it", "ended"]),
        # emoji
        ("Bye 😢👍🏿❤️", ["bye", "crying_face", "thumbs_up", "red_heart"]),
        ("👩🏽‍⚕️🏴󠁧󠁢󠁥󠁮󠁧󠁿🇬🇧1️⃣", ["woman_health_worker", "england", "united_kingdom", "keycap_1"]),
        ("ok :) <3 :'(", ["ok", "slightly_smiling_face", "red_heart", "crying_face"]),
    ],
)
def test_reads_as(text: str, expected: list[str]) -> None:
    assert norms(text) == expected


def test_kinds() -> None:
    assert kinds("@bob, 3rd 😢 #TopTip “hi” x@y.org www.z.org ok!") == [
        ("@bob", "handle"), (",", "punct"), ("3rd", "number"), ("crying_face", "emoji"), ("top", "hashtag"),
        ("tip", "hashtag"), ('"', "quote"), ("hi", "word"), ('"', "quote"), ("email:", "email"), ("link:", "link"),
        ("ok", "word"), ("!", "end"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "go home" loudly', "go home"),
        ("He said “go home” loudly", "go home"),
        ("He said 'go home' loudly", "go home"),
        ("He said ‘don’t go’ loudly", "don’t go"),
        ("«va» 'dad's here', she said", "va"),
    ],
)
def test_quotation_marks(text: str, inside: str) -> None:
    quotes = [token for token in read(text).tokens if token.kind == "quote"]
    assert text[quotes[0].end : quotes[1].start] == inside


def test_an_apostrophe_alone_is_no_quotation_mark() -> None:
    assert not [t for t in read("the kids' mums' group 'til nine, an 'open one").tokens if t.kind == "quote"]


def test_surface_and_offsets() -> None:
    text = "So Ｊｏｈｎ’s 👩🏽‍⚕️ caf\u0065\u0301, p\u200brat #BackInStockport"
    john, possessive, emoji, cafe, prat, stockport = (read(text).tokens[n] for n in (1, 2, 3, 4, 6, 9))
    assert (john.surface, text[john.start : john.end]) == ("John", "Ｊｏｈｎ")
    assert (possessive.norm, text[possessive.start : possessive.end]) == ("'s", "’s")
    assert (emoji.surface, text[emoji.start : emoji.end]) == ("👩🏽‍⚕️", "👩🏽‍⚕️")
    assert (cafe.surface, text[cafe.start : cafe.end]) == ("café", "cafe\u0301")
    assert (prat.surface, text[prat.start : prat.end]) == ("prat", "p\u200brat")
    assert (stockport.surface, text[stockport.start : stockport.end]) == ("Stockport", "Stockport")


def test_nothing_of_a_post_shows_in_a_repr() -> None:
    text = read("Secretname in Stockport")
    assert "ecret" not in repr(text)
    assert "ecret" not in repr(text.tokens[0])
    assert isinstance(text, Text)
    assert isinstance(text.tokens[0], Token)
