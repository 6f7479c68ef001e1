"""From an executed notebook to a report: the document, its notes and register, the trace, and the exporters."""
