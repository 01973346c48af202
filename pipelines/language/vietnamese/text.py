"""Vietnamese text: one encoding, one spelling for comparison, the words for 'nothing to report'.

Legacy text is recognised by its characters alone. A cell is taken for TCVN3 (ABC) or VNI only when, read so, its
words become Vietnamese syllables that they are not as Unicode; a cell that may be either stays as it is.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, Literal, NamedTuple, cast

from pipelines.language.text_marks import in_force
from pipelines.language.words import keys

State = Literal["none_occurred", "not_applicable", "blank"]

_TCVN3: Final = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\u00adõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
"""TCVN 5712-3 as Latin-1 characters. It has no capitals with a tone: the capital fonts (.VnTimeH) draw these as capitals."""

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT = "\u0300", "\u0301", "\u0309", "\u0303", "\u0323"
_TONES: Final = frozenset((_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT))


def _vni() -> dict[str, str]:
    """VNI for Windows as Latin-1 characters: a letter, or a letter and the mark after it."""
    tones = (_ACUTE, _GRAVE, _HOOK, _TILDE, _DOT)
    letters = {"ñ": "đ", "ô": "ơ", "ö": "ư", "î": "ỵ"}
    letters |= {legacy: "i" + tone for legacy, tone in zip("íìæóò", tones, strict=True)}
    for letter, base in {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}.items():
        letters |= {letter + mark: base + tone for mark, tone in zip("ùøûõï", tones, strict=True)}
    for letter, quality, marks in (*((letter, "\u0302", "âáàåãä") for letter in "aeo"), ("a", "\u0306", "êéèúüë")):
        letters |= {letter + mark: letter + quality + tone for mark, tone in zip(marks, ("", *tones), strict=True)}
    lower = {legacy: unicodedata.normalize("NFC", letter) for legacy, letter in letters.items()}
    title = {legacy[0].upper() + legacy[1:]: letter.upper() for legacy, letter in lower.items()}
    return lower | title | {legacy.upper(): letter.upper() for legacy, letter in lower.items()}


_VNI: Final = _vni()
_VNI_LETTER: Final = re.compile("|".join(sorted(_VNI, key=len, reverse=True)) + "|[A-Za-z]")

_ONSET_LIST: Final = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_ONSETS: Final = frozenset(_ONSET_LIST.split()) | {""}
_RIME_LIST: Final = """
a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu
i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu y ych ynh yt yêm yên yêng yêt yêu
o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh uơ uôc uôi uôm uôn uông uôt
uy uya uych uyn uynh uyt uyu uyên uyêt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
"""
_RIMES: Final = frozenset(_RIME_LIST.split())
_LOAN_RIMES: Final = frozenset({"ooc", "oong"})
"""'xoong', 'moóc': so rare that it is rather 'coäng' (cộng in VNI) read as TCVN3."""


class _Syllable(NamedTuple):
    key: str
    """Lower case, tone in the place that comparison uses."""
    is_well_formed: bool
    """The tone stands where one of the two spellings puts it and suits the final consonant; not a rime of loan words alone."""


def _tone_places(rime: str) -> tuple[int, ...]:
    """Letters of a toneless rime that may carry the tone; the first is the one that comparison uses."""
    vowels = [index for index, letter in enumerate(rime) if letter in "aăâeêioôơuưy"]
    with_quality = [index for index in vowels if rime[index] in "ăâêôơư"]
    if with_quality:
        return (with_quality[-1],)
    if rime in ("oa", "oe", "uy"):
        return (vowels[0], vowels[1])
    is_second = len(vowels) == 3 or (len(vowels) == 2 and vowels[-1] != len(rime) - 1)
    return (vowels[1 if is_second else 0],)


_PLACES: Final = {rime: _tone_places(rime) for rime in _RIMES}


@lru_cache(maxsize=1 << 15)
def _syllable(word: str) -> _Syllable | None:
    """One Vietnamese syllable with at most one tone, wherever it stands; else None."""
    lower = word.lower()
    letters = unicodedata.normalize("NFD", lower)
    tones = [mark for mark in letters if mark in _TONES]
    if len(tones) > 1:
        return None
    tone = "".join(tones)
    toneless = unicodedata.normalize("NFC", "".join(letter for letter in letters if letter not in _TONES))
    for length in (3, 2, 1, 0):
        onset, rime = toneless[:length], toneless[length:]
        if onset in _ONSETS and rime in _RIMES:
            spellings = [
                onset + unicodedata.normalize("NFC", rime[: place + 1] + tone + rime[place + 1 :]) for place in _PLACES[rime]
            ]
            fits = tone in (_ACUTE, _DOT) or not rime.endswith(("c", "ch", "p", "t"))
            return _Syllable(spellings[0], lower in spellings and fits and rime not in _LOAN_RIMES)
    return None


def _from_tcvn3(word: str) -> str | None:
    letters = [letter if letter.isascii() else _TCVN3.get(letter) for letter in word]
    return None if None in letters else "".join(letter for letter in letters if letter)


def _from_vni(word: str) -> str | None:
    letters = _VNI_LETTER.findall(word)
    return "".join(_VNI.get(letter, letter) for letter in letters) if sum(map(len, letters)) == len(word) else None


_LEGACY: Final[tuple[Callable[[str], str | None], ...]] = (_from_tcvn3, _from_vni)
_LEGACY_WORD: Final = re.compile("[A-Za-z\u00a1-\u00ff]+")
_ACRONYM: Final = re.compile("[A-ZĐĂÂÊÔƠƯ]+|đ")
_ETH: Final = str.maketrans("ÐðƉ", "ĐđĐ")
"""Look-alikes of đ, as some old keyboards and fonts write it."""
_INVISIBLE: Final = dict.fromkeys(
    [code for code in range(0xA0) if unicodedata.category(chr(code)) == "Cc" and not chr(code).isspace()]
    + [0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0xFEFF]
)
"""Controls, zero-width and direction marks, byte order mark. Not the soft hyphen: in TCVN3 it is ư."""


@lru_cache(maxsize=1 << 14)
def _weight(word: str, decode: Callable[[str], str | None]) -> int:
    """How far a word speaks for a legacy encoding (1), against it (-1: it is no syllable either way; -3: only as Unicode)."""
    reading = decode(word)
    is_unicode = _syllable(word.translate(_ETH)) is not None
    syllable = _syllable(reading) if reading else None
    if syllable is not None and syllable.is_well_formed:
        # A unit (µm), a price (£m) or a lone sign is no evidence.
        return 0 if is_unicode or len(word) == 1 or word[0] in "µ£¥" else 1
    if len(word) == 1 or (reading and _ACRONYM.fullmatch(reading)):
        return 0
    return -3 if is_unicode else -1


_CAPITALS: Final = re.compile("[A-Z]{2}")
_SMALL: Final = re.compile("[a-z]")


def _recode(text: str, decode: Callable[[str], str | None]) -> str:
    recoded = _LEGACY_WORD.sub(lambda found: found[0] if found[0].isascii() else decode(found[0]) or found[0], text)
    # Typed in capitals in a capital font: 'CéNG HßA'. VNI has capitals of its own.
    is_capital = decode is _from_tcvn3 and _CAPITALS.search(text) and not _SMALL.search(text)
    return recoded.upper() if is_capital else recoded


def _may_be_legacy(text: str) -> bool:
    return not any(letter > "\u00ff" and unicodedata.category(letter)[0] in "LM" for letter in text)


def _to_unicode(text: str) -> str:
    """The text, out of TCVN3 or VNI if its words say so plainly."""
    words = [word for word in _LEGACY_WORD.findall(text) if not word.isascii()]
    scores = []
    for decode in _LEGACY:
        weights = [_weight(word, decode) for word in words]
        scores.append(sum(weights) if 1 in weights else -1)
    best = max(scores)
    return text if best < 0 or scores.count(best) > 1 else _recode(text, _LEGACY[scores.index(best)])


@lru_cache(maxsize=1 << 16)
def clean(text: str) -> str:
    """What the clerk meant: Unicode in composed form (NFC), out of TCVN3 or VNI, nothing invisible, single spaces, stripped.

    Text in a TCVN3 capital font comes out in lower case, unless its unmarked letters were typed as capitals.
    """
    if text.isascii():
        return " ".join((text if text.isprintable() else text.translate(_INVISIBLE)).split())
    composed = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    if _may_be_legacy(text):
        composed = _to_unicode(composed)
    return " ".join(composed.translate(_ETH).replace("\u00ad", "").split())


def legacy_readings(text: str) -> tuple[str, ...]:
    """Other texts that these characters would be in TCVN3 and VNI, for a label that nobody knows as `clean` gives it.

    Short cells can be right in two encodings: 'Sè líp' is 'Số lớp' in TCVN3 and yet well-formed Unicode.
    Empty when the text has characters that neither encoding has.
    """
    composed = unicodedata.normalize("NFC", text.translate(_INVISIBLE))
    words = [word for word in _LEGACY_WORD.findall(composed) if not word.isascii()]
    if not words or not _may_be_legacy(text):
        return ()
    readings = [_recode(composed, decode) for decode in _LEGACY if all(decode(word) is not None for word in words)]
    return tuple(" ".join(reading.split()) for reading in readings if reading != composed)


_MARKED_WORD: Final = re.compile(r"[^\W\d_]+")
_PUNCTUATION: Final = str.maketrans(
    {"…": "..."} | dict.fromkeys("‐‑‒–—―−", "-") | dict.fromkeys("‘’‚‛′´`", "'") | dict.fromkeys("“”„‟″«»", '"')
)


def _key(word: str) -> str:
    syllable = None if word.isascii() else _syllable(word)
    return word if syllable is None else syllable.key


@lru_cache(maxsize=1 << 16)
def match_key(text: str) -> str:
    """Key that is equal for two spellings of one label or name; never shown to anyone.

    `clean`, case folded. The tone goes where 'hòa', 'thủy', 'khỏe' have it (from hoà, thuỷ, khoẻ, and from slips like 'hòan').
    One kind of dash and quote; no space beside '-/:;,' and brackets; no bullet at the start, no '.:;,' at the end.
    đ and d, i and y, and all accents stay apart. What is struck out or a footnote mark ('Đảng viên¹') does not count; m² is m2.
    """
    key = _MARKED_WORD.sub(lambda found: _key(found[0]), unicodedata.normalize("NFC", in_force(clean(text)).casefold()))
    key = re.sub(r"\s*([-/:;,()\[\]])\s*", r"\1", key.translate(_PUNCTUATION))
    return key.lstrip("-+*• ").rstrip(".:;, ") or key


_NO_ONE: Final = re.compile(r"(không|ko|k) có (?!số liệu|báo cáo|thông tin)[^\d]{1,30} nào")
_PLACEHOLDER: Final = re.compile(r"[._\s]*|-(?:\s*-)+")


def _state(key: str) -> State | None:
    """The state whose word this is, in the words in force; '-' is one wherever statistical forms are printed."""
    return "none_occurred" if key == "-" else cast("State | None", keys("cell_state").get(key))


def parse_state(text: str) -> State | None:
    """The state that a cell declares in words, or None: then it holds a number, or something that nobody can read.

    '0' is a number. 'x' (a tick, or a barred cell), '/', '?' and 'chưa có' (not yet) can mean two things: None.
    One dash of any length ('-', '–', '—') says that none occurred. Dots, underscores and rows of dashes ('----', '– – –') are
    the blank line of a printed form; 'chưa có số liệu' says that there is no figure: 'blank'.
    """
    key = match_key(text)
    if _PLACEHOLDER.fullmatch(key):
        return "blank"
    return _state(key) or ("none_occurred" if _NO_ONE.fullmatch(key) else None)
