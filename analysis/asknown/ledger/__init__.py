"""The ledger as people typed it: tables, cells, settings, narrative.

This room reads and names faults; it decides nothing.
"""
