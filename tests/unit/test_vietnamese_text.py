"""Vietnamese text: what was typed in any encoding, keys that compare, words for nothing to report."""

import csv
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.language.vietnamese import clean, legacy_readings, match_key, parse_state

ROOT = Path(__file__).parents[2]
TONES = ("", "\u0300", "\u0309", "\u0303", "\u0301", "\u0323")
"""In the order of the TCVN code chart: none, huyền, hỏi, ngã, sắc, nặng."""
VOWELS = "aăâeêioôơuưy"
LETTERS = {(vowel, tone): unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}

# TCVN 5712:1993, VN3: one byte for each vowel and tone, in the order above; a toneless ASCII vowel stands for itself.
TCVN3_CHART = {
    "a": "61 B5 B6 B7 B8 B9",
    "ă": "A8 BB BC BD BE C6",
    "â": "A9 C7 C8 C9 CA CB",
    "e": "65 CC CE CF D0 D1",
    "ê": "AA D2 D3 D4 D5 D6",
    "i": "69 D7 D8 DC DD DE",
    "o": "6F DF E1 E2 E3 E4",
    "ô": "AB E5 E6 E7 E8 E9",
    "ơ": "AC EA EB EC ED EE",
    "u": "75 EF F1 F2 F3 F4",
    "ư": "AD F5 F6 F7 F8 F9",
    "y": "79 FA FB FC FD FE",
}
TCVN3 = {
    LETTERS[vowel, tone]: bytes.fromhex(code).decode("latin-1")
    for vowel, row in TCVN3_CHART.items()
    for tone, code in zip(TONES, row.split(), strict=True)
} | {"đ": "\xae"}
TCVN3_CAPITALS = dict(zip("ĂÂÊÔƠƯĐ", bytes(range(0xA1, 0xA8)).decode("latin-1"), strict=True))

# VNI for Windows: the vowel, then its mark; tones in the order above.
VNI_CHART = {
    "a": "a aø aû aõ aù aï",
    "ă": "aê aè aú aü aé aë",
    "â": "aâ aà aå aã aá aä",
    "e": "e eø eû eõ eù eï",
    "ê": "eâ eà eå eã eá eä",
    "i": "i ì æ ó í ò",
    "o": "o oø oû oõ où oï",
    "ô": "oâ oà oå oã oá oä",
    "ơ": "ô ôø ôû ôõ ôù ôï",
    "u": "u uø uû uõ uù uï",
    "ư": "ö öø öû öõ öù öï",
    "y": "y yø yû yõ yù î",
}
VNI = {
    LETTERS[vowel, tone]: code for vowel, row in VNI_CHART.items() for tone, code in zip(TONES, row.split(), strict=True)
} | {"đ": "ñ"}
VNI |= {letter.upper(): code.upper() for letter, code in VNI.items()}


def to_tcvn3(text: str) -> str:
    """As a .VnTime typist leaves it: capitals with a tone are lower-case codes in a capital font."""
    lowered = "".join(letter if letter.isascii() or letter in TCVN3_CAPITALS else letter.lower() for letter in text)
    return "".join((TCVN3 | TCVN3_CAPITALS).get(letter, letter) for letter in lowered)


def to_vni(text: str) -> str:
    return "".join(VNI.get(letter, letter) for letter in text)


def real_texts() -> list[str]:
    """Labels and names of the registers, and of the printed report."""
    texts = set()
    for path in (
        ROOT / "raw/reference/indicator.csv",
        ROOT / "raw/reference/unit.csv",
        ROOT / "tests/data/report_165_figures.csv",
    ):
        with path.open(encoding="utf-8") as file:
            texts |= {value for row in csv.DictReader(file) for value in row.values() if value and not value.isascii()}
    return sorted(unicodedata.normalize("NFC", text) for text in texts)


REAL_TEXTS = real_texts()
SYLLABLES = sorted({word for text in REAL_TEXTS for word in re.findall(r"[^\W\d_]+", text) if word.islower()})
PLAINLY_TCVN3 = re.compile("[a-z][\u00a1-\u00bf×ßç]", re.IGNORECASE)
PLAINLY_VNI = re.compile("[aeo][øï]", re.IGNORECASE)
"""What neither Unicode Vietnamese nor the other legacy encoding has in a word."""


