"""Pictures as guests' telephones make them, and as attackers do; all made here, none is a file of this repository."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pillow_heif
from PIL import ExifTags, Image

from gallery.pictures.colour import display_p3
from gallery.pictures.signatures import AVIF, GIF, HEIC, JPEG, PNG, WEBP

pillow_heif.register_heif_opener()

RED, GREEN, BLUE, YELLOW = (200, 30, 30), (30, 180, 30), (30, 30, 200), (220, 200, 40)
# Each corner another colour, wider than high: no turn and no mirror leaves it as it is.
CORNERS = (RED, GREEN, BLUE, YELLOW)
SIZE = (96, 64)

# What must be nowhere in a cleaned file: device, place, people, words.
PLANTED = (
    "PlantedMake", "PlantedModel", "PlantedSerial", "PlantedLens", "PlantedArtist", "PlantedComment", "PlantedXmp",
    "PlantedCity", "PlantedMaker",
)  # fmt: skip
GPS = (51.0, 28.0, 38.0)
LATITUDE = struct.pack(">6I", 51, 1, 28, 1, 38, 1)
XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:Description dc:creator="PlantedXmp"/></x:xmpmeta>'

ENCODING = {
    JPEG: {"format": "JPEG", "quality": 95, "subsampling": 0},
    PNG: {"format": "PNG"},
    WEBP: {"format": "WEBP", "quality": 95},
    HEIC: {"format": "HEIF", "quality": 95, "chroma": 444},
    AVIF: {"format": "AVIF", "quality": 95, "speed": 10, "subsampling": "4:4:4"},
    GIF: {"format": "GIF"},
}
WITH_EXIF = (JPEG, PNG, WEBP, HEIC, AVIF)


def corners(size: tuple[int, int] = SIZE) -> Image.Image:
    """A picture of four fields, in the order of CORNERS from the upper left, row by row."""
    image = Image.new("RGB", (2, 2))
    image.putdata(CORNERS)
    return image.resize(size, Image.Resampling.NEAREST)


# How a camera held so stores a picture that is upright: the inverse of what viewers do with each orientation.
TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def stored_as(orientation: int) -> Image.Image:
    """The picture of `corners` as a file of this orientation holds it."""
    turn = TURNED.get(orientation)
    return corners() if turn is None else corners().transpose(turn)


def colours_of(image: Image.Image) -> tuple[tuple[int, int, int], ...]:
    """The middle of each field, in that order."""
    width, height = image.size
    places = [(width * x // 4, height * y // 4) for y in (1, 3) for x in (1, 3)]
    return tuple(image.convert("RGB").getpixel(place) for place in places)


def encoded(image: Image.Image, kind: str, **more: object) -> bytes:
    """As a file of this kind; `more` goes to the encoder."""
    fields = more.get("exif")
    if isinstance(fields, Image.Exif):
        more["exif"] = fields.tobytes()  # pillow-heif finds the orientation in nothing else
    file = BytesIO()
    image.save(file, **ENCODING[kind] | more)
    return file.getvalue()


def picture(kind: str = JPEG, **more: object) -> bytes:
    return encoded(corners(), kind, **more)


def decoded(data: bytes) -> Image.Image:
    image = Image.open(BytesIO(data))
    image.load()
    return image


def exif(
    *, orientation: int = 1, taken: str = "2026:11:20 18:30:05", offset: str = "", fraction: str = ""
) -> Image.Exif:
    """What a telephone writes: device, place, time."""
    fields = Image.Exif()
    fields[ExifTags.Base.Make] = "PlantedMake"
    fields[ExifTags.Base.Model] = "PlantedModel"
    fields[ExifTags.Base.Artist] = "PlantedArtist"
    fields[ExifTags.Base.Orientation] = orientation
    inner = fields.get_ifd(ExifTags.IFD.Exif)
    inner[ExifTags.Base.DateTimeOriginal] = taken
    inner[ExifTags.Base.BodySerialNumber] = "PlantedSerial"
    inner[ExifTags.Base.LensModel] = "PlantedLens"
    inner[ExifTags.Base.MakerNote] = b"PlantedMaker" * 20
    if offset:
        inner[ExifTags.Base.OffsetTimeOriginal] = offset
    if fraction:
        inner[ExifTags.Base.SubsecTimeOriginal] = fraction
    place = fields.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = GPS
    return fields


def telling(kind: str, *, orientation: int = 1) -> bytes:
    """A picture of this kind that tells all that its format has room for."""
    if kind == GIF:
        return telling_gif()
    fields = exif(orientation=orientation)
    if kind == PNG:
        return telling_png(fields)
    more: dict[str, object] = {"exif": fields, "xmp": XMP, "icc_profile": display_p3()}
    if kind == JPEG:
        more["comment"] = b"PlantedComment"
    data = picture(kind, **more)
    return telling_jpeg(data) if kind == JPEG else data


def telling_jpeg(data: bytes) -> bytes:
    """With the press's segment, a maker's own, a second picture, and what makers append."""
    second = picture(JPEG, exif=exif())
    told = segment(0xED, b"Photoshop 3.0\x008BIM\x04\x04\0\0\0\0\0\x10\x1c\x02\x5a\0\x0bPlantedCity")
    told += segment(0xE4, b"PlantedSerial") + segment(0xE2, b"PlantedMake") + b"PlantedComment"
    return data[:2] + told + data[2:] + second + b"SEFH PlantedModel" + film()


def telling_png(fields: Image.Exif) -> bytes:
    data = picture(PNG, exif=fields, icc_profile=display_p3())
    told = chunk(b"tEXt", b"Comment\0PlantedComment") + chunk(b"zTXt", b"Artist\0\0" + zlib.compress(b"PlantedArtist"))
    told += chunk(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0" + XMP) + chunk(b"prIv", b"PlantedSerial")
    return data[:33] + told + data[33:] + b"PlantedMake behind the end"


def telling_gif() -> bytes:
    data = picture(GIF, comment=b"PlantedComment")
    trailer = b"\x01" + bytes(range(255, -1, -1)) + b"\0"
    added = b"!\xff\x0bXMP DataXMP" + XMP + trailer
    added += b"!\xff\x0bPLANTEDxxxx" + blocks(b"PlantedSerial") + b"!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0"
    added += b"!\x01\x0c" + bytes(12) + blocks(b"PlantedCity")
    return data[:-1] + added + b";PlantedMake behind the end"


def blocks(content: bytes) -> bytes:
    return bytes([len(content)]) + content + b"\0"


def segment(marker: int, content: bytes) -> bytes:
    """Of a JPEG."""
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content


def chunk(name: bytes, content: bytes) -> bytes:
    """Of a PNG."""
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def box(name: bytes, content: bytes) -> bytes:
    """Of an ISO file."""
    return struct.pack(">I", len(content) + 8) + name + content


def with_second_picture() -> bytes:
    """A JPEG behind which another lies, with EXIF of its own (MPF), as telephones keep depths and brightness."""
    return picture(JPEG, format="MPO", save_all=True, append_images=[corners()], exif=exif())


def film() -> bytes:
    """The beginning of a film, as motion photos carry it."""
    return box(b"ftyp", b"mp42\0\0\0\0isommp42") + box(b"udta", b"PlantedCity")


def animated(kind: str) -> bytes:
    """Two frames; the first is that of `corners`."""
    return picture(kind, save_all=True, append_images=[Image.new("RGB", SIZE, "white")])


def plain_png(width: int, height: int) -> bytes:
    """All there, and small: every row is black."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows, some = zlib.compressobj(1), bytes(1 + 3 * width)
    body = b"".join(rows.compress(some) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def scan_bomb(scans: int = 2000) -> bytes:
    """A progressive JPEG whose last scan, a few bytes, comes again and again: each is another walk over the picture."""
    data = encoded(Image.new("RGB", (3000, 2000), RED), JPEG, progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * scans + b"\xff\xd9"


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of a few kilobytes that is gigabytes when decoded."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compressobj(9)
    body = rows.compress(bytes(1_000_000)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
