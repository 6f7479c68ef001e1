"""The independent checker of statements: what an edition says, held against its ledger.

It shares no code with the library: rows of CSV, loops over them, and a reading of dates of its own,
written from the words of the design and of the decisions, not from `analysis/`. It is slow and
plain on purpose.
"""
