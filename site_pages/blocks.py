"""StreamField blocks for landing pages and sessions. Each has a description and a preview for the picker."""

from threading import RLock
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

RICH_TEXT_FEATURES = ["h3", "h4", "bold", "italic", "link", "document-link", "ol", "ul", "hr", "code"]


class HeadingBlock(blocks.StructBlock):
    """A section heading that can be linked to."""

    text = blocks.CharBlock(label=_("text"), max_length=160)

    class Meta:
        icon = "title"
        label = _("Heading")
        description = _("Starts a new section; the reader can link to it")
        template = "site_pages/blocks/heading.html"
        preview_value: ClassVar[dict[str, object]] = {"text": "What to expect"}


class FigureBlock(blocks.StructBlock):
    """An image with a caption."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, max_length=250)
    width = blocks.ChoiceBlock(
        label=_("width"), choices=[("text", _("as the text")), ("wide", _("wide"))], default="text"
    )

    class Meta:
        icon = "image"
        label = _("Image")
        description = _("One image with a description and a caption")
        template = "site_pages/blocks/figure.html"


class GalleryBlock(blocks.StructBlock):
    """Several images side by side."""

    images = blocks.ListBlock(ImageBlock(), min_num=2, max_num=12, label=_("images"))

    class Meta:
        icon = "image"
        label = _("Image gallery")
        description = _("Two to twelve images in a grid")
        template = "site_pages/blocks/gallery.html"


class QuoteBlock(blocks.StructBlock):
    """Words of somebody."""

    text = blocks.TextBlock(label=_("quote"), max_length=600)
    name = blocks.CharBlock(label=_("who said it"), required=False, max_length=120)
    role = blocks.CharBlock(label=_("what they do"), required=False, max_length=160)

    class Meta:
        icon = "openquote"
        label = _("Quote")
        description = _("A sentence worth setting large, and who said it")
        template = "site_pages/blocks/quote.html"
        preview_value: ClassVar[dict[str, object]] = {
            "text": "The best corridor conversations I had all year.",
            "name": "Amara Okafor",
            "role": "City librarian",
        }


class LinkTargetBlock(blocks.StructBlock):
    """A page of this site or any address; exactly one."""

    label = blocks.CharBlock(label=_("label"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.URLBlock(label=_("or an address"), required=False)

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Refuse none or both targets, beside the field where it was made."""
        cleaned = super().clean(value)
        if bool(cleaned["page"]) == bool(cleaned["url"]):
            message = _("Give a page or an address, not both.") if cleaned["page"] else _("Give a page or an address.")
            raise blocks.StructBlockValidationError(block_errors={"url": blocks.struct_block.ValidationError(message)})
        return cleaned


class CallToActionBlock(blocks.StructBlock):
    """A panel that asks for one thing."""

    title = blocks.CharBlock(label=_("title"), max_length=120)
    text = blocks.TextBlock(label=_("text"), required=False, max_length=400)
    link = LinkTargetBlock(label=_("button"))

    class Meta:
        icon = "pick"
        label = _("Call to action")
        description = _("A panel with one button")
        template = "site_pages/blocks/call_to_action.html"


class FeatureBlock(blocks.StructBlock):
    """One point of a list of reasons."""

    title = blocks.CharBlock(label=_("title"), max_length=80)
    text = blocks.TextBlock(label=_("text"), max_length=300)


class FeaturesBlock(blocks.StructBlock):
    """Two to six short points."""

    items = blocks.ListBlock(FeatureBlock(), min_num=2, max_num=6, label=_("points"))

    class Meta:
        icon = "list-ul"
        label = _("Highlights")
        description = _("Two to six short points side by side")
        template = "site_pages/blocks/features.html"
        preview_value: ClassVar[dict[str, object]] = {
            "items": [
                {"title": "Three days", "text": "Talks in the morning, workshops in the afternoon."},
                {"title": "Two rooms and a stream", "text": "Join in the hall or from your desk."},
                {"title": "Made by volunteers", "text": "Every surplus goes into next year's grants."},
            ]
        }


