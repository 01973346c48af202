"""Data-quality rules: the register's rules, judged by Great Expectations, become findings in Vietnamese."""
