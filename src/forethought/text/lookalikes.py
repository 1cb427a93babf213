"""Letters that look like Latin ones, and marks that stand for ASCII ones (own list, after Unicode's confusables)."""

from __future__ import annotations

_CYRILLIC = "аaвbеeкkмmнhоoрpсcтtуyхxіiїiјjѕsԁdԛqԝwһhӏlёeгrпnиuьb"
_CYRILLIC_CAPITALS = "АAВBЕEКKМMНHОOРPСCТTУYХXІIЇIЈJЅSԌGԚQԜWҺHӀIЁE"
_GREEK = "αaβbεeηnιiκkνvοoρpτtυuχxωwγyςsσoϲcϳj"
_GREEK_CAPITALS = "ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXϹC"
_OTHER = "ɑaɡgıiաwօoսuոnցgհhӓaɐaǝeɔcɯmɹrʇtʌvʍwʎyɓbɗdɛeƒf"

_ALL = _CYRILLIC + _CYRILLIC_CAPITALS + _GREEK + _GREEK_CAPITALS + _OTHER
LOOKALIKES: dict[int, str] = {ord(foreign): latin for foreign, latin in zip(_ALL[::2], _ALL[1::2], strict=True)}

#: Signs an ASCII sign stands for; each is one character, so offsets do not move.
SIGNS: dict[str, str] = {
    **dict.fromkeys("’‘‛ʼʻ′`´＇ꞌ‚‹›", "'"),
    **dict.fromkeys("“”„‟″«»＂〝〞「」『』", '"'),
    **dict.fromkeys("‐‑‒−﹣－⁃", "-"),
    **dict.fromkeys("—―─", "–"),
    **dict.fromkeys("⁎∗✱＊﹡٭", "*"),
    **dict.fromkeys("。．﹒｡۔।", "."),
    **dict.fromkeys("？؟﹖⸮¿", "?"),
    **dict.fromkeys("！﹗¡", "!"),
    **dict.fromkeys("，、﹐،", ","),
    **dict.fromkeys("⁄∕", "/"),
    "؛": ";",
}

#: Small capitals, which serve as a typeface.
SMALL_CAPITALS = dict(zip("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘǫʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnopqrstuvwyz", strict=True))

#: Letters that do not fall apart into a base letter and an accent.
FOLDS: dict[int, str] = {
    ord(letter): plain
    for letter, plain in {
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ŧ": "t",
        "ı": "i", "ŋ": "n", "ə": "e", "ĸ": "k", "ſ": "s", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ŀ": "l", "ʻ": "'", "ʼ": "'",
    }.items()
}  # fmt: skip
