"""Mail by SMTP, as environment variables say; nothing is sent where they say nothing.

UNIT_RETURNS_SMTP                 smtp://host:25 (unencrypted), smtp+starttls://user@host:587 or smtps://user@host:465
UNIT_RETURNS_SMTP_PASSWORD_FILE   text file with that user's password on its first line
UNIT_RETURNS_MAIL_FROM            sender
UNIT_RETURNS_MAIL_TO              operators, separated by commas
UNIT_RETURNS_MAIL_TO_STEWARDS     stewards, who are told of returns due; the operators where it is not set
"""

import mimetypes
import os
import smtplib
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from types import MappingProxyType
from typing import Literal
from urllib.parse import SplitResult, unquote, urlsplit

from pipelines.errors import MailError, MessageError

SERVER, PASSWORD_FILE = "UNIT_RETURNS_SMTP", "UNIT_RETURNS_SMTP_PASSWORD_FILE"
SENDER, OPERATORS, STEWARDS = "UNIT_RETURNS_MAIL_FROM", "UNIT_RETURNS_MAIL_TO", "UNIT_RETURNS_MAIL_TO_STEWARDS"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
TIMEOUT_SECONDS = 30
_OWN_MACHINE = ("localhost", "127.0.0.1", "::1")
Audience = Literal["operators", "stewards"]


@dataclass(frozen=True)
class Mail:
    """A mail server, and who is written to."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str
    sender: str
    recipients: dict[Audience, tuple[str, ...]]

    @classmethod
    def from_environment(cls) -> "Mail | None":
        """What the environment says; None where no server is named.

        Raises:
            MailError: a variable is missing, or cannot be read.
        """
        given = os.environ.get(SERVER)
        if not given:
            return None
        parts, host, port = _server(given)
        if parts.username and parts.scheme == "smtp" and parts.hostname not in _OWN_MACHINE:
            raise MailError(
                "a password would be sent unencrypted",
                where=SERVER,
                remedy="begin the address with smtp+starttls:// or smtps://",
            )
        operators = _addresses(OPERATORS)
        return cls(
            parts.scheme,
            host,
            port,
            unquote(parts.username) if parts.username else None,
            _password() if parts.username else "",
            _addresses(SENDER)[0],
            {"operators": operators, "stewards": _addresses(STEWARDS) if os.environ.get(STEWARDS) else operators},
        )

    def send(
        self, recipients: Sequence[str], subject: str, text: str, attached: Mapping[str, bytes] = MappingProxyType({})
    ) -> dict[str, str]:
        """Send one message; `attached` is content by name of file.

        Returns:
            whom the server refused, with what it said of each; all others have it.

        Raises:
            MessageError: the server was reached, and did not take it.
            MailError: the server could not be reached, or lets nobody in.
        """
        message = EmailMessage()
        message["From"] = self.sender
        message["To"] = ", ".join(recipients)
        message["Subject"] = " ".join(subject.split())
        message["Date"] = formatdate(localtime=True)
        message["Message-ID"] = make_msgid(domain="unit-returns.invalid")
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(text)
        for name, content in attached.items():
            main, _, sub = (mimetypes.guess_type(name)[0] or "application/octet-stream").partition("/")
            message.add_attachment(content, maintype=main, subtype=sub, filename=name)
        try:
            connected = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            raise MailError(
                f"a message could not be sent: {error}",
                where=f"{self.host}:{self.port}",
                remedy=f"see that the server runs and takes mail from this machine, and what {SERVER} says; "
                "`make watch` sends what was not sent",
            ) from error
        try:
            with connected as server:
                refused = server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:  # nobody has it
            refused = error.recipients
        except (OSError, smtplib.SMTPException) as error:
            raise MessageError(
                f"'{message['Subject']}' was not taken: {error}",
                where=f"{self.host}:{self.port}",
                remedy="see in the server's log why it refuses this message; `make watch` offers it again",
            ) from error
        return {address: f"{code} {said.decode(errors='replace')}" for address, (code, said) in refused.items()}

    def _connected(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=TIMEOUT_SECONDS, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
        try:
            if self.scheme == "smtp+starttls":
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _server(given: str) -> tuple[SplitResult, str, int]:
    """The parts of a mail server's address, its host and its port."""
    try:
        parts = urlsplit(given)
        port = parts.port
    except ValueError:  # half an IPv6 address, or no number for a port
        parts, port = urlsplit(""), None
    if parts.scheme not in PORTS or not parts.hostname or parts.password or port == 0:
        raise MailError(
            "not the address of a mail server",
            where=SERVER,
            remedy=f"write it as smtp+starttls://user@mail.example:587; the password goes into the file of {PASSWORD_FILE}",
        )
    return parts, parts.hostname, port or PORTS[parts.scheme]


def _addresses(variable: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in os.environ.get(variable, "").split(",") if part.strip())
    if not found or any("@" not in each or len(each.split()) > 1 for each in found):
        raise MailError(
            "no mail address" if found else "not set, though a mail server is",
            where=variable,
            remedy="write addresses such as van.hanh@so-lieu.example, separated by commas",
        )
    return found


def _password() -> str:
    name = os.environ.get(PASSWORD_FILE, "")
    try:
        found = (Path(name).read_text(encoding="utf-8").splitlines() or [""])[0]
        found.encode("ascii")
    except (OSError, UnicodeError) as error:
        raise MailError(
            f"the password cannot be read: {error}",
            where=PASSWORD_FILE,
            remedy="name a text file with it on the first line, in letters and signs without diacritics",
        ) from error
    return found
