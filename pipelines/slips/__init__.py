"""The way back to the unit: its own workbook, annotated, made from a release."""

from pipelines.slips.writing import slips_by_file, write_slips

__all__ = ["slips_by_file", "write_slips"]
