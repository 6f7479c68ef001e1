"""Where things come from: licences, what is installed, fonts and outlines, stored copies of
sources."""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command import run
from tests.support.places import ROOT

sys.path.insert(0, str(ROOT / "docs"))
import licences


def test_every_licence_is_known_and_may_be_used():
    rows = licences.rows()
    assert len(rows) > 100
    assert [row for row in rows if row[2] in ("", "forbidden")] == []
    listed = re.findall(
        r"(?m)^\| ([\w.\-]+) \|",
        (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"),
    )
    assert set(listed) - {"package", "---"} >= {name for name, _, _ in rows}


def test_a_forbidden_licence_would_be_found():
    assert licences.family("GNU General Public License v3 (GPLv3)") == "forbidden"
    assert licences.family("AGPL-3.0-only") == "forbidden"
    assert licences.family("Proprietary") == ""
    assert licences.family("GPL-2.0 OR MIT") == "MIT"
    assert licences.family("GNU Lesser General Public License v3") == "LGPL"


@pytest.mark.stress
def test_the_sbom_names_every_package_and_is_the_same_twice(tmp_path: Path):
    texts = []
    for name in ("a.json", "b.json"):
        call = [
            "environment",
            "--output-reproducible",
            "--of",
            "JSON",
            "-o",
            str(tmp_path / name),
            sys.executable,
        ]
        subprocess.run(
            [str(Path(sys.executable).parent / "cyclonedx-py"), *call],
            check=True,
            capture_output=True,
        )
        texts.append((tmp_path / name).read_bytes())
    assert texts[0] == texts[1]
    found = json.loads(texts[0])
    assert found["bomFormat"] == "CycloneDX"
    names = {
        re.sub(r"[-_.]+", "-", each["name"]).lower() for each in found["components"]
    }
    assert {
        re.sub(r"[-_.]+", "-", name).lower() for name, _, _ in licences.rows()
    } <= names


def test_stored_copies_are_compared_with_their_hashes(copy: Path, tmp_path: Path):
    sources, stored = copy / "sources.csv", tmp_path / "stored"
    stored.mkdir()
    good = hashlib.sha256(b"as read").hexdigest()
    text = sources.read_text()
    for name in ("agency-1", "agency-2", "radio-3"):
        text = re.sub(rf"(?m)^({name},.*),,$", rf"\g<1>,{good},", text)
    sources.write_text(text)
    assert run("check", copy).returncode == 0
    (stored / "agency-1.html").write_bytes(b"as read")
    (stored / "agency-2.html").write_bytes(b"changed since")
    (stored / "nobody.html").write_bytes(b"?")
    done = run("check", copy, "--sources", stored)
    assert done.returncode == 1
    assert [line.split("; ")[0][:60] for line in done.stdout.splitlines()] == [
        "nobody.html:1:: belongs to no source, or to one with two cop",
        f"sources.csv:3:sha256: is {good}"[:60],
        "sources.csv:5:sha256: no copy radio-3.* is there",
    ]
    assert "Traceback" not in done.stderr
    assert run("check", copy, "--sources", tmp_path / "none").returncode == 2
