"""Which language a post is in."""

from __future__ import annotations

import pytest

from corpus import read_corpus
from forethought.text import read

OTHER = {
    "fr": [
        "Bonjour tout le monde, je suis très fatiguée ce soir après ma garde.",
        "Le service était plein hier et personne n'est venu nous aider.",
        "Une journée difficile à l'hôpital, mais mes collègues sont formidables.",
    ],
    "de": [
        "Heute war wieder ein langer Tag auf der Station und ich bin müde.",
        "Die Kinder in meiner Klasse haben heute so schön gesungen.",
        "Wir brauchen endlich mehr Personal in der Pflege.",
    ],
    "es": [
        "Hoy ha sido un día muy largo en el hospital y estoy agotada.",
        "Mis alumnos han aprendido mucho este año y estoy orgulloso de ellos.",
        "La enfermera me dijo que el paciente está mejor.",
    ],
    "it": [
        "Oggi è stata una giornata lunghissima in reparto, sono stanca morta.",
        "I miei colleghi sono fantastici e li ringrazio di cuore.",
        "Non capisco perché nessuno ascolta gli infermieri.",
    ],
    "pt": [
        "Hoje foi um dia muito difícil no hospital e estou cansada.",
        "Os meus alunos são maravilhosos e aprendem depressa.",
        "Não percebo porque ninguém ouve os enfermeiros.",
    ],
    "nl": [
        "Vandaag was het weer een lange dag op de afdeling en ik ben moe.",
        "Mijn collega's zijn geweldig en ik ben trots op ze.",
        "We hebben dringend meer personeel nodig in de zorg.",
    ],
    "pl": [
        "Dzisiaj był bardzo ciężki dzień na oddziale i jestem zmęczona.",
        "Moi uczniowie są wspaniali i bardzo się starają.",
        "Nikt nie słucha pielęgniarek w tym kraju.",
    ],
    "ro": [
        "Astăzi a fost o zi foarte grea la spital și sunt obosită.",
        "Copiii din clasa mea au cântat foarte frumos.",
        "Nimeni nu ascultă asistentele din țara asta.",
    ],
    "cy": [
        "Roedd hi'n ddiwrnod hir iawn ar y ward heddiw ac rydw i wedi blino.",
        "Mae'r plant yn fy nosbarth wedi canu'n hyfryd heddiw.",
        "Diolch yn fawr i bawb am eich cefnogaeth.",
    ],
    "ru": [
        "Сегодня был очень тяжёлый день в больнице, я устала.",
        "Мои ученики замечательные.",
        "Спасибо всем за поддержку!",
    ],
    "uk": [
        "Сьогодні був дуже важкий день у лікарні, я втомилася.",
        "Мої учні чудові, і я ними дуже пишаюся.",
    ],
    "ar": [
        "كان يوما طويلا جدا في المستشفى وأنا متعبة.",
        "شكرا لكم جميعا على الدعم.",
    ],
    "ur": [
        "آج ہسپتال میں بہت لمبا دن تھا اور میں تھک گئی ہوں۔",
    ],
    "hi": [
        "आज अस्पताल में बहुत लंबा दिन था और मैं थक गई हूँ।",
        "मेरे छात्र बहुत अच्छे हैं।",
    ],
    "zh": [
        "今天在医院工作了很长时间，我很累。",
        "谢谢大家的支持。",
    ],
    "ja": [
        "今日は病院でとても長い一日でした。疲れました。",
    ],
    "ko": [
        "오늘 병원에서 정말 긴 하루였어요. 피곤해요.",
    ],
    "tr": [
        "Bugün hastanede çok uzun bir gün oldu ve çok yorgunum.",
        "Öğrencilerim harika ve onlarla gurur duyuyorum.",
    ],
    "sv": [
        "Idag var det en lång dag på sjukhuset och jag är trött.",
        "Mina elever är fantastiska och jag är stolt över dem.",
    ],
    "so": [
        "Maanta waxay ahayd maalin aad u dheer oo isbitaalka ah.",
    ],
    "tl": [
        "Ang haba ng araw ko ngayon sa ospital at pagod na pagod na ako.",
    ],
    "fi": [
        "Tänään oli todella pitkä päivä sairaalassa ja olen väsynyt.",
    ],
    "hu": [
        "Ma nagyon hosszú nap volt a kórházban és fáradt vagyok.",
    ],
    "el": [
        "Σήμερα ήταν μια πολύ μεγάλη μέρα στο νοσοκομείο.",
    ],
    "he": [
        "היה לי יום ארוך מאוד בבית החולים ואני עייפה.",
    ],
    "bn": [
        "আজ হাসপাতালে খুব দীর্ঘ দিন ছিল।",
    ],
    "ta": [
        "இன்று மருத்துவமனையில் மிக நீண்ட நாள்.",
    ],
    "pa": [
        "ਅੱਜ ਹਸਪਤਾਲ ਵਿੱਚ ਬਹੁਤ ਲੰਬਾ ਦਿਨ ਸੀ।",
    ],
}


@pytest.mark.parametrize(("language", "text"), [(code, text) for code, texts in OTHER.items() for text in texts])
def test_other_languages(language: str, text: str) -> None:
    assert read(text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "Nights again. Send help and biscuits.",
        "Ma bairn's no weel the day, wisnae in the school",
        "Nah bruv that shift was peak still, man's shattered",
        "omg lmao deffo gonna b late 2nite soz hun xx",
        "Diolch to everyone who came to the coffee morning today!",
        "Lovely croissants at the café with my fiancé, très chic",
        "Congrats to Siobhán, Agnieszka, Oluwaseun and Nguyễn on passing!",
        "NHS BMA RCN strike ballot results",
        "#nurselife #nightshift #exhausted",
        "Why does nobody listen? \x00\x01\ud800",
    ],
)
def test_english_in_many_clothes(text: str) -> None:
    assert read(text).language in ("en", "")


@pytest.mark.parametrize(
    "text", ["", "💛💛💛", "123 456", "@bob", "lol", "Ta x", "https://x.org", "\ud800", "\x00" * 9]
)
def test_too_little_to_tell(text: str) -> None:
    assert read(text).language == ""


def test_posts_in_english_are_known_as_english() -> None:
    texts = [row["text"] for row in read_corpus("develop")]
    flagged = sum(read(text).language not in ("en", "") for text in texts)
    assert flagged <= 0.002 * len(texts)  # a few of them are in other languages
