"""What came, when, and what it holds: archive, journal, and the landing of what was read."""
