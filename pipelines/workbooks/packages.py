"""Finds the parts of a zipped workbook (.xlsx, .xlsm, .xlsb), whatever they are called, and gives them usual names and XML.

Which part is the workbook, and where its texts and styles lie, is said by relationships; names are free, and some writers use
their own, or '\\' in place of '/'. Calamine goes by the usual names alone: another name for the styles would cost every
percentage and date in silence, so it gets a copy. So it does of a sheet whose values are written in more than plain digits.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Mapping, Set
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from pipelines.language.words import say
from pipelines.workbooks.sniff import part_key, unreadable
from pipelines.workbooks.xlsx_xml import is_plain, plainly

_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)>")
_ATTRIBUTE = re.compile(rb"\b([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_FOLDERS = {
    "worksheet": "worksheets",
    "chartsheet": "chartsheets",
    "dialogsheet": "dialogsheets",
    "xlMacrosheet": "macrosheets",
    "xlIntlMacrosheet": "macrosheets",
}
"""Kind of a sheet's relationship → the folder by which calamine knows that kind."""
_TEXTS_AND_STYLES = ("sharedStrings", "styles")
_DOCUMENT = "officeDocument"
_TYPES, _ROOT = "[Content_Types].xml", "_rels/.rels"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


class _Relation(NamedTuple):
    """What one part says of another."""

    relation_id: str
    kind: str
    """Last word of its type: 'worksheet', 'styles'."""
    target: str
    """Part meant, from the root of the container, without '/' before it."""
    is_outside: bool


def under_usual_names(archive: zipfile.ZipFile, where: str) -> bytes | None:
    """A copy of the workbook whose parts have the names and XML that calamine goes by; None when they have them already.

    Only the workbook, its sheets, texts and styles are copied, not packed: so it is no larger than what may be unpacked.

    Raises:
        UnreadableReturnError: there is no workbook in the container.
        what a damaged container provokes: see sniff.DAMAGED.
    """
    names = tuple(archive.namelist())
    actual = _by_key(names)
    root = actual.get(part_key(_ROOT))
    main = actual.get(part_key(_main_part(archive.read(root) if root else b"", names)))
    if main is None:
        raise unreadable(say("the main part of the spreadsheet (workbook) is missing in the file"), where)
    folder, name = posixpath.split(_plain(main))
    about = actual.get(part_key(f"{folder}/_rels/{name}.rels"))
    suffix = ".bin" if main.lower().endswith(".bin") else ".xml"
    parts, links = _usual_parts(names, archive.read(about) if about else b"", folder)
    is_usual = (root, main, about) == (_ROOT, f"xl/workbook{suffix}", f"xl/_rels/workbook{suffix}.rels")
    is_usual &= all(part == usual for part, usual in parts.items())
    odd = {part for part, usual in parts.items() if _is_sheet(usual) and not is_plain(archive.read(part))}
    if is_usual and not odd:
        return None
    return _copy(archive, {main: f"xl/workbook{suffix}", **parts}, odd, suffix, links)


def with_plain_content(archive: zipfile.ZipFile) -> bytes | None:
    """A copy of an .ods whose texts are written plainly, as calamine takes them; None when they are."""
    content = archive.read("content.xml")
    if is_plain(content):
        return None
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for part in archive.infolist():
            copy.writestr(part.filename, plainly(content) if part.filename == "content.xml" else archive.read(part))
    return out.getvalue()


def _is_sheet(usual: str) -> bool:
    return usual.startswith("xl/worksheets/") and not usual.endswith(".bin")


@lru_cache(maxsize=64)
def _by_key(names: tuple[str, ...]) -> dict[str, str]:
    """Name as office programs compare it → name. Remembered, as all below: workbooks of one template are the same in this."""
    return {part_key(name): name for name in names}


@lru_cache(maxsize=64)
def _main_part(root: bytes, names: tuple[str, ...]) -> str:
    """The part that the container calls its document, or where it usually lies."""
    said = (relation.target for relation in _relations(root, "") if relation.kind == _DOCUMENT)
    usual = (name for name in ("xl/workbook.xml", "xl/workbook.bin") if name in _by_key(names))
    return next(said, None) or next(usual, "")


@lru_cache(maxsize=64)
def _usual_parts(names: tuple[str, ...], about: bytes, folder: str) -> tuple[dict[str, str], list[_Relation]]:
    """Sheets, texts and styles → the names by which calamine finds them, and the workbook's relationships with those names."""
    actual, usual, links = _by_key(names), {}, []
    for number, relation in enumerate(_relations(about, folder), 1):
        part = actual.get(part_key(relation.target)) or actual.get(part_key(unquote(relation.target)))
        if part and not relation.is_outside and relation.kind in {*_FOLDERS, *_TEXTS_AND_STYLES}:
            usual[part] = _usual_name(relation, part, number)
            links.append(relation._replace(target=usual[part]))
        else:
            links.append(relation)  # what is missing stays missing
    return usual, links


def _relations(xml: bytes, folder: str) -> tuple[_Relation, ...]:
    """Relationships that a part of `folder` has."""
    found = []
    for tag in _RELATION.findall(xml):
        said = {name.decode(): html.unescape((double or single).decode()) for name, double, single in _ATTRIBUTE.findall(tag)}
        target = said.get("Target", "").replace("\\", "/")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        kind = said.get("Type", "").rpartition("/")[2]
        found.append(_Relation(said.get("Id", ""), kind, path, said.get("TargetMode") == "External"))
    return tuple(found)


def _usual_name(relation: _Relation, name: str, number: int) -> str:
    """The name by which calamine finds a part; the one that it has, where that will do."""
    suffix = posixpath.splitext(name)[1].lower()
    if relation.kind in _TEXTS_AND_STYLES:
        return f"xl/{relation.kind}{suffix}"
    folder = f"xl/{_FOLDERS[relation.kind]}"
    is_usual = name == relation.target and posixpath.dirname(name) == folder
    return name if is_usual else f"{folder}/part{number}{suffix}"


def _copy(archive: zipfile.ZipFile, usual: Mapping[str, str], odd: Set[str], suffix: str, links: list[_Relation]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        copy.writestr(_TYPES, "<Types/>")
        copy.writestr(_ROOT, _written([_Relation("rId1", _DOCUMENT, f"xl/workbook{suffix}", is_outside=False)]))
        copy.writestr(f"xl/_rels/workbook{suffix}.rels", _written(links))
        for name, known in usual.items():
            copy.writestr(known, plainly(archive.read(name)) if name in odd else archive.read(name))
    return out.getvalue()


def _written(links: list[_Relation]) -> str:
    """Relationships of a part of folder xl, or of the root, with targets as calamine takes them in every format."""
    tags = "".join(
        f'<Relationship Id="{html.escape(link.relation_id)}" Type="{_OFFICE}{html.escape(link.kind)}" '
        f'Target="{html.escape(link.target if link.kind == _DOCUMENT else link.target.removeprefix("xl/"))}" '
        f'TargetMode="{"External" if link.is_outside else "Internal"}"/>'
        for link in links
    )
    return f'<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="{_PACKAGE}">{tags}</Relationships>'


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/")
