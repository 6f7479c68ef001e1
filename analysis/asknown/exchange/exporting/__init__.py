"""A case for other tools: one module a format."""
