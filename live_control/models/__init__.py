"""Rooms and boards, people, what is put on screen and what is answered, questions, recordings."""

from live_control.models.actions import LiveAction, PollOption, SignupAnswer, Vote
from live_control.models.people import Participant
from live_control.models.questions import Question, QuestionVote
from live_control.models.recordings import MediaEvent, Recording, RecordingWish
from live_control.models.rooms import LiveBoard, LiveRoom

__all__ = [
    "LiveAction",
    "LiveBoard",
    "LiveRoom",
    "MediaEvent",
    "Participant",
    "PollOption",
    "Question",
    "QuestionVote",
    "Recording",
    "RecordingWish",
    "SignupAnswer",
    "Vote",
]
