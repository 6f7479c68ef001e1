"""A report: its sections, its document, and the faces of that document as PDF and page."""
