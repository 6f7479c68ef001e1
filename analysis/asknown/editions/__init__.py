"""Editions: built, published whole, batched, verified, recalled."""
