"""Reading: from the text as written to tokens in a normal form that keep their offsets.

``read(text) -> Text`` is the only public name beside the values.
"""

from forethought.text.reading import read
from forethought.text.values import Text, Token

__all__ = ["Text", "Token", "read"]
