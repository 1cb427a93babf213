"""What emoji and emoticons are called."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

EMOTICONS = {  # without a nose
    ":)": "slightly_smiling_face",
    ":(": "slightly_frowning_face",
    ":'(": "crying_face",
    ":')": "face_with_tears_of_joy",
    ";)": "winking_face",
    ":d": "grinning_face",
    ":p": "face_with_tongue",
    ":o": "face_with_open_mouth",
    "<3": "red_heart",
    "</3": "broken_heart",
}
_TONES = re.compile("[\U0001f3fb-\U0001f3ff]")
_NOT_NAME = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=1024)
def emoji_name(written: str) -> str:
    """The name of an emoji in lower case with underscores, without skin tone; "emoji" if it has none."""
    import emoji

    bare = _TONES.sub("", written)
    stripped = bare.replace("\ufe0f", "")
    for form in (bare, stripped, stripped + "\ufe0f", stripped[:1], stripped[:1] + "\ufe0f", written[:1]):
        known = emoji.EMOJI_DATA.get(form)
        if known:
            name = unicodedata.normalize("NFKD", str(known["en"])).encode("ascii", "ignore").decode("ascii").lower()
            return _NOT_NAME.sub("_", name).strip("_")
    return "emoji"
