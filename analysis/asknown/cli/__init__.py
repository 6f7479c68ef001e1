"""The command `asknown`: one small module a group of commands; `app` lists them all.

Nobody imports this room. `asknown --help` and a shell's completion answer at once: what is slow to
load (pandas, matplotlib, papermill, JupyterLab) is imported inside the commands that need it, never
at the top of a module here.
"""
