"""Publication: the audited release that analysts read, and the evaluation that leaders read."""

from collections.abc import Callable, Collection, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dagster as dg
import duckdb
from pydantic import Field

from pipelines import queries, reports, slips
from pipelines.assets.faults import tells_faults
from pipelines.assets.metadata import as_text, asset_key, link
from pipelines.folders import Folders
from pipelines.intake.archive import Archive
from pipelines.intake.freezes import Freezes
from pipelines.intake.publications import Publications
from pipelines.links import address
from pipelines.operations import watch
from pipelines.reference import Registers
from pipelines.reference.load import Loaded
from pipelines.reports import charts
from pipelines.reports.annex import write_annexes
from pipelines.reports.change_page import since_release_before
from pipelines.reports.decisions import idle_decision_texts
from pipelines.reports.document import write_documents
from pipelines.reports.evaluation import PAGES
from pipelines.reports.pdf import libreoffice, write_pdfs
from pipelines.reports.receipts import moved_receipts, moved_texts
from pipelines.reports.summary import left_out_texts
from pipelines.warehouse import Build, last_release, open_release_before, publish
from pipelines.warehouse.release import Describe

RELEASE = dg.AssetKey(["warehouse", "analytics"])
FRESH = dg.FreshnessPolicy.time_window(warn_window=timedelta(hours=26), fail_window=watch.RELEASE_AGE)
"""The release is made or confirmed every night: after one that was missed it is yellow, and by noon red."""
SLIPS_SHOWN = 20
Write = Callable[[duckdb.DuckDBPyConnection, Loaded, Path, str, Path], list[Path]]
"""Writes evaluations from a release, its registers and frozen releases: those that are due, or the one up to a period."""
FIRST, LAST = ({"dagster/priority": priority} for priority in ("1", "-1"))
"""Of the steps that may run, this one before the others, or behind them."""
FINDINGS = [dg.AssetKey(["quality", "finding"]), dg.AssetKey(["quality", "rule_result"])]


def release_asset(tables: Collection[str], describe: Describe) -> dg.AssetsDefinition:
    """Asset warehouse.analytics, which waits for every mart and finding, and holds these tables and what `describe` adds."""

    @dg.asset(
        key=RELEASE,
        deps=[*(asset_key(table) for table in tables if table.startswith("marts.")), *FINDINGS],
        group_name="publication",
        kinds={"duckdb"},
        owners=["team:operator"],
        description="What analysts read: warehouse/analytics.duckdb, replaced by an atomic rename once every blocking audit "
        "holds. Readers keep the release they opened until they reconnect; the last ten and those that are frozen are kept "
        "in warehouse/releases. "
        "Each night the file is compared with its release byte for byte, and put back where it differs.",
        freshness_policy=FRESH,
    )
    @tells_faults
    def analytics(
        context: dg.AssetExecutionContext, folders: dg.ResourceParam[Folders], warehouse: dg.ResourceParam[Build]
    ) -> dg.MaterializeResult[None]:
        for table in warehouse.keep_only(tables):
            context.log.warning(f"dropped {table}: an earlier version made it, and nothing makes it any more")
        release = publish(warehouse, folders.replay.published_at if folders.replay else None, describe)
        Publications(folders.archive).enter(folders.warehouse, is_seen=True)
        watch.confirm(folders, release.release_id, datetime.now(UTC))
        repairs = [*release.repairs, *Freezes(folders.archive).lay_out(folders.warehouse)]
        for repair in repairs:
            context.log.warning(repair)
        warehouse.repairs.forget()  # last: of a run that ends before, the next one tells them
        return dg.MaterializeResult(
            metadata={
                "release": release.release_id,
                "is_new": release.is_new,
                "repairs": dg.MetadataValue.json(repairs),
                "file": dg.MetadataValue.path(str(release.path)),
                "size_bytes": release.path.stat().st_size,
                "rows": dg.MetadataValue.json(warehouse.row_counts()),
            }
        )

    return analytics


