"""JupyterLab: a case explored with the date on a slider; nobody imports this room."""
