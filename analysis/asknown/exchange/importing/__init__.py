"""Other people's data into a case: tables through a mapping, checked as if typed."""
