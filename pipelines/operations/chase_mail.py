"""Mailing of letters that were written: each once, as it lies there, which is as the office numbered and signed it."""

import hashlib
import smtplib
from collections.abc import Callable, Sequence
from typing import Any

from pipelines.errors import MailError, MessageError
from pipelines.folders import Folders
from pipelines.intake.reminders import Event, Reminder
from pipelines.language.words import say
from pipelines.operations.chase import WAIT_SECONDS, chase
from pipelines.operations.late_returns import Chase, attached_to
from pipelines.operations.mail import SERVER, Mail
from pipelines.warehouse.build import locked


def remind(folders: Folders, period_id: str, tell: Callable[[str], object], *, is_mailed: bool) -> None:
    """Write what is due of one period, mail what was written where that is asked for, and tell what was done.

    Raises:
        ReminderError: as `chase`.
        MailError: as `mail_letters`; or mail is asked for and no server is named, so nothing is done.
    """
    server = Mail.from_environment() if is_mailed else None
    if is_mailed and server is None:
        remedy = "set it up as docs/operations.md says, or leave MAIL out"
        raise MailError("no mail server is named", where=SERVER, remedy=remedy)
    found = chase(folders, period_id)
    late, asked = (sum((row["stands"] == "late") is is_late for row in found.rows) for is_late in (True, False))
    tell(f"{asked} return(s) missing or refused, {late} sent late; {len(found.letters)} letter(s) written now")
    for path in found.letters:
        tell(f"  letter  {path}")
    for path in found.put_back:
        tell(f"  again   {path}")
    tell(f"  list    {found.list_path}")
    if server:
        sent, untold = mail_letters(found, server)
        for line in untold:
            tell(f"  unsent  {line}")
        tell(f"{sent} letter(s) mailed now")
    tell("The next night lists them in marts.reminder.")


def mail_letters(found: Chase, mail: Mail) -> tuple[int, list[str]]:
    """Mail the last letter of each unit that is still late, with its workbook, unless it was mailed.

    Before a letter is handed to the server that is noted: one of which it is not known whether the server took it is never
    mailed again.

    Returns:
        how many were sent, and a line for each that was not, or not to all.

    Raises:
        MailError: the server cannot be reached; what was not sent is sent by the next call.
        WarehouseBusyError: a night runs.
    """
    addresses = {line.unit_id: line.mail_to for line in found.reference.unit_mail}
    sent, told = 0, list[str]()
    with locked(found.folders.warehouse, WAIT_SECONDS):
        known = found.reminders.of_period(found.period.period_id)
        for row in found.rows:
            events = known.get(row["unit_id"], [])
            if row["stands"] == "late" or not events:
                continue
            last = max(event.step_number for event in events)
            of_step = [event for event in events if event.step_number == last]
            if of_step[-1].event == "sending":
                told.append(f"{of_step[-1].file_name}: it is not known whether the server took it; see its log")
            elif of_step[-1].event == "sent":
                continue
            elif row["unit_id"] not in addresses:
                told.append(f"{of_step[-1].file_name}: unit_mail.csv has no address of {row['unit_id']}")
            else:
                is_sent, said = _mail_one(found, mail, row, of_step[-1], addresses[row["unit_id"]])
                sent += is_sent
                told += said
    return sent, told


def _mail_one(
    found: Chase, mail: Mail, row: dict[str, Any], letter: Reminder, addresses: Sequence[str]
) -> tuple[bool, list[str]]:
    place = found.folders.reminders / letter.file_name
    content = place.read_bytes() if place.is_file() else found.reminders.archive.checked_path(letter.file_sha256).read_bytes()
    attached = {place.name: content}
    if (workbook := attached_to(found, row)).is_file():
        attached[workbook.name] = workbook.read_bytes()
    names = {"unit": row["unit_name_vi"], "period": found.period.label_vi, "office": found.reference.office[0].name_vi}
    subject = say("{office}: reminder of the return for {period}", **names)
    text = f"{say('To {unit}: please read the letter attached, about the return for {period}.', **names)}\n\n{names['office']}"
    _note(found, letter, content, "sending", addresses)
    try:
        refused = mail.send(addresses, subject, text, attached)
    except MessageError as error:
        if not isinstance(error.__cause__, smtplib.SMTPResponseException):
            return False, [f"{letter.file_name}: it is not known whether the server took it ({error.what}); see its log"]
        _note(found, letter, content, "not_sent", addresses)
        return False, [f"{letter.file_name}: {error.what}"]
    except MailError:
        _note(found, letter, content, "not_sent", addresses)
        raise
    took = [address for address in addresses if address not in refused]
    _note(found, letter, content, "sent" if took else "not_sent", took)
    return bool(took), [f"{letter.file_name}: {address} was refused ({said})" for address, said in refused.items()]


def _note(found: Chase, letter: Reminder, content: bytes, event: Event, addresses: Sequence[str]) -> None:
    file_sha256 = hashlib.sha256(content).hexdigest()
    said = {"unit_id": letter.unit_id, "step_number": letter.step_number, "event": event, "late_days": letter.late_days}
    said |= {"file_name": letter.file_name, "file_sha256": file_sha256, "mail_to": "|".join(addresses)}
    found.enter([said], {file_sha256: content})
