"""Whose a report is: a publisher's signature of its bytes, in a file beside it.

The form is that of OpenSSH (its PROTOCOL.sshsig) with an Ed25519 key: it holds no hour, the same
report signed with the same key is the same file, and `ssh-keygen -Y verify -n asknown` knows it
too. It does not touch the report, which stays what its ledger gives (decision 0026).
"""

from __future__ import annotations

import base64
import hashlib
import re
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from asknown.errors import AsknownError, CallError

SUFFIX = ".sig"
_MAGIC, _NAMESPACE, _HASH = b"SSHSIG", b"asknown", b"sha512"
_KIND = b"ssh-ed25519"
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_LARGEST = 10_000  # bytes of a key or a signature
_MEND = "make one: ssh-keygen -t ed25519 -N '' -f desk_key"


@dataclass(frozen=True)
class Signed:
    """Whose a signature says a file is: the fingerprint of its key, and whether it is of these
    bytes."""

    fingerprint: str
    holds: bool
    key: bytes


def signature(data: bytes, key: Path) -> bytes:
    """The signature of some bytes. CallError where the key is none that signs."""
    private = _private(key)
    public = _public_blob(private)
    signed = private.sign(_told(data, _MAGIC))
    parts = (public, _NAMESPACE, b"", _HASH, _packed(_KIND, signed))
    blob = _MAGIC + struct.pack(">I", 1) + _packed(*parts)
    text = base64.b64encode(blob).decode()
    lines = [text[at : at + 70] for at in range(0, len(text), 70)]
    return "\n".join([_BEGIN, *lines, _END, ""]).encode()


def read(text: bytes, data: bytes) -> Signed:
    """What a signature says of some bytes. AsknownError where it is none that can be read."""
    try:
        key, signed = _parts(text)
    except (ValueError, struct.error) as error:
        raise AsknownError(f"the signature cannot be read: {error}") from error
    return Signed(fingerprint(key), _holds(key, signed, _told(data, _MAGIC)), key)


def fingerprint(key: bytes) -> str:
    """A key as people compare it, as ssh-keygen -l prints it."""
    digest = base64.b64encode(hashlib.sha256(key).digest()).decode()
    return f"SHA256:{digest.rstrip('=')}"


def public_key(path: Path) -> tuple[bytes, str]:
    """A publisher's public key, `ssh-ed25519 AAAA... name`, and the name. CallError where the file
    holds none."""
    found = re.match(
        r"ssh-ed25519 ([\w+/=]+) ?(.*)", _bytes(path).decode("utf-8", "replace")
    )
    if not found:
        raise CallError(f"{path} holds no public key of the kind ssh-ed25519: {_MEND}")
    return base64.b64decode(found[1]), found[2].strip()


def _private(path: Path) -> Any:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
        from cryptography.hazmat.primitives.serialization import load_ssh_private_key
    except ImportError as error:
        raise CallError("signing needs more: pip install 'asknown[sign]'") from error
    try:
        key = load_ssh_private_key(_bytes(path), None)
    except (ValueError, TypeError) as error:
        raise CallError(
            f"{path} is no private key without a passphrase: {_MEND}"
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise CallError(f"{path} is no key of the kind ed25519: {_MEND}")
    return key


def _public_blob(private: Any) -> bytes:
    return _packed(_KIND, private.public_key().public_bytes_raw())


def _holds(key: bytes, signed: bytes, told: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as error:
        raise AsknownError(
            "to read it takes more: pip install 'asknown[sign]'"
        ) from error
    kind, raw = _unpacked(key)
    kind_signed, made = _unpacked(signed)
    if kind != _KIND or kind_signed != _KIND:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(made, told)
    except (InvalidSignature, ValueError):
        return False
    return True


def _told(data: bytes, magic: bytes) -> bytes:
    """What is signed: what the signature is for, and the digest of the bytes."""
    return magic + _packed(_NAMESPACE, b"", _HASH, hashlib.sha512(data).digest())


def _parts(text: bytes) -> tuple[bytes, bytes]:
    """The key and the signature in a file of OpenSSH. ValueError where it is none of ours."""
    lines = text.decode("ascii").split()
    inside = "".join(text.decode("ascii").splitlines()[1:-1])
    if len(text) > _LARGEST or not lines or _BEGIN not in text.decode("ascii"):
        raise ValueError("it is none of OpenSSH")
    blob = base64.b64decode(inside, validate=True)
    if not blob.startswith(_MAGIC + struct.pack(">I", 1)):
        raise ValueError("it is of another version")
    key, namespace, _, digest, signed = _unpacked(blob[len(_MAGIC) + 4 :])
    if namespace != _NAMESPACE or digest != _HASH:
        raise ValueError("it was made for something else")
    return key, signed


def _packed(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def _unpacked(blob: bytes) -> list[bytes]:
    parts = []
    while blob:
        (length,) = struct.unpack(">I", blob[:4])
        if len(blob) < 4 + length:
            raise ValueError("it is cut short")
        parts.append(blob[4 : 4 + length])
        blob = blob[4 + length :]
    return parts


def _bytes(path: Path) -> bytes:
    if not path.is_file() or path.stat().st_size > _LARGEST:
        raise CallError(f"{path} is no file of a key")
    return path.read_bytes()
