"""Unit spreadsheets in, evaluations of a congress resolution out."""
