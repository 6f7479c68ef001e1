"""A text held against a case: which of its numbers the ledger has, and how each stood that day."""
