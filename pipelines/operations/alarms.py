"""What stands and who was told: one message per cause, for as long as the cause stands, however many nights that is."""

import fcntl
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import MailError
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
    """The causes that stand, in warehouse/alarms.json. A file that cannot be read is begun anew: causes are told again."""

    def __init__(self, folders: Folders) -> None:
        self._file = folders.warehouse / "alarms.json"

    def standing(self) -> list[Standing]:
        """Causes that stand, oldest first."""
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
                each for each in standing if each.alarm.kind not in set(kinds) or (each.alarm.kind, each.alarm.cause) in wanted
            ]
            standing[:] = [*kept, *(Standing(alarm, _text(now)) for key, alarm in wanted.items() if key not in known)]

    def add(self, alarm: Alarm, now: datetime) -> None:
        """Add a cause, unless it stands."""
        with self._changed() as standing:
            if (alarm.kind, alarm.cause) not in {(each.alarm.kind, each.alarm.cause) for each in standing}:
                standing.append(Standing(alarm, _text(now)))

    def end(self, kind: str, ended_at: datetime) -> None:
        """Forget the causes of a kind that were seen before an instant at which all was well."""
        with self._changed() as standing:
            standing[:] = [each for each in standing if each.alarm.kind != kind or each.since > _text(ended_at)]

    def deliver(self, mail: Mail | None, now: datetime) -> int:
        """Mail what was not mailed yet, if there is a server; returns how many messages went out.

        Who was refused is told of, stops no other message, and is written to again by the next call.

        Raises:
            MailError: the server did not take one, or refused somebody.
        """
        if mail is None:
            return 0
        sent, refused = 0, dict[str, str]()
        with self._changed() as standing:
            for place, each in enumerate(standing):
                to = [address for address in mail.recipients[each.alarm.audience] if address not in each.told_to]
                if each.told_at is not None:
                    continue
                found = mail.send(to, each.alarm.subject, each.alarm.text) if to else {}
                told_to = (*each.told_to, *(address for address in to if address not in found))
                standing[place] = replace(each, told_at=None if found else _text(now), told_to=told_to)
                sent += len(found) < len(to)
                refused |= found
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
        self._file.parent.mkdir(parents=True, exist_ok=True)
        with self._file.with_suffix(".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            standing = self.standing()
            before = list(standing)
            try:
                yield standing
            finally:
                if standing != before:
                    _replace(self._file, json.dumps([asdict(each) for each in standing], ensure_ascii=False, indent=1))


def _replace(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def _text(instant: datetime) -> str:
    return instant.astimezone(UTC).isoformat(timespec="microseconds")
