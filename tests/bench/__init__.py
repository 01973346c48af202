"""Measures, side by side in one run: the nightly job, Dagster alone, calamine alone, and pandas with openpyxl."""