class FigureNumberBlock(blocks.StructBlock):
    """A number and what it counts."""

    number = blocks.CharBlock(label=_("number"), max_length=20)
    label = blocks.CharBlock(label=_("what it counts"), max_length=60)


class NumbersBlock(blocks.StructBlock):
    """A row of numbers."""

    items = blocks.ListBlock(FigureNumberBlock(), min_num=2, max_num=5, label=_("numbers"))

    class Meta:
        icon = "order"
        label = _("Numbers")
        description = _("Two to five large numbers in a row")
        template = "site_pages/blocks/numbers.html"
        preview_value: ClassVar[dict[str, object]] = {
            "items": [{"number": "36", "label": "sessions"}, {"number": "26", "label": "speakers"}]
        }


class SpeakersBlock(blocks.StructBlock):
    """Chosen people."""

    title = blocks.CharBlock(label=_("title"), required=False, max_length=120)
    speakers = blocks.ListBlock(SnippetChooserBlock("site_pages.Speaker"), min_num=1, max_num=12, label=_("speakers"))

    class Meta:
        icon = "group"
        label = _("Speakers")
        description = _("Portraits of people you choose")
        template = "site_pages/blocks/speakers.html"


class AccordionItemBlock(blocks.StructBlock):
    """A title that opens its text."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    text = blocks.RichTextBlock(label=_("text"), features=["bold", "italic", "link", "ol", "ul"])


class AccordionBlock(blocks.StructBlock):
    """Titles that open."""

    items = blocks.ListBlock(AccordionItemBlock(), min_num=1, label=_("items"))

    class Meta:
        icon = "collapse-down"
        label = _("Foldable texts")
        description = _("Titles that open to show more, for practical details")
        template = "site_pages/blocks/accordion.html"


class DownloadBlock(blocks.StructBlock):
    """A file to take away."""

    document = DocumentChooserBlock(label=_("document"))
    label = blocks.CharBlock(label=_("label"), required=False, max_length=120)

    class Meta:
        icon = "download"
        label = _("Download")
        description = _("A document with its size")
        template = "site_pages/blocks/download.html"


BODY_BLOCKS = [
    ("heading", HeadingBlock()),
    (
        "text",
        blocks.RichTextBlock(
            features=RICH_TEXT_FEATURES,
            icon="pilcrow",
            label=_("Text"),
            description=_("Paragraphs, lists and links"),
            template="site_pages/blocks/text.html",
            preview_value="<p>Doors open at <b>nine</b>. Coffee is ready, and so are the <i>badges</i>.</p>",
        ),
    ),
    ("figure", FigureBlock()),
    ("gallery", GalleryBlock()),
    ("quote", QuoteBlock()),
    ("features", FeaturesBlock()),
    ("numbers", NumbersBlock()),
    ("call_to_action", CallToActionBlock()),
    ("speakers", SpeakersBlock()),
    ("accordion", AccordionBlock()),
    (
        "video",
        EmbedBlock(
            icon="media",
            label=_("Video"),
            description=_("A video from YouTube or Vimeo, by its address"),
            template="site_pages/blocks/video.html",
            max_width=1200,
        ),
    ),
    (
        "table",
        TableBlock(
            icon="table",
            label=_("Table"),
            description=_("Rows and columns, such as travel times or prices"),
            template="site_pages/blocks/table.html",
        ),
    ),
    ("download", DownloadBlock()),
]

# All bodies share these blocks.
VALIDATING = RLock()


class BodyBlock(blocks.StreamBlock):
    """A page's body, validated by one thread at a time.

    For a draft Wagtail lets the blocks themselves require less for a moment. All threads have the same blocks: another
    page would be published with less as well, or a block would forget for good that it is required.
    """

    def clean(self, value: Any) -> Any:
        with VALIDATING:
            return super().clean(value)

    def clean_deferred(self, value: Any) -> Any:
        with VALIDATING:
            return super().clean_deferred(value)
