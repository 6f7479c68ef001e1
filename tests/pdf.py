"""What tests read out of a PDF."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import page
from pypdf import PdfReader


def text(data: bytes) -> str:
    """The text of all pages, spaces evened out."""
    pages = [sheet.extract_text() for sheet in PdfReader(BytesIO(data)).pages]
    return "\n".join(pages).replace("\u00a0", " ")


def attached(data: bytes) -> dict[str, bytes]:
    """The files attached to a PDF."""
    return {name: files[0] for name, files in PdfReader(BytesIO(data)).attachments.items()}


def trace(data: bytes) -> dict[str, Any]:
    """The trace attached to a PDF."""
    found: dict[str, Any] = json.loads(attached(data)["trace.json"])
    return found


def failures(data: bytes) -> list[str]:
    """What an outside checker finds against PDF/UA-1 and PDF/A-3a."""
    limits = page.SafetyLimits.unlimited()
    reports = [page.validate_pdf_bytes(data, profile=profile, limits=limits) for profile in ("ua1", "3a")]
    return [str(failure) for report in reports for failure in report.failures]
