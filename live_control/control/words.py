"""The words of the control page's scripts, beside those of the room that it shows."""

from __future__ import annotations

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from live_control.choices import ActionState, PollType, RecordingState, RoomState, ShowResults
from live_control.control.form_words import form_words
from live_control.control.recording_words import recording_words
from live_control.words import Words, forms, overlay_words


def control_words() -> Words:
    """What those who run a session read."""
    parts = (_frame_words, _action_words, _question_words, _chat_words, _people_words, _session_words, form_words)
    words = overlay_words()
    for part in parts:
        words |= part()
    return words


def export_labels() -> list[tuple[str, str]]:
    """The kinds of exports (exports.py), in the order in which they are offered."""
    return [
        ("polls", _("Polls")),
        ("votes", _("Votes")),
        ("questions", _("Questions")),
        ("signups", _("Sign-ups")),
        ("attendance", _("Attendance")),
    ]


def _frame_words() -> Words:
    return {
        "panels": {
            "actions": _("On screen"),
            "questions": _("Questions"),
            "chat": _("Chat"),
            "people": _("People"),
            "session": _("Session"),
        },
        "states": {"waiting": _("Not begun"), "live": _("Live"), "ended": _("Ended")},
        "lines": {
            "connecting": _("Connecting…"),
            "open": _("Connected"),
            "broken": _("Connecting again…"),
            "closed": _("Not connected"),
        },
        "left": _("{time} left"),
        "begins_in": _("begins in {time}"),
        "no_entry": _("This session cannot be opened"),
        "try_again": _("Try again"),
        "not_published": _("The session is not published: nobody can join yet. What you prepare here is kept."),
        "not_open": _("The session has not begun. People may come in a little earlier and wait."),
        "ended": _("The session has ended. Exports and the recording stay here."),
        "byes": {
            "moved": _("You have opened this page elsewhere."),
            "ejected": _("Another organizer has put you out."),
            "access_ended": _("You do not run this session any more."),
            "ended": _("The session has ended."),
            "over": _("This page has been open for too long. Load it again."),
        },
        "reload": _("Load again"),
        "yes": _("Yes"),
        "more": _("More for {title}"),
        "undo": _("Undo"),
    } | _video_words()


def _video_words() -> Words:
    return {
        "sound": _("Sound"),
        "video_hide": _("Hide the video"),
        "video_show": _("Show the video"),
        "video_none": _("Nobody is on stage."),
        "video_failed": _("The video could not be shown here. The audience may still see it."),
        "watching": forms("{count} watching", "{count} watching"),
        "recording_now": _("Recording"),
    }


def _action_words() -> Words:
    return {
        "action_states": {state.value: capfirst(str(state.label)) for state in ActionState},
        "poll_types": {one.value: capfirst(str(one.label)) for one in PollType},
        "shows": {one.value: capfirst(str(one.label)) for one in ShowResults},
        "on_screen": _("On screen now"),
        "prepared": _("Prepared"),
        "archived": _("Put away"),
        "nothing_shown": _("Nothing is on screen."),
        "nothing_prepared": _("Nothing is prepared. Make a poll, an announcement, a download or a sign-up."),
        "nothing_archived": _("Nothing has been put away."),
        "new": _("New"),
        "open": _("Open"),
        "end": _("End"),
        "reopen": _("Open again"),
        "show_results": _("Show results"),
        "hide_results": _("Hide results"),
        "archive": _("Put away"),
        "copy": _("Copy"),
        "edit": _("Change"),
        "delete": _("Delete"),
        "pin": _("Pin"),
        "unpin": _("Unpin"),
        "up": _("Move up"),
        "down": _("Move down"),
        "seen_all": _("Attendees see the results now"),
        "seen_voters": _("Only those who have voted see the results"),
        "seen_none": _("Attendees do not see the results"),
        "seen_never": _("The results stay with you"),
        "answered": forms("{count} answer", "{count} answers"),
        "delete_sure": _("Delete “{title}”? It cannot be brought back."),
    }


