"""Workbooks to fill in, with live checks and the figures of the period before."""
