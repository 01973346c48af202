"""Recognition: from sheets to entries, by a form's words, lines and columns."""
