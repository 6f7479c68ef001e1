"""Other people's data: files in through a mapping, and out for other tools."""
