"""What a file is, by its first bytes alone: neither its name nor what a browser called it counts (spec 5)."""

from __future__ import annotations

import re
from typing import Final

from gallery.pictures.refusals import Refusal

# So much of the beginning is looked at. The brands of an HEIC and the first segments of a JPEG are well inside.
HEAD_BYTES: Final = 64 * 1024

JPEG: Final = "image/jpeg"
PNG: Final = "image/png"
WEBP: Final = "image/webp"
HEIC: Final = "image/heic"
HEIF: Final = "image/heif"
AVIF: Final = "image/avif"
GIF: Final = "image/gif"

HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
AVIF_BRANDS = frozenset({b"avif", b"avis"})
# Name no codec: the compatible brands decide.
CONTAINER_BRANDS = frozenset({b"mif1", b"msf1", b"mif2"})

# Browsers look for markup in the first 1,445 bytes (mimesniff.spec.whatwg.org), PDF readers for their header in 1,024.
SNIFFED_BYTES, PDF_BYTES = 1445, 1024
MARKUP = re.compile(rb"<(?:!doctype html|html|head|body|script|iframe|svg|\?php)[\s>/]", re.IGNORECASE)
OTHERS = re.compile(
    rb"%PDF-|\xef\xbb\xbf?<\?xml|\s*<\?xml|BM|II\*\0|MM\0\*|II\+\0|MM\0\+|\x1aE\xdf\xa3|\xff\x0a|PK\x03\x04|8BPS|"
    rb"\0\0\x01\0|\0\0\0\x0cJXL |\0\0\0\x0cjP  |OggS|RIFF|FORM|\0\0\x01[\xb3\xba]"
)


def type_of(head: bytes) -> str | None:
    """The MIME type, one of those above, of a file that begins so; None for everything that guests may not send.

    `head` is the first HEAD_BYTES of the file, or all of a shorter one. A file that is a page or a document at the
    same time is refused, too.
    """
    if is_document(head):
        return None
    if head[:3] == b"\xff\xd8\xff" and len(head) > 3 and head[3] >= 0xC0 and not 0xD0 <= head[3] <= 0xD9:
        return JPEG
    if head[:16] == b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR":
        return PNG
    if head[:4] == b"RIFF" and head[8:15] == b"WEBPVP8" and head[15:16] in (b" ", b"L", b"X"):
        return WEBP
    if head[:6] in (b"GIF87a", b"GIF89a") and head[6:8] != b"\0\0" and head[8:10] != b"\0\0":
        return GIF
    return type_of_brands(head) if head[4:8] == b"ftyp" else None


def type_of_brands(head: bytes) -> str | None:
    """HEIC, HEIF or AVIF. The major brand of a movie makes it one, whatever else it claims to be compatible with."""
    size = int.from_bytes(head[:4], "big")
    if not 16 <= size <= min(len(head), 512) or size % 4:
        return None
    major, compatible = head[8:12], {head[at : at + 4] for at in range(16, size, 4)}
    if major in HEIC_BRANDS:
        return HEIC
    if major in AVIF_BRANDS:
        return AVIF
    if major not in CONTAINER_BRANDS:
        return None
    if compatible & AVIF_BRANDS:
        return AVIF
    return HEIC if compatible & HEIC_BRANDS else HEIF


def is_document(head: bytes) -> bool:
    """Whether a browser or a reader of PDF would take it for one of theirs."""
    return b"%PDF-" in head[:PDF_BYTES] or MARKUP.search(head[:SNIFFED_BYTES]) is not None


def refusal_of(head: bytes) -> Refusal:
    """Why a file without a type of ours is refused: it is known to be something else, or nothing that is known."""
    other = is_document(head) or OTHERS.match(head) is not None or head[4:8] == b"ftyp"
    return Refusal.TYPE_NOT_ALLOWED if other else Refusal.NOT_A_PICTURE
