"""Reports that people print: the evaluations, made from a release."""

from pipelines.reports.evaluation import write_evaluations

__all__ = ["write_evaluations"]
