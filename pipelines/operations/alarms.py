"""What stands and who was told: one message per cause, for as long as the cause stands, however many nights that is."""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import REMEDY_OF_A_FULL_DISK, MailError, MessageError
from pipelines.folders import Folders
from pipelines.operations.mail import OPERATORS, STEWARDS, Audience, Mail


@dataclass(frozen=True)
class Alarm:
    """One cause to tell somebody about."""

    kind: str
    """What looks for it: failure, release, archive, due."""
    cause: str
    """What tells it from others of its kind: the same cause is told once."""
    subject: str
    text: str
    """What, where and remedy."""
    audience: Audience = "operators"


@dataclass(frozen=True)
class Standing:
    """A cause that stands."""

    alarm: Alarm
    since: str
    """Instant at which it was first seen (UTC, ISO 8601)."""
    told_at: str | None = None
    """Instant at which all who are to know had the mail; None as long as somebody has it not."""
    told_to: tuple[str, ...] = ()
    """Whose server took the mail."""


class Alarms:
    """The causes that stand, in warehouse/alarms.json. A file that cannot be read is begun anew: causes are told again.

    Where it cannot be written, for the disk is full, what stands is held in memory: it is mailed all the same, and `deliver`
    says that it could not be noted.
    """

    def __init__(self, folders: Folders) -> None:
        self._file = folders.warehouse / "alarms.json"
        self._unnoted: tuple[list[Standing], OSError] | None = None

    def standing(self) -> list[Standing]:
        """Causes that stand, oldest first."""
        if self._unnoted:
            return list(self._unnoted[0])
        try:
            held = json.loads(self._file.read_text(encoding="utf-8"))
            return [Standing(Alarm(**each.pop("alarm")), **each | {"told_to": tuple(each.get("told_to", ()))}) for each in held]
        except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
            return []

    def observe(self, kinds: Iterable[str], found: Iterable[Alarm], now: datetime) -> None:
        """Make what was found now all that stands of these kinds: what is gone is forgotten, and told again if it returns."""
        wanted = {(alarm.kind, alarm.cause): alarm for alarm in found}
        with self._changed() as standing:
            known = {(each.alarm.kind, each.alarm.cause) for each in standing}
            kept = [
                replace(each, alarm=wanted.get((each.alarm.kind, each.alarm.cause), each.alarm))  # as it stands now
                for each in standing
                if each.alarm.kind not in set(kinds) or (each.alarm.kind, each.alarm.cause) in wanted
            ]
            standing[:] = [*kept, *(Standing(alarm, _text(now)) for key, alarm in wanted.items() if key not in known)]

    def add(self, alarm: Alarm, now: datetime) -> None:
        """Add a cause, unless it stands."""
        with self._changed() as standing:
            if (alarm.kind, alarm.cause) not in {(each.alarm.kind, each.alarm.cause) for each in standing}:
                standing.append(Standing(alarm, _text(now)))

    def end(self, kind: str, ended_at: datetime, now: datetime) -> None:
        """Forget the causes of a kind that were seen before an instant at which all was well, or while the clock was ahead.

        Raises:
            MailError: that cannot be noted.
        """
        with self._changed() as standing:
            standing[:] = [each for each in standing if each.alarm.kind != kind or _text(ended_at) < each.since <= _text(now)]
        self._require_noted()

    def deliver(self, mail: Mail | None, now: datetime) -> int:
        """Mail what was not mailed yet, if there is a server; returns how many messages went out.

        A message that the server does not take, and who it refuses, is told of, stops no other message, and is offered again
        by the next call.

        Raises:
            MailError: the server cannot be reached, did not take one or refused somebody, or what was sent cannot be noted.
        """
        if mail is None:
            self._require_noted()
            return 0
        sent, refused, untaken = 0, dict[str, str](), list[MessageError]()
        with self._changed() as standing:
            for place, each in enumerate(standing):
                to = [address for address in mail.recipients[each.alarm.audience] if address not in each.told_to]
                if each.told_at is not None:
                    continue
                try:
                    found = mail.send(to, each.alarm.subject, each.alarm.text) if to else {}
                except MessageError as error:
                    untaken.append(error)
                    continue
                told_to = (*each.told_to, *(address for address in to if address not in found))
                standing[place] = replace(each, told_at=None if found else _text(now), told_to=told_to)
                sent += len(found) < len(to)
                refused |= found
        self._require_noted()
        if untaken:
            raise MailError("; ".join(error.what for error in untaken), where=untaken[0].where, remedy=untaken[0].remedy)
        if refused:
            raise MailError(
                f"{len(refused)} recipient(s) refused: {'; '.join(f'{address} ({said})' for address, said in refused.items())}",
                where=f"{mail.host}:{mail.port}",
                remedy=f"mend the addresses in {OPERATORS} and {STEWARDS}, or let the server take them; all others have what "
                "was sent, and `make watch` writes to these again",
            )
        return sent

    @contextmanager
    def _changed(self) -> Iterator[list[Standing]]:
        """The causes, for one process at a time; kept also when the block fails half way."""
        with self._lock():
            standing = self.standing()
            before = list(standing)
            try:
                yield standing
            finally:
                if standing != before:
                    self._note(standing)

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with ExitStack() as held:
            try:
                self._file.parent.mkdir(parents=True, exist_ok=True)
                lock = held.enter_context(self._file.with_suffix(".lock").open("w"))
                fcntl.flock(lock, fcntl.LOCK_EX)
            except OSError as error:  # then nobody else can write there either
                self._unnoted = (self.standing(), error)
            yield

    def _note(self, standing: list[Standing]) -> None:
        try:
            _replace(self._file, json.dumps([asdict(each) for each in standing], ensure_ascii=False, indent=1))
            self._unnoted = None
        except OSError as error:
            self._unnoted = (standing, error)

    def _require_noted(self) -> None:
        if self._unnoted:
            error = self._unnoted[1]
            raise MailError(
                f"who was told of what cannot be noted ({error.strerror or error}), so it is told again next time",
                where=str(error.filename or self._file),
                remedy=f"let the account that runs the night write there, or {REMEDY_OF_A_FULL_DISK}",
            ) from error


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
