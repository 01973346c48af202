"""What people read: evaluations and release notes, made from a release."""

from pipelines.reports.evaluation import write_evaluations
from pipelines.reports.release_notes import write_release_notes

__all__ = ["write_evaluations", "write_release_notes"]