def _question_words() -> Words:
    return {
        "queue": _("Waiting"),
        "queue_empty": _("No question is waiting."),
        "shown_questions": _("Shown to everybody"),
        "shown_empty": _("No question is shown."),
        "answered_questions": _("Answered"),
        "show": _("Show"),
        "dismiss_question": _("Dismiss"),
        "answer_now": _("Answer now"),
        "mark_answered": _("Answered"),
        "back_to_shown": _("Show again"),
        "more_waiting": _("{count} more are waiting."),
        "dismissed_questions": _("Dismissed"),
        "dismissed_empty": _("None has been dismissed."),
        "dismissed_more": _("These are the first {count}."),
        "put_back": _("Put back"),
    }


def _chat_words() -> Words:
    return {
        "remove": _("Remove"),
        "removed": _("Will be removed"),
        "remove_all": _("Clear the chat"),
        "remove_all_sure": _("Remove all messages for everybody?"),
        "pause": _("Slow mode"),
        "pauses": {"0": _("no pause"), "each": forms("{count} s between messages", "{count} s between messages")},
        "chat_on": _("Chat is on"),
        "mute": _("Mute"),
        "unmute": _("Unmute"),
        "muted": _("muted"),
    }


def _people_words() -> Words:
    return {
        "inside": forms("{count} inside", "{count} inside"),
        "inside_of": _("{used} of {limit} in the room"),
        "on_stage": _("On stage"),
        "stage_of": _("{used} of {limit} places"),
        "stage_empty": _("Nobody is on stage."),
        "invited": _("Invited"),
        "hands": _("Raised hands"),
        "hands_empty": _("No hand is raised."),
        "next_speaker": _("Next speaker"),
        "next_help": _("The guest on stage goes back, the first raised hand comes on."),
        "everybody": _("Everybody"),
        "search_people": _("Search by name"),
        "nobody_found": _("Nobody by that name."),
        "more_people": _("Show more"),
        "invite": _("Bring to stage"),
        "demote": _("Off stage"),
        "take_back": _("Withdraw"),
        "lower": _("Lower hand"),
        "eject": _("Put out"),
        "readmit": _("Let in again"),
        "is_out": _("put out"),
        "eject_sure": _("Put {name} out of the session? They cannot come back until you let them in again."),
        "roles": {
            "viewer": _("Viewer"),
            "participant": _("Participant"),
            "speaker": _("Speaker"),
            "organizer": _("Organizer"),
        },
    }


def _recording_words() -> Words:
    return {
        "recording": _("Recording"),
        "recording_states": {state.value: capfirst(str(state.label)) for state in RecordingState},
        "start_recording": _("Start recording"),
        "stop_recording": _("Stop recording"),
        "cannot_record": _("This browser cannot record. Open this page in another one to do it."),
        "recording_lost": _("The end of the recording could not be sent. What was sent before is kept."),
        "no_recording": _("Not recording."),
    } | recording_words()


def _session_words() -> Words:
    return {
        "switches": {
            "chat": _("Chat"),
            "reactions": _("Reactions"),
            "questions": _("Questions"),
            "hands": _("Raising hands"),
            "guests": _("New guests without an account"),
            "starts_recording": _("Recording starts by itself"),
        },
        "switch_group": _("What attendees may do"),
        **_recording_words(),
        "time": _("Time"),
        "ends_at": _("Ends at {time}"),
        "extend": forms("+{count} min", "+{count} min"),
        "end_session": _("End the session"),
        "end_sure": _("End the session for everybody, now?"),
        "health": _("Health"),
        "connection": _("Connection"),
        "room": _("Room"),
        "room_states": {state.value: capfirst(str(state.label)) for state in RoomState},
        "no_room": _("made when the session is published"),
        "room_failed": _("The room could not be made"),
        "retry_room": _("Try again"),
        "delivery": _("Delivery"),
        "delivered": _("{ms} ms from your click to the boards"),
        "not_measured": _("measured with your next action"),
        "watching_now": _("Watching"),
        "in_room": _("In the room"),
        "room_of": _("{used} of {limit}"),
        "stage": _("Stage"),
        "providers": {
            "embedded": _(
                "Browser to browser: up to 4 on stage and 12 in all. For more, use Daily or an outside stream."
            ),
            "daily": _("Daily"),
            "stream": _("Outside stream: any audience, nobody on stage."),
        },
    }
