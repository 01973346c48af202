"""What people read: evaluations, release notes and slips, made from a release."""

from pipelines.reports.evaluation import write_evaluations
from pipelines.reports.release_notes import write_release_notes
from pipelines.reports.slips import write_slips

__all__ = ["write_evaluations", "write_release_notes", "write_slips"]
