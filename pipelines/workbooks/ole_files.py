"""Opens OLE files: workbooks of .xls, and those of any format that ask for a password."""

import io

import olefile

from pipelines.language.words import say, sentence
from pipelines.workbooks import xls_marks
from pipelines.workbooks.sniff import SEND_THE_WORKBOOK, Sniffed, damaged, encrypted, sniff, unreadable

EXCEL_DEFAULT_PASSWORD = "VelvetSweatshop"  # noqa: S105  # published: Excel opens files encrypted with it without asking
_OLE_KINDS = {
    "WordDocument": sentence("this is a Word document, no spreadsheet"),
    "PowerPoint Document": sentence("this is a PowerPoint presentation, no spreadsheet"),
    "VisioDocument": sentence("this is a Visio drawing, no spreadsheet"),
    "__properties_version1.0": sentence("this is an Outlook message (.msg), no spreadsheet"),
    "Catalog": sentence("this is the system file Thumbs.db, no spreadsheet"),
}
"""Stream of an OLE file that is no workbook → what it is."""


def open_ole(content: bytes, where: str, passwords: tuple[str, ...]) -> tuple[bytes, Sniffed]:
    """The workbook in an OLE file: as it is (.xls), or decrypted.

    Raises:
        UnreadableReturnError: no workbook, damaged, of limited use, or with a password that we do not have.
    """
    try:
        with olefile.OleFileIO(io.BytesIO(content)) as ole:
            streams = {"/".join(parts) for parts in ole.listdir()}
            is_limited = any("DRMEncrypted" in name for name in streams)
            stream = next((name for name in ("Workbook", "Book") if name in streams), None)
            is_encrypted = xls_marks.is_encrypted(ole.openstream(stream).read()) if stream else "EncryptedPackage" in streams
        plain: bytes | None = content
        if is_encrypted and not is_limited:  # the passwords of Excel 5 and 95 no library here knows
            plain = _decrypted(content, passwords) if stream != "Book" else None
    except Exception as error:  # olefile and msoffcrypto let through whatever a damaged file provokes
        raise damaged(where) from error
    if is_limited:
        raise unreadable(
            say("the file is under rights management (IRM)"), where, sentence("lift the restriction, save it and send it again")
        )
    if not streams & {"EncryptedPackage", "Workbook", "Book"}:
        reason = next(
            (reason for sign, reason in _OLE_KINDS.items() if sign in streams), sentence("there is no spreadsheet in the file")
        )
        raise unreadable(say(reason), where, SEND_THE_WORKBOOK)
    if plain is None:
        raise encrypted(where)
    sniffed = Sniffed("ole") if plain is content else sniff(plain, where)
    return plain, Sniffed("xls") if sniffed.format == "ole" else sniffed


def _decrypted(content: bytes, passwords: tuple[str, ...]) -> bytes | None:
    """The plain file, or None when no password is right."""
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, InvalidKeyError

    office = msoffcrypto.OfficeFile(io.BytesIO(content))
    # The older formats verify without being told to, and know no such argument.
    options = {"verify_password": True} if office.format == "ooxml" else {}
    for password in (EXCEL_DEFAULT_PASSWORD, *passwords):
        plain = io.BytesIO()
        try:
            office.load_key(password, **options)
            office.decrypt(plain)
        except (DecryptionError, InvalidKeyError):
            continue
        return plain.getvalue()
    return None
