"""Against floods, without tracking anybody: some work, a question, a trap. What comes without waits for a person."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from forethought_web.consultations.models import Consultation

BITS = 15  # a browser tries some 30,000 hashes, for about a second
# What staff read beside what came in so.
SIGNS = {
    "trap": "A field was filled in that no person sees",
    "duplicate": "The same words came before",
    "burst": "Very many came in the same minute",
    "no-proof": "It came without the work or the answer that is asked for",
    "number-again": "The same registration number was given before",
    "number-unknown": "The registration number is not on the list",
}


def has_worked(words: str, nonce: str, bits: int = BITS) -> bool:
    """Whether a browser worked for these words: SHA-256 over nonce, colon and their own hash begins with zero bits.

    The work is for these words alone, so it can be stored nowhere and used for nothing else.
    """
    held = sha256(words.encode("utf-8", "surrogatepass")).hexdigest()
    found = sha256(f"{nonce[:40]}:{held}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(found[:8]) >> (64 - bits) == 0


def has_answered(consultation: Consultation, said: str) -> bool:
    """Whether the body's own question was answered, whatever the case and spaces."""
    return _plain(said) in {_plain(one) for one in consultation.guard_answers}


def passes(consultation: Consultation, sent: Any, words: str) -> bool:
    """Whether a form brings what the consultation asks of a sender."""
    if consultation.guard == "work":
        return has_worked(words, sent.get("nonce", ""))
    if consultation.guard == "question":
        return has_answered(consultation, sent.get("guard", ""))
    return True


def mistaken(consultation: Consultation, sent: Any) -> str:
    """What to tell somebody who answered the body's question wrongly; "" for a right answer, and for none at all."""
    asks = consultation.guard == "question"
    if asks and sent.get("guard", "").strip() and not passes(consultation, sent, ""):
        return "That is not the answer. Try again, or leave it empty: then a person looks at it first"
    return ""


def _plain(said: str) -> str:
    return " ".join(said.split()).casefold()
