"""Invoices and credit notes as PDF, drawn from what they said when they were written."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from payments.money import Money
from site_pages.printing.fonts import Style, draw, draw_right, lines_of
from ticketing.choices import InvoiceKind
from ticketing.documents.tickets import HEIGHT, LEFT, MM, RIGHT, WIDTH

if TYPE_CHECKING:
    from reportlab.pdfgen.canvas import Canvas

    from ticketing.models import Invoice

SMALL, BODY, STRONG = Style(9), Style(10.5), Style(10.5, is_bold=True)
TOTALS, RATE, NUMBER = RIGHT, 150 * MM, 118 * MM
LOWEST = 40 * MM


def invoice_pdf(invoice: Invoice) -> bytes:
    """The document on A4; long ones go on to further pages. `invoice` with its series."""
    from reportlab.pdfgen.canvas import Canvas  # slow to import

    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=1)
    canvas.setTitle(invoice.label)
    y = _draw_head(canvas, invoice)
    y = _draw_lines(canvas, invoice.content, y=y)
    _draw_sums(canvas, invoice, y=y)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _draw_head(canvas: Canvas, invoice: Invoice) -> float:
    content = invoice.content
    is_credit = invoice.kind == InvoiceKind.CREDIT_NOTE
    y = HEIGHT - 28 * MM
    for line in lines_of(content.get("seller", ""), BODY, width=80 * MM)[:8]:
        draw(canvas, line, at=(LEFT, y), style=BODY)
        y -= 14
    if content.get("seller_tax_id"):
        draw(canvas, content["seller_tax_id"], at=(LEFT, y), style=SMALL)
    facts = [
        (_("Number"), invoice.label),
        (_("Date"), f"{invoice.issued_at:%Y-%m-%d}"),
        (_("Order"), content.get("order", "")),
    ]
    y = HEIGHT - 28 * MM
    for label, value in facts:
        draw(canvas, label, at=(NUMBER, y), style=SMALL)
        draw_right(canvas, value, at=(RIGHT, y), style=BODY)
        y -= 15
    y = HEIGHT - 66 * MM
    draw(canvas, _("To"), at=(LEFT, y + 15), style=SMALL)
    for line in lines_of(content.get("buyer", ""), BODY, width=80 * MM)[:8]:
        draw(canvas, line, at=(LEFT, y), style=BODY)
        y -= 14
    if content.get("buyer_tax_id"):
        draw(canvas, content["buyer_tax_id"], at=(LEFT, y), style=SMALL)
    y = HEIGHT - 112 * MM
    draw(canvas, _("Credit note") if is_credit else _("Invoice"), at=(LEFT, y), style=Style(24, is_bold=True))
    for number, line in enumerate(lines_of(content.get("event", ""), BODY, width=RIGHT - LEFT)[:2]):
        draw(canvas, line, at=(LEFT, y - 20 - 14 * number), style=BODY)
    return y - 58


def _draw_lines(canvas: Canvas, content: dict[str, Any], *, y: float) -> float:
    currency = content["currency"]
    tax_name = content.get("tax_name") or _("Tax")
    draw(canvas, _("What"), at=(LEFT, y), style=SMALL)
    draw_right(canvas, tax_name, at=(RATE, y), style=SMALL)
    draw_right(canvas, _("Amount"), at=(TOTALS, y), style=SMALL)
    y -= 6
    canvas.line(LEFT, y, RIGHT, y)
    for line in content["lines"]:
        y -= 17
        if y < LOWEST:
            canvas.showPage()
            y = HEIGHT - 30 * MM
        name = f"{line['quantity']} × {line['name']}"
        for number, part in enumerate(lines_of(name, BODY, width=RATE - LEFT - 25 * MM)):
            y -= 14 if number else 0
            draw(canvas, part, at=(LEFT, y), style=BODY)
        draw_right(canvas, f"{line['tax_rate'] / 100:g} %", at=(RATE, y), style=BODY)
        draw_right(canvas, str(Money(line["total"], currency)), at=(TOTALS, y), style=BODY)
    y -= 8
    canvas.line(LEFT, y, RIGHT, y)
    return y


def _draw_sums(canvas: Canvas, invoice: Invoice, *, y: float) -> None:
    content = invoice.content
    total, tax = Money(content["total"], content["currency"]), Money(content["tax"], content["currency"])
    if y < LOWEST:
        canvas.showPage()
        y = HEIGHT - 30 * MM
    sums = [(_("Net"), total - tax, BODY), (content.get("tax_name") or _("Tax"), tax, BODY)] if tax else []
    for label, amount, style in [*sums, (_("Together"), total, STRONG)]:
        y -= 18
        draw_right(canvas, label, at=(RATE, y), style=style)
        draw_right(canvas, str(amount), at=(TOTALS, y), style=style)
    if invoice.kind == InvoiceKind.INVOICE:
        draw(canvas, _("Paid."), at=(LEFT, y), style=BODY)
