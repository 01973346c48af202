"""Contracts of what intake lands: the journal, and what the contents hold."""

from pipelines.tables import Table

RECEIPT = Table(
    name="raw.receipt",
    description="Files received: the archive's journal.",
    grain="one row per change of the content at a path below raw/returns",
    columns={
        "receipt_id": ("INTEGER", "position in the journal, from 1"),
        "path": ("VARCHAR", "file below raw/returns; bytes that are not UTF-8 as \\xe1"),
        "file_sha256": ("VARCHAR", "content, as it lies in the archive"),
        "size_bytes": ("BIGINT", "size of the file"),
        "modified_at": ("TIMESTAMP", "last change of the file before receipt (UTC)"),
        "received_at": ("TIMESTAMP", "instant of receipt (UTC)"),
    },
)
REGISTER_STATE = Table(
    name="reference.register_state",
    description="States of registers as they were loaded, each until the next of its name: the journal of registers.",
    grain="one row per state of a register",
    columns={
        "state_id": ("INTEGER", "position in the journal, from 1"),
        "name": ("VARCHAR", "register, e.g. 'unit'"),
        "file_sha256": ("VARCHAR", "content, as it lies in the archive"),
        "size_bytes": ("BIGINT", "size of the file"),
        "loaded_at": ("TIMESTAMP", "instant at which it was first loaded without a fault (UTC)"),
    },
)
FREEZE = Table(
    name="reference.frozen_release",
    description="Releases that are kept for ever, as they were frozen: the journal of freezes. An analyst reads marts.release.",
    grain="one row per freeze",
    columns={
        "freeze_id": ("INTEGER", "position in the journal, from 1"),
        "label": ("VARCHAR", "what it was frozen as (`make freeze LABEL=…`)"),
        "cutoff_period_id": ("VARCHAR", "last period that counts in the evaluation that was frozen with it"),
        "frozen_at": ("TIMESTAMP", "instant of the freeze (UTC)"),
        "release_id": ("VARCHAR", "release"),
        "released_at": ("TIMESTAMP", "instant of its publication (UTC)"),
        "code_version": ("VARCHAR", "version of the project that made it"),
        "file_sha256": ("VARCHAR", "content of the release, as it lies in the archive"),
        "page_sha256": ("VARCHAR", "content of its evaluation, as it lies in the archive"),
        "file_name": ("VARCHAR", "name of both copies in warehouse/releases/frozen, without suffix"),
    },
)
REMINDER = Table(
    name="reference.reminder",
    description="What became of letters to late units: the journal of reminders. An analyst reads marts.reminder.",
    grain="one row per event of a letter",
    columns={
        "reminder_id": ("INTEGER", "position in the journal, from 1"),
        "unit_id": ("VARCHAR", "unit that was reminded"),
        "period_id": ("VARCHAR", "period of the return that was late or refused"),
        "step_number": ("INTEGER", "step of escalation, as register reminder_step had it then"),
        "event": ("VARCHAR", "written, sending (handed to a mail server), sent, or not_sent (surely not taken)"),
        "at": ("TIMESTAMP", "instant (UTC)"),
        "late_days": ("INTEGER", "days from the due day to the day of the letter"),
        "file_name": ("VARCHAR", "the letter, below warehouse/reminders"),
        "file_sha256": ("VARCHAR", "the letter, as it lies in the archive: as it was written, or as it was mailed"),
        "mail_to": ("VARCHAR", "whom it was mailed to, separated by '|'; '' when it was only written"),
    },
)
PUBLICATION = Table(
    name="reference.publication",
    description="Releases that were published before this run: the journal of publications. `make as-of` makes each again.",
    grain="one row per publication",
    columns={
        "publication_id": ("INTEGER", "position in the journal, from 1"),
        "release_id": ("VARCHAR", "release"),
        "run_at": ("TIMESTAMP", "instant at which the run began that made it (UTC)"),
        "published_at": ("TIMESTAMP", "instant of its publication (UTC)"),
        "fingerprint": ("VARCHAR", "SHA-256 of its file"),
        "code_version": ("VARCHAR", "version of the project that made it"),
        "receipt_count": ("BIGINT", "lines of the journal of receipts that it was made from"),
        "state_count": ("BIGINT", "lines of the journal of registers, likewise"),
        "freeze_count": ("BIGINT", "lines of the journal of freezes, likewise"),
        "judged_count": ("BIGINT", "rows of quality.return_validation that it has"),
        "notes_sha256": ("VARCHAR", "what no file and no register tells of it, as it lies in the archive"),
        "reminder_count": ("BIGINT", "lines of the journal of reminders that it was made from"),
    },
)
PUBLISHED_FIGURE = Table(
    name="reference.published_figure",
    description="What each release before this run was the first to say so of a figure, as noted with its publication.",
    grain="one row per figure and release that says another thing of it than the one before",
    columns={
        "figure_key": ("VARCHAR", "figure: target, version and cut-off, or indicator, first and last period"),
        "target_id": ("VARCHAR", "target; null for totals"),
        "version": ("VARCHAR", "its version; null for totals"),
        "indicator_id": ("VARCHAR", "indicator; null for targets"),
        "first_period_id": ("VARCHAR", "first period of the span; null for targets"),
        "last_period_id": ("VARCHAR", "last period that counts"),
        "verdict": ("VARCHAR", "verdict; null for totals, and where the figure is there no more"),
        "figure_vi": ("VARCHAR", "what it came to, in words; null where there is no figure"),
        "value": ("DECIMAL(38, 6)", "the same as a number; null for ratings"),
        "low_value": ("DECIMAL(38, 6)", "least that it may be; null for ratings"),
        "high_value": ("DECIMAL(38, 6)", "most that it may be"),
        "due_count": ("BIGINT", "unit figures due; null where the figure is there no more"),
        "known_count": ("BIGINT", "unit figures known"),
        "release_number": ("INTEGER", "publication_id of the release"),
        "known_from_at": ("TIMESTAMP", "instant of the run that made it (UTC)"),
    },
)
UNRECEIVED = Table(
    name="raw.unreceived",
    description="What lies in raw/returns and could not be received, as the last run found it: links, unreadable files, …",
    grain="one row per path below raw/returns",
    columns={
        "path": ("VARCHAR", "file or folder below raw/returns; bytes that are not UTF-8 as \\xe1"),
        "reason_vi": ("VARCHAR", "why it could not be received"),
    },
)
FILE = Table(
    name="raw.file",
    description="Distinct contents received, with the account of their cells: filled = entry + label + explained.",
    grain="one row per content",
    columns={
        "file_sha256": ("VARCHAR", "content, as it lies in the archive"),
        "reader_version": (
            "VARCHAR",
            "code, libraries, limits and registers that read it: read again when they change, or if empty: that was killed",
        ),
        "format": ("VARCHAR", "format found in the content, whatever the file is called"),
        "is_readable": ("BOOLEAN", "whether it could be opened as a workbook"),
        "outcome": ("VARCHAR", "what became of it: returns, refused, unrecognised, or answer (a slip's list sent back)"),
        "filled_count": ("INTEGER", "filled cells"),
        "entry_count": ("INTEGER", "filled cells that are a figure of a form line"),
        "label_count": ("INTEGER", "filled cells that are headings, labels, notes or signatures"),
        "explained_count": ("INTEGER", "filled cells that a finding explains"),
        "rows_hash": (
            "VARCHAR",
            "hash of all its rows of raw.* as they were landed; where it differs, it is read again",
        ),
    },
)
RETURN = Table(
    name="raw.return",
    description="Who reports for when: units and periods that a workbook's own header names.",
    grain="one row per content, unit and period",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "unit_id": ("VARCHAR", "unit recognised"),
        "period_id": ("VARCHAR", "period recognised"),
        "unit_text": ("VARCHAR", "unit as written"),
        "period_text": ("VARCHAR", "period as written"),
    },
)
CELL = Table(
    name="raw.cell",
    description="Every filled cell, as received.",
    grain="one row per content, sheet and address",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "sheet_name": ("VARCHAR", "sheet"),
        "address": ("VARCHAR", "cell, e.g. 'E12'"),
        "row_number": ("INTEGER", "row, from 1"),
        "column_number": ("INTEGER", "column, from 1"),
        "text": ("VARCHAR", "content as received"),
        "role": ("VARCHAR", "heading, label, value, note, signature or explained (by a finding)"),
    },
)
ENTRY = Table(
    name="raw.entry",
    description="What stands in the figure cell of each form line found, blank ones included.",
    grain="one row per content, unit, period, form and line; in described forms per table, column, owner and row of a list",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "unit_id": ("VARCHAR", "unit"),
        "period_id": ("VARCHAR", "period"),
        "form_id": ("VARCHAR", "form"),
        "line_code": ("VARCHAR", "line of the form"),
        "sheet_name": ("VARCHAR", "sheet"),
        "address": ("VARCHAR", "cell of the figure"),
        "received": ("VARCHAR", "text as received; null when blank"),
        "value": ("DECIMAL(24, 6)", "number in the indicator's unit of measure, for ratings the rank; null when unknown"),
        "comparator": ("VARCHAR", "'=' for an exact figure, otherwise the bound that the text claims"),
        "state": ("VARCHAR", "value, zero, none_occurred, not_applicable, no_data ('…'), blank or unreadable"),
        "code": ("VARCHAR", "code of a rating, attribute of a row of a list (days as 2024-08-15); null for numbers"),
        "received_key": ("VARCHAR", "what it says in one spelling ('= 290000'), for decisions to name it; null when blank"),
        "measure_text": (
            "VARCHAR",
            "measure that the sheet states, where it is not the registered one (a multiple)",
        ),
        "multiplier": (
            "DECIMAL(24, 6)",
            "how many of the indicator's units one of the sheet's is; value has it already",
        ),
        "table_id": ("VARCHAR", "table of a described form; empty where a form has one line for each indicator, as below"),
        "column_code": ("VARCHAR", "column of the table"),
        "owner_id": ("VARCHAR", "unit that the figure is about, where it is not the one that reports"),
        "row_key": ("VARCHAR", "what identifies a row of a list"),
        "indicator_id": ("VARCHAR", "indicator; null where the form line says it, and for a ratio that has none"),
        "breakdown": ("VARCHAR", "members that the figure is broken down by, 'axis=member …'; empty: a total"),
        "days": ("VARCHAR", "days that the figure is about ('2025M01-M09'); null for the period itself"),
        "value_kind": (
            "VARCHAR",
            "figure, plan, reference (another period's) or computed (a ratio); of a list attribute, and list: where it stands",
        ),
        "is_total": ("BOOLEAN", "whether it adds up others of its table"),
        "is_of_which": ("BOOLEAN", "whether it is a part that overlaps others ('of which')"),
        "section_code": ("VARCHAR", "of a row of a list: row of the form that heads it; null where none does"),
    },
)
READER_FAULT = Table(
    name="raw.reader_fault",
    description="Faults found while reading.",
    grain="one row per fault",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "fault": ("VARCHAR", "subject of a rule of kind 'reader'"),
        "unit_id": ("VARCHAR", "unit, where known"),
        "period_id": ("VARCHAR", "period, where known"),
        "form_id": ("VARCHAR", "form, where known"),
        "line_code": ("VARCHAR", "line, where known"),
        "sheet_name": ("VARCHAR", "sheet, where it is one cell or sheet"),
        "address": ("VARCHAR", "cell, where it is one"),
        "received": ("VARCHAR", "what was received"),
        "expected": ("VARCHAR", "what was expected"),
        "detail": ("VARCHAR", "explanation, in Vietnamese"),
    },
)
EXPLANATION = Table(
    name="raw.explanation",
    description="Explanations that came back in the column for them of a slip.",
    grain="one row per content, finding key and value explained",
    columns={
        "file_sha256": ("VARCHAR", "content"),
        "finding_key": ("VARCHAR", "finding as the slip named it: rule, unit, period and indicator"),
        "received": ("VARCHAR", "value that is explained, as the slip showed it; null when it was blank"),
        "received_key": ("VARCHAR", "the same in one spelling ('= 1234.5'), whatever measure the slip showed it in"),
        "explanation_vi": ("VARCHAR", "what the unit wrote"),
    },
)
READ_TABLES = (FILE, RETURN, CELL, ENTRY, READER_FAULT, EXPLANATION)
"""Tables filled from the contents."""
