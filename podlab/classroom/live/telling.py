"""A class in the words of its messages: what a learner's page and a dashboard are told.

Pure functions of ``ClassFacts``.  Shapes are those of ``workbench.class_protocol`` and
``classroom.shapes``.  Not here: the grid's rows (``classroom.rows``).
"""

import shlex
from typing import Any

from podlab.classroom.live.facts import ClassFacts
from podlab.classroom.models import Assignment, Look, Membership, Notice, Proposal
from podlab.classroom.moment import in_ms

Message = dict[str, Any]

LESSON_TITLES = dict[str, dict[str, str]]


def learner_room(facts: ClassFacts, me: Membership, titles: LESSON_TITLES, lang: str) -> Message:
    """``ClassRoom``: a class as one of its members sees it."""
    room = facts.room
    mine = [one for one in facts.assignments if one.group_id in (None, me.group_id)]
    return {
        "id": str(room.id),
        "name": room.name,
        "me": me.name,
        "role": me.role,
        "hand": me.hand is not None,
        "hold": room.hold,
        "speed": room.hold_speed,
        "consent": room.consent,
        "watchers": facts.watchers,
        "exercises": [_exercise(one, titles, lang) for one in mine if one.handed_out],
        "looks": [_look(look) for look in facts.open_looks(me.id)],
        "proposals": [_proposal(one) for one in facts.proposals.get(me.id, ())],
        "notices": [
            _notice(one)
            for one in facts.notices
            if one.id > me.seen_notice and one.group_id in (None, me.group_id)
        ],
    }


def _exercise(one: Assignment, titles: LESSON_TITLES, lang: str) -> Message:
    return {
        "id": one.id,
        "lesson": one.lesson,
        "kind": one.kind,
        "title": titles.get(one.lesson, {}).get(lang, one.lesson),
        "handedOut": in_ms(one.handed_out),
        "due": in_ms(one.due),
        "over": one.collected is not None,
    }


def _look(look: Look) -> Message:
    return {
        "id": look.id,
        "by": look.by_name,
        "kind": look.kind,
        "state": look.state,
        "asked": in_ms(look.asked),
        "ended": in_ms(look.ended),
    }


def _proposal(one: Proposal) -> Message:
    return {
        "id": one.id,
        "by": one.by_name,
        "kind": one.kind,
        "text": one.text,
        "steps": [step_text(command) for command in one.commands],
        "state": one.state,
        "sent": in_ms(one.sent),
    }


def step_text(command: Message) -> str:
    """A command that a learner may let in, as they read it before: nothing of it is left out."""
    if command.get("do") == "file.write":
        return f"cat > {shlex.quote(command['path'])} <<'EOF'\n{command['text']}\nEOF"
    return shlex.join(map(str, command.get("argv", ())))


def _notice(one: Notice) -> Message:
    return {
        "id": one.id,
        "by": one.sender.name if one.sender else "",
        "kind": one.kind,
        "text": one.text,
        "sent": in_ms(one.sent),
    }


def class_shown(facts: ClassFacts, titles: LESSON_TITLES, lang: str) -> Message:
    """``class`` of the dashboard: settings and exercises."""
    room = facts.room
    return {
        "t": "class",
        "settings": {
            "id": str(room.id),
            "name": room.name,
            "code": room.code,
            "link": f"/join/{room.code}",
            "open": room.open,
            "consent": room.consent,
            "stuckSeconds": room.stuck_seconds,
            "hold": room.hold,
            "speed": room.hold_speed,
            "groups": [{"id": group.id, "name": group.name} for group in facts.groups],
        },
        "exercises": [
            {
                "id": one.id,
                "lesson": one.lesson,
                "kind": one.kind,
                "title": titles.get(one.lesson, {}).get(lang, one.lesson),
                "group": one.group_id or 0,
                "opens": in_ms(one.opens),
                "due": in_ms(one.due),
                "minutes": one.minutes,
                "handedOut": in_ms(one.handed_out),
                "collected": in_ms(one.collected),
            }
            for one in facts.assignments
        ],
    }


def has_collected(before: list[Message], after: list[Message], name: str) -> bool:
    """Whether, between two tellings of a learner's rooms, an exam of theirs was collected."""
    running = {
        (room["id"], one["id"]) for room in before for one in room["exercises"] if not one["over"]
    }
    return any(
        one["over"] and one["kind"] == "exam" and one["lesson"] == name
        for room in after
        for one in room["exercises"]
        if (room["id"], one["id"]) in running
    )


def look_row(look: Look) -> Message:
    """``LookRow``: a look, for who looks."""
    page = "look" if look.kind == "view" else "copy"
    return {
        "id": look.id,
        "by": look.by_id or 0,
        "kind": look.kind,
        "state": look.state,
        "url": f"/class/{page}/{look.id}" if look.state == "allowed" else "",
    }
