"""What an operator does beside the night: keep a copy, put it back, be told, keep Dagster's own state small."""
