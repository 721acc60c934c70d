"""The typed shapes of body blocks: one for each kind of site_pages/blocks.py, told apart by `type`."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field


class Exact(Schema):
    model_config = ConfigDict(extra="forbid")


class ImageJson(Exact):
    """Ready for `<img>`."""

    src: str
    srcset: str
    width: int
    height: int
    alt: str
    credit: str


class SpeakerCard(Exact):
    id: UUID
    slug: str
    name: str
    headline: str
    organization: str
    photo: ImageJson | None


class PageLink(Exact):
    title: str
    url: str


class DocumentLink(Exact):
    title: str
    url: str
    filename: str
    size: int | None


class HeadingValue(Exact):
    text: str


class FigureValue(Exact):
    image: ImageJson | None
    caption: str
    width: Literal["text", "wide", ""]


class GalleryValue(Exact):
    images: list[ImageJson | None]


class QuoteValue(Exact):
    text: str
    name: str
    role: str


class TitleAndText(Exact):
    title: str
    text: str


class FeaturesValue(Exact):
    items: list[TitleAndText]


class Number(Exact):
    number: str
    label: str


class NumbersValue(Exact):
    items: list[Number]


class LinkTarget(Exact):
    label: str
    page: PageLink | None
    url: str


class CallToActionValue(Exact):
    title: str
    text: str
    link: LinkTarget


class SpeakersValue(Exact):
    title: str
    speakers: list[SpeakerCard | None]


class AccordionValue(Exact):
    items: list[TitleAndText] = Field(description="`text` is HTML")


class VideoValue(Exact):
    url: str
    provider: str | None
    player_url: str | None


class TableValue(Exact):
    caption: str
    first_row_is_header: bool
    first_column_is_header: bool
    rows: list[list[str]]


class DownloadValue(Exact):
    document: DocumentLink | None
    label: str


class BlockBase(Exact):
    id: str


class HeadingBlock(BlockBase):
    type: Literal["heading"]
    value: HeadingValue


class TextBlock(BlockBase):
    type: Literal["text"]
    value: str = Field(description="HTML")


class FigureBlock(BlockBase):
    type: Literal["figure"]
    value: FigureValue


class GalleryBlock(BlockBase):
    type: Literal["gallery"]
    value: GalleryValue


class QuoteBlock(BlockBase):
    type: Literal["quote"]
    value: QuoteValue


class FeaturesBlock(BlockBase):
    type: Literal["features"]
    value: FeaturesValue


class NumbersBlock(BlockBase):
    type: Literal["numbers"]
    value: NumbersValue


class CallToActionBlock(BlockBase):
    type: Literal["call_to_action"]
    value: CallToActionValue


class SpeakersBlock(BlockBase):
    type: Literal["speakers"]
    value: SpeakersValue


class AccordionBlock(BlockBase):
    type: Literal["accordion"]
    value: AccordionValue


class VideoBlock(BlockBase):
    type: Literal["video"]
    value: VideoValue


class TableBlock(BlockBase):
    type: Literal["table"]
    value: TableValue


class DownloadBlock(BlockBase):
    type: Literal["download"]
    value: DownloadValue


Block = Annotated[
    HeadingBlock
    | TextBlock
    | FigureBlock
    | GalleryBlock
    | QuoteBlock
    | FeaturesBlock
    | NumbersBlock
    | CallToActionBlock
    | SpeakersBlock
    | AccordionBlock
    | VideoBlock
    | TableBlock
    | DownloadBlock,
    Field(discriminator="type"),
]
