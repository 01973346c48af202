"""Generator of the sample bloc: the totals of report 165, spread by a seed over invented units.

`python -m tests.sample` writes raw/returns anew; `--units` and `--periods` write a bloc of another size with its own registers.
"""
