"""Fuzzing the reader: `make fuzz`."""
