"""What pyproject.toml cannot say: the notebooks, outlines, mappings and guides of this project
travel inside the library, so that it works where there is no checkout. An editable install has the
checkout.
"""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

ROOT = Path(__file__).resolve().parent
SHIPPED = {
    "notebooks": "*.ipynb",
    "data": "README.md",
    "data/outlines": "*.geojson",
    "data/mappings": "*.toml",
    "docs": "*.md",
    "docs/examples": "*.ipynb",
}
MARK = (
    "# What asknown came with: notebooks and guides, and no case. "
    "asknown init makes a project.\n"
)


class WithNotebooks(build_py):
    """Packages as usual, then `asknown/shipped/`."""

    def run(self):
        """Build the packages, then copy what is shipped beside them."""
        super().run()
        if self.editable_mode:
            return
        target = Path(self.build_lib) / "asknown" / "shipped"
        shutil.rmtree(target, ignore_errors=True)
        for folder, pattern in SHIPPED.items():
            (target / folder).mkdir(parents=True, exist_ok=True)
            for path in sorted((ROOT / folder).glob(pattern)):
                shutil.copyfile(path, target / folder / path.name)
        (target / "reports.toml").write_text(MARK, encoding="utf-8")


setup(cmdclass={"build_py": WithNotebooks})
