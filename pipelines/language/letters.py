"""Letters of all languages that number rows, columns and sections, besides those that regular expressions take for granted."""

CAPITALS, SMALL = "A-ZĐ", "a-zđ"
"""Within the brackets of a pattern."""
STROKED = "đĐ"
"""Letters whose stroke Unicode does not take for an accent."""
