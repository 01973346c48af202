"""What people read of a release: evaluations and release notes."""

from pipelines.reports.evaluation import write_evaluations
from pipelines.reports.release_notes import write_release_notes

__all__ = ["write_evaluations", "write_release_notes"]