@dg.asset(
    key=dg.AssetKey(["reports", "evaluation"]),
    deps=[RELEASE],
    group_name="publication",
    kinds={"html"},
    owners=["team:analyst"],
    description="The evaluations at mid-term and at the end of the term, in Vietnamese, ready to print; made from the release.",
)
@tells_faults
def evaluation(
    folders: dg.ResourceParam[Folders], registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]
) -> dg.MaterializeResult[None]:
    """Writes warehouse/reports/evaluation_*.html; those of the same release stand."""
    pages = [folders.reports / page.file_name for page in PAGES]
    key = _of_release(folders, registers, warehouse)
    if not warehouse.made.files_stand("evaluation", key, pages):
        with warehouse.release.open() as db, charts.as_drawn_before(warehouse.made.texts()) as drawings:
            reports.write_evaluations(db, registers.reference, folders.reports)
        with warehouse.transaction():
            warehouse.made.keep_texts(drawings)
            warehouse.made.note_files("evaluation", key, pages)
    return dg.MaterializeResult(metadata={path.stem: dg.MetadataValue.url(address(folders, path)) for path in pages})


class OneCutoff(dg.Config):
    """What to write: nothing named, what register document says of the term shown first."""

    cutoff: str = Field("", description="A period: the evaluation up to it alone, into documents/on_request, e.g. '2022H2'.")


def _documents(
    name: str, kind: str, suffix: str, description: str, write: Write, tags: dict[str, str] | None = None
) -> dg.AssetsDefinition:
    """Asset of the evaluations in one format; `suffix` is that of its files."""

    @dg.asset(
        key=dg.AssetKey(["reports", name]),
        deps=[RELEASE],
        group_name="publication",
        kinds={kind},
        owners=["team:data-steward"],
        description=f"{description} Config 'cutoff' makes one.",
        op_tags=tags,
    )
    @tells_faults
    def documents(
        config: OneCutoff,
        folders: dg.ResourceParam[Folders],
        registers: dg.ResourceParam[Registers],
        warehouse: dg.ResourceParam[Build],
    ) -> dg.MaterializeResult[None]:
        """Writes warehouse/reports/documents/<name>: those of the same release stand; one cut-off is written in any case."""
        folder = folders.documents / ("on_request" if config.cutoff else name)
        key, own = _of_release(folders, registers, warehouse), f"*{suffix}"
        if config.cutoff or not warehouse.made.files_stand(name, key, folder.glob(own)):
            with warehouse.release.open() as db:
                written = write(db, registers.loaded, folder, config.cutoff, folders.warehouse / "releases")
            if not config.cutoff:
                for path in {*folder.glob(own)} - {*written}:
                    path.unlink()  # of a term that is shown no more
                warehouse.made.note_files(name, key, written)
        return dg.MaterializeResult(metadata=_links(folders, folder.glob("*" if config.cutoff else own)))

    return documents


def _links(folders: Folders, paths: Iterable[Path]) -> dict[str, dg.MetadataValue[str]]:
    return {path.name: dg.MetadataValue.url(address(folders, path)) for path in sorted(paths)}


document = _documents(
    "document",
    "word",
    ".docx",
    "The evaluations that are over as documents to hand upward, from the office's own Word template "
    "(raw/reference/evaluation.docx).",
    write_documents,
    FIRST,
)
annex = _documents(
    "annex",
    "excel",
    ".xlsx",
    "The tables of each evaluation that is handed upward as a workbook: numbers as numbers, to filter, with charts, ready to "
    "print on A4.",
    write_annexes,
)


