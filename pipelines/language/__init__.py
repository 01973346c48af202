"""Languages as clerks write them: one package each."""
