"""The way back to the unit: its own workbook, annotated, made from a release."""

from pipelines.slips.writing import write_slips

__all__ = ["write_slips"]
