"""Other people's data in, a case for other tools out."""
