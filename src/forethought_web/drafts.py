"""The form with a draft, and the post it makes. Nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from forethought.check import LIMIT
from forethought.packs.routing import COUNTRY_NAMES
from forethought.values import Author, Post

YES_NO = (("", "Not said"), ("yes", "Yes"), ("no", "No"))
AUDIENCE_NAMES = {
    "public": "Everyone",
    "friends": "Friends or followers I chose",
    "closed-group": "A closed group",
    "direct-message": "One person, in a message",
}
PLATFORM_NAMES = (
    "Facebook", "Instagram", "X", "Threads", "Bluesky", "Mastodon", "LinkedIn", "TikTok", "WhatsApp", "Snapchat",
    "Reddit", "YouTube",
)  # fmt: skip
_BOOLEANS = {"yes": True, "no": False}


class DraftForm(forms.Form):
    """A draft and what is known around it. Only the text must be there."""

    text = forms.CharField(
        strip=False,
        max_length=LIMIT,
        error_messages={
            "required": "Write or paste your draft",
            "max_length": f"Your draft must be {LIMIT:,} characters or fewer. Check it in parts",
            "null_characters_not_allowed": "Your draft holds characters that are no text. Paste it again as plain text",
        },
    )
    profession = forms.CharField(required=False, max_length=100)
    country = forms.ChoiceField(required=False, choices=[("", "Not said"), *COUNTRY_NAMES.items()])
    audience = forms.ChoiceField(required=False, choices=list(AUDIENCE_NAMES.items()))
    platform = forms.CharField(required=False, max_length=60)
    permission = forms.ChoiceField(required=False, choices=YES_NO)
    named = forms.ChoiceField(required=False, choices=YES_NO)
    states_profession = forms.ChoiceField(required=False, choices=YES_NO)
    employer = forms.CharField(required=False, max_length=120)
    place = forms.CharField(required=False, max_length=120)

    def clean_text(self) -> str:
        """The text with the line ends it was typed with; forms are sent with others."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def post(self) -> Post:
        """The post that the form describes, as of today."""
        said: dict[str, Any] = self.cleaned_data
        author = Author(
            profession=said["profession"],
            named=_BOOLEANS.get(said["named"]),
            states_profession=_BOOLEANS.get(said["states_profession"]),
            country=said["country"],
            employer=said["employer"],
            place=said["place"],
        )
        return Post(
            said["text"],
            author=author,
            platform=said["platform"],
            audience=said["audience"] or "public",
            permission=_BOOLEANS.get(said["permission"]),
            date=date.today(),
        )


def about_from_settings() -> dict[str, Any]:
    """What ``forethought setup`` was told, as first values of the form. Only for a site of this machine alone."""
    from forethought.config import load_settings
    from forethought.errors import ConfigError

    try:
        kept = load_settings()
    except ConfigError:
        return {}
    said = {True: "yes", False: "no", None: ""}
    return {
        "profession": kept.profession,
        "country": kept.country if kept.country in COUNTRY_NAMES else "",
        "audience": kept.audience or "public",
        "platform": kept.platform,
        "named": said[kept.named],
        "states_profession": said[kept.states_profession],
        "employer": kept.employer,
        "place": kept.place,
    }