syllables = st.lists(st.sampled_from(SYLLABLES), min_size=1, max_size=8).map(" ".join)
vietnamese = st.text(
    st.sampled_from([*LETTERS.values(), *(letter.upper() for letter in LETTERS.values()), *"bcdđghklmnpqrstvx Đ"])
)


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        ("Céng hßa x· héi chñ nghÜa ViÖt Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("§¶ng viªn", "Đảng viên"),
        ("§éc lËp - Tù do - H¹nh phóc", "Độc lập - Tự do - Hạnh phúc"),
        ("d\u00adíi 5 ng\u00adêi", "dưới 5 người"),
        ("CéNG HßA X· HéI", "CỘNG HÒA XÃ HỘI"),
        ("Tõ Nµ", "Từ Nà"),
        ("B¸o c¸o cña BTV §U, TC§ vµ ®/c bÝ th\u00ad", "Báo cáo của BTV ĐU, TCĐ và đ/c bí thư"),
        ("M¸y tÝnh vµ «t«", "Máy tính và ôtô"),
        ("6 tû ®ång", "6 tỷ đồng"),
        ("Coäng hoøa xaõ hoäi chuû nghóa Vieät Nam", "Cộng hòa xã hội chủ nghĩa Việt Nam"),
        ("ÑAÛNG BOÄ KHOÁI CAÙC CÔ QUAN", "ĐẢNG BỘ KHỐI CÁC CƠ QUAN"),
        ("Soá löôïng ñaûng vieân", "Số lượng đảng viên"),
    ],
)
def test_legacy_text_is_recognised_by_its_characters(received: str, meant: str) -> None:
    assert clean(received) == meant


@pytest.mark.parametrize(
    "text",
    [
        "Công ty",
        "Báo cáo tháng",
        "hòan thành",  # a common slip, but Unicode
        "Thừa Thiên Huế",
        "xéng",
        "Café Müller & Søn, São Paulo",
        "naïve résumé, El Niño, déjà vu, façade",
        "10 µm",
        "£m",
        "© 2020 Microsoft® «Office»",
        "3 × 4 = 12 ± 5, 25 °C, ½, m², 5·10³",
        "§ 5",
        "96,5%",
        "Số «lớp»",
        "Krông Ana",
        "·",
    ],
)
def test_text_that_is_not_legacy_stays_as_it_is(text: str) -> None:
    assert clean(text) == text


def test_a_cell_that_may_be_either_stays_and_its_other_reading_can_be_had() -> None:
    assert clean("Sè líp") == "Sè líp"
    assert "Số lớp" in legacy_readings("Sè líp")
    assert legacy_readings("Số lớp") == legacy_readings("So lop") == ()


@pytest.mark.parametrize(
    ("received", "meant"),
    [
        (unicodedata.normalize("NFD", "Đảng bộ Khối"), "Đảng bộ Khối"),
        ("\ufeffChi\u200b bộ\u200d", "Chi bộ"),
        ("  Chi\u00a0bộ \t\n\u2003số\u3000 1 ", "Chi bộ số 1"),
        ("Chi\u00adbộ sở", "Chibộ sở"),
        ("\x00So\x07 lop\x0b1", "So lop 1"),
        ("Ðảng bộ", "Đảng bộ"),
        ("", ""),
        ("\u200b\u00a0", ""),
    ],
)
def test_what_nobody_sees_is_removed(received: str, meant: str) -> None:
    assert clean(received) == meant


@given(vietnamese)
def test_decomposed_text_is_composed(text: str) -> None:
    text = "Đảng " + text
    assert clean(unicodedata.normalize("NFD", text)) == clean(text) == " ".join(text.split())


@given(syllables)
def test_unicode_vietnamese_is_never_turned_into_something_else(text: str) -> None:
    assert clean(text) == text
    assert clean(text.upper()) == text.upper()


@given(syllables)
def test_tcvn3_comes_back_or_stays_when_it_may_be_something_else(text: str) -> None:
    encoded = to_tcvn3(text)
    assert clean(encoded) in (text, encoded)
    assert clean(encoded) == text or not PLAINLY_TCVN3.search(encoded)


@given(syllables, st.sampled_from([str.lower, str.upper, str.title]))
def test_vni_comes_back_or_stays_when_it_may_be_something_else(text: str, typed: Callable[[str], str]) -> None:
    meant = typed(text)
    encoded = to_vni(meant)
    assert clean(encoded) in (meant, encoded)
    assert clean(encoded) == meant or not PLAINLY_VNI.search(encoded)


