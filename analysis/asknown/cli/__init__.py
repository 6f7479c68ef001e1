"""The command: one small module a group of commands; nobody imports this room."""
