"""Words in disguise: drawn out (soooo), in figures (r3tard), starred out (f**k), spaced out (f u c k)."""

from __future__ import annotations

import re
from itertools import product

from forethought.text.words import word_costs, word_set

# Own list. The order settles what a starred word is where several fit ("c***"), commonest first.
_SWEARS = """
fuck fucking fucked fucker fuckers fucks fuckin fuckwit fuckwits motherfucker motherfuckers fuckface shit shits shitty
shite shitting shithead shithole shitshow bullshit bitch bitches bitching bitchy cunt cunts cunting bastard bastards
ass arse asses arsehole arseholes asshole assholes arses dickhead dickheads dick dicks twat twats wanker wankers wank
wanking prick pricks piss pissed pissing bollocks bollock slut sluts slutty slag slags whore whores crap crappy cock
cocks damn bloody hell tosser tossers knob knobhead knobheads bellend bellends
""".split()
_INSULTS = """
nonce nonces tits pussy retard retards
retarded spastic spastics spaz mong mongs idiot idiots moron morons stupid scum scumbag scumbags faggot faggots fag fags
dyke dykes tranny trannies queer poof poofs nigger niggers nigga niggas
paki pakis chink chinks gypsy gypsies gyppo pikey
pikeys kike kikes coon coons rape raped rapist rapists rapes paedo paedos pedo pedos paedophile pedophile kill killed
killing die dead death murder suicide sex sexy porn nazi nazis minger fatty fatso loser losers sod bugger buggers git
""".split()
_STEMS = _SWEARS + _INSULTS
STEMS = frozenset(_STEMS)
_SPACED = frozenset(w for w in _STEMS if len(w) >= 4)

_FIGURES = {"0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g"}
_SIGNS = {"@": "a", "$": "s", "!": "i"}
_MIXED = re.compile(r"[a-z]+\d{1,3}[a-z]")
_SIGN_INSIDE = re.compile(r"[a-z]+[@$!][a-z]+$")
_RUN = re.compile(r"(.)\1{2,}")
_SYMBOLS = re.compile(r"[^a-z0-9]+")
_KEEP = word_set("aaa xxx xxxx iii viii xiii xviii")


def shorten(word: str) -> str:
    """Undo elongation: letters that stand three times or more become two if that is a word, else one."""
    if word in _KEEP or len(word) > 200:
        return word if len(word) <= 200 else _RUN.sub(r"\1", word)
    pieces = _RUN.split(word)  # text, letter, text, letter, ..., text
    letters = pieces[1::2]
    once = _RUN.sub(r"\1", word)
    if len(letters) > 4:
        return once
    known = word_costs()
    for times in product((2, 1), repeat=len(letters)):
        candidate = pieces[0] + "".join(
            letter * n + text for letter, n, text in zip(letters, times, pieces[2::2], strict=True)
        )
        if candidate in known or candidate in STEMS:
            return candidate
    return once


def without_figures(word: str) -> str:
    """Undo leetspeak: "r3tard" is "retard"; "" unless the letters then make an insult or a known word."""
    if not 3 <= len(word) <= 24 or sum(c.isdigit() for c in word) > len(word) // 2:
        return ""
    options = [_FIGURES.get(c, c) if c.isdigit() else c for c in word]
    inside = bool(_MIXED.match(word)) and len(word) >= 4
    for candidate in _spellings(options):
        if candidate in STEMS:
            return candidate
        if inside and len(candidate) >= 4 and candidate in word_costs():
            return candidate
    return ""


def without_signs(word: str) -> str:
    """Undo stars and signs: "f**k", "b@stard", "ca$h"; "" unless this makes an insult, or for one sign a known word."""
    if not 3 <= len(word) <= 24:
        return ""
    options = [_SIGNS.get(c, _FIGURES.get(c, c)) for c in word]
    for candidate in _spellings(options):
        if candidate in STEMS:
            return candidate
        if _SIGN_INSIDE.match(word) and len(candidate) >= 4 and candidate in word_costs():
            return candidate
    letters = sum(c.isalpha() for c in word)
    if not letters:
        return ""
    pieces = _SYMBOLS.split(word)
    first, last = pieces[0], pieces[-1]
    stems = _STEMS if letters > 1 else _SWEARS
    fitting = [stem for stem in stems if stem.endswith(last) and stem.startswith(first)]
    if not fitting:
        return ""
    exact = re.compile(_SYMBOLS.sub(lambda run: f"[a-z]{{{len(run[0])}}}", word))
    loose = re.compile(_SYMBOLS.sub("[a-z]{1,4}", word))
    for way in (exact, loose) if letters > 1 else (exact,):
        for stem in fitting:
            if way.fullmatch(stem):
                return stem
    return ""


def without_spaces(letters: str) -> str:
    """Undo spacing: "f u c k" is "fuck"; "" unless the letters make an insult."""
    word = _SYMBOLS.sub("", letters)
    return word if word in _SPACED else ""


def _spellings(options: list[str]) -> list[str]:
    several = [i for i, option in enumerate(options) if len(option) > 1]
    if len(several) > 4:
        options = [option[0] for option in options]
    return ["".join(letters) for letters in product(*options)]