def test_every_long_label_survives_both_encodings() -> None:
    long = [text for text in REAL_TEXTS if len(text) > 30]
    assert len(long) > 50
    assert [clean(text) for text in long] == long
    assert [clean(to_tcvn3(text)).casefold() for text in long] == [text.casefold() for text in long]
    assert [clean(to_vni(text)) for text in long] == long


def unknown_letters(written: dict[str, str], but_for: str) -> list[str]:
    """Letters that are not ASCII, and not read where they are written so."""
    letters = [letter for letter in written if not letter.isascii() and letter not in but_for]
    assert len(letters) > 70
    return [letter for letter in letters if letter not in legacy_readings(written[letter])]


def test_every_letter_of_tcvn3_is_known() -> None:
    assert unknown_letters(TCVN3 | TCVN3_CAPITALS, but_for="ý") == []


def test_every_letter_of_vni_is_known() -> None:
    assert unknown_letters(VNI, but_for="íìÍÌ") == []


@given(st.one_of(syllables, syllables.map(to_tcvn3), syllables.map(to_vni), st.text().map("Đảng ".__add__)))
def test_what_is_clean_stays_as_it_is(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned == " ".join(cleaned.split())
    assert match_key(match_key(text)) == match_key(text)


@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert clean(text) == " ".join(clean(text).split())
    match_key(text)
    parse_state(text)
    legacy_readings(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuỷ lợi", "thủy lợi"),
        ("khoẻ", "khỏe"),
        ("Hòan thành", "hoàn thành"),
        ("UỶ BAN", "Ủy ban"),
        ("qúy", "quý"),
        ("Gỉa", "giả"),
        ("Đảng uỷ Khối:", "đảng ủy khối"),
        ("Tổng số (người)", "Tổng số ( người )"),
        ("Trong đó : Nữ", "- Trong đó: nữ"),
        ("Kiểm tra – giám sát", "Kiểm tra-giám sát"),
        ("‘Xuất sắc’", "'xuất sắc'"),
        ("“Xuất sắc”", '"xuất sắc"'),
        ("Tæng sè ®¶ng viªn", "Tổng số đảng viên"),
        ("Toång soá ñaûng vieân", "Tổng số đảng viên"),
        (unicodedata.normalize("NFD", "Số lượt"), "số lượt"),
    ],
)
def test_spellings_of_one_label_have_one_key(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("đa", "da"),
        ("kỹ", "kĩ"),
        ("tổ", "tô"),
        ("hoa", "hòa"),
        ("lớp", "lợp"),
        ("quỷ", "quý"),
        ("mùa", "mua"),
        ("1.01", "1.10"),
    ],
)
def test_different_words_have_different_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


def test_the_key_has_the_tone_where_the_older_spelling_has_it() -> None:
    assert match_key("Hoà, Thuỷ, Khoẻ, Quý, Giỏi, Muối") == "hòa,thủy,khỏe,quý,giỏi,muối"


@pytest.mark.parametrize(
    ("text", "state"),
    [
        *((text, "none_occurred") for text in ["Không phát sinh", "không có", "KHÔNG", "ko có", "k có", "KPS", "-", "–"]),
        *(
            (text, "none_occurred")
            for text in ["0 phát sinh", "Chưa phát sinh.", "Không có trường hợp nào", "Không có đồng chí nào"]
        ),
        *(
            (text, "none_occurred")
            for text in ["kh«ng ph¸t sinh", "khoâng phaùt sinh", unicodedata.normalize("NFD", "không có")]
        ),
        *(
            (text, "not_applicable")
            for text in ["Không áp dụng", "KAD", "N/A", "n/a.", "không thuộc đối tượng", "Kh«ng ¸p dông"]
        ),
        *((text, "blank") for text in ["", "   ", "…", "....", "……", ". . .", "____", "chưa có số liệu"]),
        *((text, "none_occurred") for text in ["-", "–", "—", "―", "−"]),
        *((text, "blank") for text in ["--", "----", "–––", "- - -", "— —", "−−"]),
    ],
)
def test_a_state_in_words_is_understood(text: str, state: str) -> None:
    assert parse_state(text) == state


@pytest.mark.parametrize(
    "text",
    [
        "0",
        "5",
        "-5",
        "x",
        "X",
        "/",
        "?",
        "*",
        "#N/A",
        "chưa có",
        "có",
        "không có số liệu nào",
        "không đạt",
        "không quá 5",
        "không báo cáo",
    ],
)
def test_what_can_mean_two_things_is_no_state(text: str) -> None:
    assert parse_state(text) is None
