"""Questions from the audience."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.translation import gettext_lazy as _

from live_control.choices import QuestionState
from live_control.models.people import Participant
from live_control.querysets import AudienceQuestionQuerySet


class Question(models.Model):
    """`queue → shown → answering → answered`, or dismissed. `key` is the page's own, so that a retry asks once."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey("site_pages.SessionPage", on_delete=models.CASCADE, related_name="live_questions")
    participant = models.ForeignKey(
        Participant, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )
    key = models.UUIDField()
    text = models.CharField(max_length=500)
    # As it was when the question was asked; empty for an anonymous one.
    name = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.QUEUE)
    is_pinned = models.BooleanField(default=False)
    # As many as there are rows of QuestionVote; changed with them in one transaction.
    upvotes = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(default=clock.now)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AudienceQuestionQuerySet.as_manager()

    class Meta:
        ordering = ["-is_pinned", "-upvotes", "asked_at", "pk"]
        verbose_name = _("question")
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["session", "state"], name="question_state")]
        constraints = [
            models.UniqueConstraint(fields=["session", "key"], name="one_question_per_key"),
            models.UniqueConstraint(fields=["session"], condition=Q(state="answering"), name="one_question_at_a_time"),
        ]

    def __str__(self) -> str:
        return self.text


class QuestionVote(models.Model):
    """One person wants to hear the answer, too."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="question_votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["question", "participant"], name="one_upvote_per_person")]

    def __str__(self) -> str:
        return f"{self.question_id}"
