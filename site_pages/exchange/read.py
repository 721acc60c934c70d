"""One door for both formats: the bytes of a file to a schedule."""

from site_pages.exchange.document import ScheduleDocument
from site_pages.exchange.errors import refuse
from site_pages.exchange.interpret import interpret
from site_pages.exchange.read_json import read_json
from site_pages.exchange.read_xml import read_xml

MAX_BYTES = 50_000_000
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def read_schedule(data: bytes) -> ScheduleDocument:
    """The schedule in a file's bytes, in either format, told apart by the first character.

    Raises `ScheduleRefused` with every place and reason when it cannot be understood, and nothing else.
    """
    if len(data) > MAX_BYTES:
        raise refuse("file", f"larger than {MAX_BYTES // 1_000_000} MB")
    try:
        return interpret(read_xml(data) if looks_like_xml(data) else read_json(data))
    except (RecursionError, MemoryError) as error:
        raise refuse("file", "too large or nested too deeply") from error


def looks_like_xml(data: bytes) -> bool:
    """Whether the first character, after byte order marks and blanks, opens a tag."""
    head = data[:200]
    for mark in BYTE_ORDER_MARKS:
        head = head.removeprefix(mark)
    return head.replace(b"\x00", b"").lstrip().startswith(b"<")
