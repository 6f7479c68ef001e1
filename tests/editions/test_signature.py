"""A publisher's signature: the report stays what its ledger gives, the same key and report give the
same signature, and a reader learns whose it is, or that it is nobody's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization as form
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from asknown.editions import signature
from asknown.editions.publish import publish
from asknown.editions.render import Edition
from asknown.editions.verify import verify
from asknown.errors import AsknownError, CallError
from tests.support.command import run
from tests.support.places import HARBOUR, ROOT

REPORT = b"%PDF any bytes"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the keys of a desk and of somebody else."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("desk", "other"):
        _write(folder / name, Ed25519PrivateKey.generate())
    return folder


def _write(path: Path, key: Ed25519PrivateKey) -> None:
    private = key.private_bytes(
        form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption()
    )
    path.write_bytes(private)
    public = key.public_key().public_bytes(
        form.Encoding.OpenSSH, form.PublicFormat.OpenSSH
    )
    path.with_suffix(".pub").write_bytes(public + b" Desk of the Harbour\n")


def test_a_signature_is_the_same_twice_and_holds_for_these_bytes_alone(keys: Path):
    made = signature.signature(REPORT, keys / "desk")
    assert made == signature.signature(REPORT, keys / "desk")
    expected, name = signature.public_key(keys / "desk.pub")
    read = signature.read(made, REPORT)
    assert (read.holds, read.key, name) == (True, expected, "Desk of the Harbour")
    assert not signature.read(made, REPORT + b" ").holds
    assert signature.signature(REPORT, keys / "other") != made


@pytest.mark.skipif(not shutil.which("ssh-keygen"), reason="OpenSSH is not there")
def test_openssh_knows_the_signature_too(keys: Path, tmp_path: Path):
    (tmp_path / "sig").write_bytes(signature.signature(REPORT, keys / "desk"))
    call = [
        "ssh-keygen",
        "-Y",
        "check-novalidate",
        "-n",
        "asknown",
        "-s",
        str(tmp_path / "sig"),
    ]
    done = subprocess.run(call, input=REPORT, capture_output=True)
    assert done.returncode == 0, done.stderr
    assert (
        signature.read((tmp_path / "sig").read_bytes(), REPORT).fingerprint.encode()
        in done.stdout
    )


@pytest.mark.parametrize("cut", [0, 5, 60, 150])
def test_what_is_no_signature_is_one_message(keys: Path, cut: int):
    made = signature.signature(REPORT, keys / "desk")
    with pytest.raises(AsknownError, match="the signature cannot be read"):
        signature.read(made[:cut], REPORT)


def test_what_is_no_key_is_the_call_at_fault(keys: Path, tmp_path: Path):
    curve = generate_private_key(SECP256R1()).private_bytes(
        form.Encoding.PEM, form.PrivateFormat.OpenSSH, form.NoEncryption()
    )
    (tmp_path / "curve").write_bytes(curve)
    (tmp_path / "text").write_text("key")
    for name, says in (
        ("curve", "no key of the kind ed25519"),
        ("text", "is no private key"),
    ):
        with pytest.raises(CallError, match=says):
            signature.signature(REPORT, tmp_path / name)
    with pytest.raises(CallError, match="is no file of a key"):
        signature.signature(REPORT, tmp_path / "nowhere")
    with pytest.raises(CallError, match="holds no public key"):
        signature.public_key(keys / "desk")
    done = run(
        "report", HARBOUR, "--sign", tmp_path / "text", "--out", tmp_path / "out"
    )
    assert done.returncode == 2
    assert not (tmp_path / "out").exists()


def test_verify_tells_whose_a_report_is(
    rendered: Callable[[str, str], Edition],
    keys: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
):
    edition = rendered(str(HARBOUR), "2022-03-09")
    # Whether a rebuild is the same is asked elsewhere; here it is at hand.
    monkeypatch.setattr(
        "asknown.editions.verify.rebuilt", lambda told, **given: edition
    )
    place = publish(edition, tmp_path)
    report = place / "report.pdf"
    unsigned = verify(report, ROOT)
    assert unsigned.differences == ()
    assert "signed by nobody" in str(unsigned)
    before = report.read_bytes()
    (place / "report.pdf.sig").write_bytes(signature.signature(before, keys / "desk"))
    assert "signed by Desk of the Harbour, with the key SHA256:" in str(
        verify(report, ROOT, keys / "desk.pub")
    )
    other = verify(report, ROOT, keys / "other.pub")
    assert str(other).startswith("changed: report.pdf.sig was changed")
    assert "not by that of" in str(other)
    (place / "report.pdf.sig").write_bytes(
        signature.signature(b"another", keys / "desk")
    )
    stale = verify(report, ROOT)
    assert [each.part for each in stale.differences] == ["report.pdf.sig"]
    assert report.read_bytes() == before
