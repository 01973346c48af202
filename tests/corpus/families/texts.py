"""Text in every encoding and spelling that Vietnamese offices use."""

import unicodedata
from functools import partial
from pathlib import Path

from tests.corpus.case import Case, gone
from tests.corpus.making import (
    FIRST,
    HEADER,
    UNIT_ROW,
    LibreOffice,
    Writer,
    at,
    biff5,
    both,
    each_code,
    each_label,
    each_text,
    head,
    new_tones,
    only,
    page,
    put,
    text,
    to_cp1258,
    to_tcvn3,
    to_vni,
    xlsx,
)
from tests.unit.workbooks import CODE, LABEL, NUMBER, VALUE, Draft


def _nfd(value: str) -> str:
    return unicodedata.normalize("NFD", value)


def _every_other_word_decomposed(value: str) -> str:
    return " ".join(_nfd(word) if number % 2 else word for number, word in enumerate(value.split(" ")))


def _eth(value: str) -> str:
    return value.replace("Đ", "Ð").replace("đ", "ð")


NO_CODES = put("1.05", None, CODE)


def broken(name: str, written: str, write: Writer = xlsx, kind: str = "xlsx", sheet: str = FIRST) -> Case:
    """Digits on several lines of a cell, or far apart."""
    entries = {"1.11": "unreadable"}
    return Case(
        f"{name} in {kind}", put("1.11", written), entries, (f"ambiguous_number {sheet}!E23",), write, "ngắt dòng", format=kind
    )


def in_page(written: str, inside: str) -> Writer:
    """A web page with other markup inside the cell that says this."""

    def write(draft: Draft, path: Path) -> Path:
        target = page()(draft, path)
        content = target.read_text(encoding="utf-8")
        assert content.count(f"<td>{written}</td>") == 1
        target.write_text(content.replace(f"<td>{written}</td>", f"<td>{inside}</td>"), encoding="utf-8")
        return target

    return write


