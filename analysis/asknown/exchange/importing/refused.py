"""What keeps one row of a file from being taken."""


class Refused(Exception):
    """Why a row is left out."""