@dg.asset(
    key=dg.AssetKey(["reports", "pdf"]),
    deps=[*document.keys],
    group_name="publication",
    kinds={"pdf"},
    owners=["team:data-steward"],
    description="These documents as tagged PDF (PDF/UA), where LibreOffice Writer is installed. It begins while they are "
    "written, and what else people read is made beside it.",
    op_tags=LAST,
)
@tells_faults
def pdf(
    folders: dg.ResourceParam[Folders], registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]
) -> dg.MaterializeResult[None]:
    """Writes warehouse/reports/documents/document/*.pdf; those of the same release stand."""
    folder = folders.documents / "document"
    key = _of_release(folders, registers, warehouse, "made" if libreoffice() else "none")
    if not warehouse.made.files_stand("pdf", key, folder.glob("*.pdf")):
        written = write_pdfs(sorted(folder.glob("*.docx")))
        for path in {*folder.glob("*.pdf")} - {*written}:
            path.unlink()  # of a document that is written no more, or of a LibreOffice that is gone
        warehouse.made.note_files("pdf", key, written)
    return dg.MaterializeResult(metadata=_links(folders, folder.glob("*.pdf")))


@dg.asset(
    key=dg.AssetKey(["reports", "release_notes"]),
    deps=[RELEASE],
    group_name="publication",
    kinds={"html"},
    owners=["team:data-steward"],
    description="What was decided against a rule or a figure, and what is still open: one page beside each release.",
)
@tells_faults
def release_notes(
    folders: dg.ResourceParam[Folders], registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]
) -> dg.MaterializeResult[None]:
    """Writes warehouse/releases/<release>.html, unless it lies there."""
    path = last_release(folders.warehouse).with_suffix(".html")
    key = _of_release(folders, registers, warehouse)
    with warehouse.release.open() as db:
        moved = []
        if not warehouse.made.files_stand("release_notes", key, [path]):
            with open_release_before(folders.warehouse) as before:
                moved = moved_receipts(db, before, registers.reference.time_zone) if before else []
            changed = since_release_before(db, folders.archive)
            reports.write_release_notes(db, registers.reference, path.stem, path, moved, changed)
            warehouse.made.note_files("release_notes", key, [path])
        decisions = [row for row in queries.table(db, "marts.decision") if row["status"] == "in_force"]
        overrides = sum(row["decision_kind"] in ("correction", "override") for row in decisions)
        told = {"left_out": left_out_texts(db), "decisions_without_effect": idle_decision_texts(db)}
    told["received_otherwise"] = moved_texts(len(moved))
    lists = {
        name: dg.MetadataValue.md("\n".join(f"- {as_text(text)}" for text in texts)) for name, texts in told.items() if texts
    }
    page = dg.MetadataValue.url(address(folders, path))
    return dg.MaterializeResult(metadata={"page": page, "overrides": overrides, "moved_receipts": len(moved), **lists})


@dg.asset(
    key=dg.AssetKey(["reports", "slip"]),
    deps=[RELEASE],
    group_name="publication",
    kinds={"excel"},
    owners=["team:data-steward"],
    description="What each unit gets back: its own workbook with every fault on its cell, and a list of them with remedies.",
)
@tells_faults
def slip(
    folders: dg.ResourceParam[Folders], registers: dg.ResourceParam[Registers], warehouse: dg.ResourceParam[Build]
) -> dg.MaterializeResult[None]:
    """Writes warehouse/slips/<period>/<file>.xlsx for every file with something to mend or explain, once a release."""
    key = _of_release(folders, registers, warehouse)
    if not warehouse.made.files_stand("slip", key, folders.slips.rglob("*")):
        with warehouse.release.open() as db, warehouse.transaction():
            slips.write_slips(db, registers.reference, Archive(folders.archive), folders.slips, warehouse.made)
        warehouse.made.note_files("slip", key, folders.slips.rglob("*"))
    written = sorted(path for path in folders.slips.rglob("*") if path.is_file())
    first = [link(str(path.relative_to(folders.slips)), address(folders, path)) for path in written[:SLIPS_SHOWN]]
    return dg.MaterializeResult(
        metadata={
            "slips": len(written),
            "folder": dg.MetadataValue.url(address(folders, folders.slips)),
            "first": dg.MetadataValue.md("\n".join(f"- {shown}" for shown in first)),
        }
    )


def _of_release(folders: Folders, registers: Registers, build: Build, *others: str) -> str:
    """What everything beside the last release is made from: itself, and the registers of this run."""
    return build.made.key([], last_release(folders.warehouse).stem, sorted(registers.loaded.contents.items()), *others)