CASES = [
    Case("all text decomposed (NFD)", each_text(_nfd)),
    Case("every other word decomposed", each_text(_every_other_word_decomposed)),
    Case("decomposed labels without codes", both(each_label(_nfd), each_code(lambda code: None))),
    Case("all text in TCVN3", each_text(to_tcvn3)),
    Case("all text in VNI", each_text(to_vni)),
    Case("labels in TCVN3 without codes", both(each_label(to_tcvn3), each_code(lambda code: None))),
    Case("labels in VNI without codes", both(each_label(to_vni), each_code(lambda code: None))),
    Case("one label in TCVN3, as stored", both(put("1.05", "§¶ng viªn míi kÕt n¹p trong kú", LABEL), NO_CODES)),
    Case("one label in VNI, as stored", both(put("1.05", "Ñaûng vieân môùi keát naïp trong kyø", LABEL), NO_CODES)),
    Case(
        "the head in TCVN3, as stored",
        both(head(3, 0, "Kú b¸o c¸o: 6 th¸ng cuèi n¨m 2020"), head(UNIT_ROW, 0, "§¬n vÞ b¸o c¸o: §¶ng bé c¬ së mÉu sè 01")),
    ),
    Case(
        "headings in TCVN3, as stored",
        both(head(HEADER, CODE, "M· sè"), head(HEADER, LABEL, "Néi dung"), head(HEADER, VALUE, "Sè liÖu")),
    ),
    Case(
        "headings in VNI, as stored",
        both(head(HEADER, CODE, "Maõ soá"), head(HEADER, LABEL, "Noäi dung"), head(HEADER, VALUE, "Soá lieäu")),
    ),
    Case("a bound in TCVN3", put("1.11", "gÇn 4.500"), {"1.11": "≈< 4500"}),
    Case("a bound in VNI", put("1.11", "treân 500"), {"1.11": "> 500"}),
    Case("a rating in TCVN3", put("4.01", "Hoµn thµnh xuÊt s¾c nhiÖm vô"), {"4.01": "4 hoan_thanh_xuat_sac"}),
    Case("a rating in VNI", put("4.01", "Hoaøn thaønh xuaát saéc nhieäm vuï"), {"4.01": "4 hoan_thanh_xuat_sac"}),
    Case("a rating decomposed", put("4.01", _nfd("Hoàn thành xuất sắc nhiệm vụ")), {"4.01": "4 hoan_thanh_xuat_sac"}),
    Case("a rating abbreviated", put("4.01", "HTXSNV"), {"4.01": "4 hoan_thanh_xuat_sac"}),
    Case("a rating in capitals", put("4.01", "KHÔNG HOÀN THÀNH NHIỆM VỤ"), {"4.01": "1 khong_hoan_thanh"}),
    Case("a rating with a slip of the tone", put("4.01", "Hòan thành nhiệm vụ"), {"4.01": "2 hoan_thanh"}),
    Case("a rating in no list", put("4.01", "Khá"), {"4.01": "unreadable"}, ("unreadable_value 04-TCĐ!E11",), because="Khá"),
    Case("a rating as a number", put("4.01", 4), {"4.01": "unreadable"}, ("unreadable_value 04-TCĐ!E11",)),
    Case("tones as the schools teach them", each_text(new_tones)),
    Case("tones as the schools teach them, without codes", both(each_label(new_tones), each_code(lambda code: None))),
    Case("Icelandic eth for đ", both(each_text(_eth), each_code(lambda code: None))),
    Case("no-break spaces", each_text(lambda value: value.replace(" ", "\u00a0"))),
    Case("zero-width spaces", each_text(lambda value: value.replace(" ", " \u200b"))),
    Case("zero-width joiners inside words", each_label(lambda value: value[:3] + "\u200d" + value[3:])),
    Case("byte order marks inside cells", each_text(lambda value: "\ufeff" + value)),
    Case("direction marks", each_text(lambda value: f"\u202a{value}\u202c")),
    Case("soft hyphens", both(each_label(lambda value: value.replace("viên", "vi\u00adên")), each_code(lambda code: None))),
    Case("double blanks and tabs", each_text(lambda value: f" {value.replace(' ', '  ')}\t")),
    Case("line breaks in labels", each_label(lambda value: value.replace(" ", "\n", 1))),
    Case("labels in capitals without codes", both(each_label(str.upper), each_code(lambda code: None))),
    Case("labels with a bullet and a colon", both(each_label(lambda value: f"- {value}:"), each_code(lambda code: None))),
    Case("a typographic dash in a form's code", at(0, 0, "Biểu số: 01–TCĐ")),
    Case(
        "headings in capitals",
        both(*(head(HEADER, column, value) for column, value in ((1, "MÃ SỐ"), (2, "NỘI DUNG"), (4, "SỐ LIỆU")))),
    ),
    Case(
        "headings decomposed with line breaks", both(head(HEADER, CODE, _nfd("Mã\nsố")), head(HEADER, VALUE, _nfd("Số\nliệu")))
    ),
    Case("codes with the letter O", each_code(lambda code: code.replace("0", "O"))),
    Case("codes with a full stop behind", each_code(lambda code: f"{code}.")),
    Case("sections with Roman numerals beside their titles", both(at(13, NUMBER, None), at(13, LABEL, "II. Đảng viên"))),
    Case("sections numbered with letters", both(at(13, NUMBER, "B"), at(9, NUMBER, "A"), at(21, NUMBER, "C"))),
    Case("Windows-1258 text", each_text(to_cp1258), write=text("cp1258", ";"), format="csv"),
    *(
        Case(f"all text in {letters} in .{kind.extension}", each_text(convert), write=kind, format=kind.extension)
        for kind in (LibreOffice("xls"), LibreOffice("ods"))
        for letters, convert in (("TCVN3", to_tcvn3), ("VNI", to_vni))
    ),
    *(
        Case(
            f"labels in {letters} without codes in .xls",
            both(each_label(convert), each_code(lambda code: None)),
            write=LibreOffice("xls"),
            format="xls",
        )
        for letters, convert in (("TCVN3", to_tcvn3), ("VNI", to_vni))
    ),
    *(
        Case(
            f"{letters} in an .xls of Excel 5 (BIFF5), by hand",
            both(only(FIRST), each_text(convert)),
            gone("2", "3", "4"),
            write=partial(biff5, codepage=1252),
            format="xls",
        )
        for letters, convert in (("TCVN3", to_tcvn3), ("VNI", to_vni))
    ),
    Case(
        "a bound and a rating in VNI in .xls",
        both(put("1.11", "treân 500"), put("4.01", "Hoaøn thaønh xuaát saéc nhieäm vuï")),
        {"1.11": "> 500", "4.01": "4 hoan_thanh_xuat_sac"},
        write=LibreOffice("xls"),
        format="xls",
    ),
    Case("TCVN3 in a web page", each_text(to_tcvn3), write=page(), format="html"),
    Case("VNI in a web page", each_text(to_vni), write=page(), format="html"),
    Case("TCVN3 in a text file", each_text(to_tcvn3), write=text("cp1252", ";"), format="csv"),
    Case("VNI in a text file", each_text(to_vni), write=text("cp1252", "\t"), format="tsv"),
    Case("full-width digits", put("1.05", "７"), {"1.05": "unreadable"}, (f"unreadable_value {FIRST}!E16",)),
    *(
        broken(f"{name} between digits", written, LibreOffice(kind) if kind in ("xls", "ods") else xlsx, kind)
        for kind in ("xlsx", "xls", "ods")
        for name, written in (("a line break", "650\n700"), ("a tab", "5\t800"), ("several spaces", "5   800"))
    ),
    broken("a line break before thousands", "5\n800"),
    broken("a line break behind a point", "5.\n800"),
    *(
        broken(f"digits parted by {mark!r}", "650 700", in_page("650 700", mark), "html", "Bảng 1")
        for mark in ("650<br>700", "650<BR/>\n700", "<p>650</p><p>700</p>", "<p>650</p>700", "650<div>700</div>")
    ),
    *(
        Case(f"{written!r} is one number", put("1.11", written), {"1.11": "720"})
        for written in ("720\n", "\n720", "720\nlượt", "720 \n\t lượt")
    ),
    Case(
        "words and a number on lines of their own in html",
        put("1.11", "720 lượt"),
        write=in_page("720 lượt", "<p>720</p><p>lượt</p>"),
        format="html",
    ),
    Case("one space between thousands", put("1.11", "1 720"), {"1.11": "1720"}),
]
