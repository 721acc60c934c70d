"""What the shop's template needs: the shelves with what was chosen, and the forms beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse

from accounts.models import User
from ticketing.answers import questions_for
from ticketing.catalogue import read_questions
from ticketing.forms import BuyerForm, QuestionsForm, WaitForm
from ticketing.storefront import Shelf, Storefront


@dataclass(frozen=True)
class ShopForms:
    """The forms of one rendering, and what was refused."""

    buyer: BuyerForm | None = None
    questions: QuestionsForm | None = None
    wait: WaitForm | None = None
    chosen: Mapping[UUID, int] = field(default_factory=dict)
    code: str = ""
    refusal: str = ""
    voucher_error: str = ""


class ShelfRow(NamedTuple):
    """A shelf and how many of it the buyer has chosen."""

    shelf: Shelf
    chosen: int


def forms_of(request: HttpRequest, front: Storefront, *, wait: WaitForm | None = None, **said: Any) -> ShopForms:
    """The forms that this storefront needs; `said` is what a buyer chose and was told."""
    buyer, questions = direct_forms(request, front) if front.direct and not front.voucher else (None, None)
    return ShopForms(buyer, questions, wait or wait_form(front), **said)


def direct_forms(request: HttpRequest, front: Storefront, **given: Any) -> tuple[BuyerForm, QuestionsForm]:
    """The form of a free registration. Two queries."""
    assert front.shop is not None
    assert front.direct is not None
    asked = questions_for(read_questions(front.event.pk), front.direct.item.category.pk)
    buyer = BuyerForm(given.get("data"), shop=front.shop, initial=known_of(request))
    return buyer, QuestionsForm(given.get("data"), given.get("files"), questions=asked, prefix="attendees-0")


def wait_form(front: Storefront, *, data: Mapping[str, Any] | None = None) -> WaitForm | None:
    """The waiting list's form, where there is a line to join."""
    categories = [shelf.item.category for shelf in front.waitable]
    return WaitForm(data, categories=categories, prefix="wait") if categories else None


def known_of(request: HttpRequest) -> dict[str, str]:
    """What a signed-in person need not type."""
    user = request.user
    return {"name": user.name, "email": user.email or ""} if isinstance(user, User) else {}


def shop_context(front: Storefront, forms: ShopForms) -> dict[str, Any]:
    slug = front.event.slug
    return {
        "front": front,
        "rows": [ShelfRow(shelf, forms.chosen.get(shelf.id, 0)) for shelf in front.shelves],
        "forms": forms,
        "is_direct": forms.buyer is not None,
        "choose_path": reverse("ticketing:choose", args=[slug]),
        "register_path": reverse("ticketing:register", args=[slug]),
        "wait_path": reverse("ticketing:wait", args=[slug]),
    }
