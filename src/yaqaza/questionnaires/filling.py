"""What a browser needs to fill in a version: where the form and its files are, where answers go, and the words of the page.

The filler (``filler/``) takes all of it as one object, so that a page that holds the same in its own store needs no network.
"""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from yaqaza.accounts.models import User
from yaqaza.core.crypto import blind_index
from yaqaza.questionnaires import entities, outlines
from yaqaza.questionnaires.models import Submission, Version
from yaqaza.questionnaires.states import Stage

ENGINE = "vendor/filling/engine.js"
FILLER = "vendor/filling/filler.js"


def vault(user: User) -> str:
    """Return the key of a user's drafts: browsers keep them encrypted and hold the key only while the user is signed in."""
    return blind_index("drafts of answers", str(user.uuid))


def of(version: Version, user: User, *, corrects: Submission | None = None) -> dict[str, Any]:
    """Return all that a page must know to fill in ``version``; with ``corrects`` it opens those answers again."""
    files = {
        row.name: reverse("questionnaires:filling_media", args=[version.uuid, row.pk]) for row in version.media.all()
    }
    for name in entities.wanted(version.wanted):
        files[name] = reverse("questionnaires:filling_list", args=[version.uuid, name])
    told: dict[str, Any] = {
        "version": str(version.uuid),
        "title": version.title,
        "form": reverse("questionnaires:filling_form", args=[version.uuid]),
        "media": files,
        "languages": {name: outlines.code(name) for name in version.outline.get("languages", [])},
        "offered": version.questionnaire.stage == Stage.PUBLISHED,
        "door": reverse("questionnaires:filling_door"),
        "here": reverse("questionnaires:filling", args=[version.uuid]),
        "vault": vault(user),
        "username": user.get_username(),
        "engine": static(ENGINE),
        "icons": static("vendor/icons.svg"),
    }
    if corrects is not None:
        told["corrects"] = {
            "instance": corrects.instance_id,
            "xml": reverse("questionnaires:submission_xml", args=[corrects.uuid]),
            "files": {
                row.name: reverse("questionnaires:attachment", args=[row.uuid])
                for row in corrects.attachments.exclude(file="")
            },
        }
    return told


def words() -> dict[str, str]:
    """Return the words of the filler in the reader's language; what stands in braces is filled in by the page."""
    return {
        # moving about
        "next": _("Next"),
        "back": _("Back"),
        "screen": _("Screen {n} of {all}"),
        "screens": _("Screens"),
        "one_page": _("All on one page"),
        "by_screen": _("Screen by screen"),
        "options": _("Language, layout, print"),
        "language": _("Language of the form"),
        "print": _("Print"),
        "optional_part": _("Questions"),
        "loading": _("The form is being opened…"),
        # what is asked
        "required": _("required"),
        "more_hint": _("More about this question"),
        "nothing_chosen": _("No answer"),
        "search": _("Search"),
        "more_choices": _("{n} more: write to find them."),
        "clear": _("Clear the answer"),
        "confirmed": _("Read and confirmed"),
        "day": _("Day"),
        "clock": _("Time of day"),
        "month_hint": _("Month and year, for example 03/2026"),
        "year_hint": _("Year, for example 2026"),
        "day_hint": _("Day, month and year, for example 09/03/2026"),
        "clock_hint": _("Hours and minutes, for example 14:30"),
        "up": _("Move up"),
        "down": _("Move down"),
        "in_order": _("Put these in order, the first on top."),
        "keep_order": _("This is the order"),
        # repeats
        "add": _("Add: {name}"),
        "remove": _("Remove"),
        "remove_ask": _("Remove this part with its answers?"),
        # places
        "take_position": _("Take the position"),
        "taking": _("Looking for the position: ±{n} m so far"),
        "taking_first": _("Looking for the position…"),
        "keep_position": _("Keep this one"),
        "accuracy": _("accurate to {n} m"),
        "no_position": _("The position is not available: {why} It can be written by hand."),
        "position_refused": _("the browser was not allowed to tell it."),
        "position_none": _("no signal."),
        "by_hand": _("By hand"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "use_point": _("Use this point"),
        "add_point": _("Add a point by hand"),
        "add_here": _("Add where I stand"),
        "remove_point": _("Remove point {n}"),
        "points_trace": _("A line needs two points at least."),
        "points_shape": _("An area needs three points at least; it is closed by itself."),
        # files
        "choose_image": _("Take or choose a picture"),
        "choose_audio": _("Choose a recording"),
        "choose_video": _("Film or choose a film"),
        "choose_file": _("Choose a file"),
        "record": pgettext("sound", "Record"),
        "stop": _("Stop recording"),
        "record_refused": _("The microphone is not available. Choose a recording."),
        "draw": _("Draw with a finger or the mouse; without them choose a picture instead."),
        "sign": _("Sign with a finger or the mouse; without them choose a picture instead."),
        "drawing": _("Drawing area"),
        "keep_drawing": _("Keep the drawing"),
        "keep_signature": _("Keep the signature"),
        "wipe": _("Begin again"),
        "kept_file": _("Attached: {name} ({size})"),
        "fetching_file": _("The file is being fetched…"),
        "lost_file": _("The file could not be fetched."),
        "try_again": _("Try again"),
        "too_heavy": _("This file is heavier than {size}: it cannot be sent."),
        "scan": _("Scan"),
        "scan_stop": _("Stop scanning"),
        "scan_refused": _("The camera is not available. Write the code."),
        # what is wrong
        "is_required": _("An answer is needed here."),
        "is_wrong": _("This answer does not fit."),
        "not_int": _("Write a whole number, for example 4."),
        "not_decimal": _("Write a number, for example 4.5."),
        "not_day": _("Write a day that exists, for example 09/03/2026."),
        "not_month": _("Write month and year, for example 03/2026."),
        "not_year": _("Write a year, for example 2026."),
        "not_clock": _("Write hours and minutes, for example 14:30."),
        "not_point": _("Write degrees: latitude from -90 to 90, longitude from -180 to 180."),
        "faults": _("Before it can be sent, these want an answer or another one:"),
        # drafts
        "drafts": pgettext("of answers", "Drafts"),
        "continue": _("Continue"),
        "delete": _("Delete"),
        "delete_ask": _("Delete this draft? Its answers are nowhere else."),
        "new": _("Fill in a new one"),
        "begun": _("from {at}"),
        "unsent": _("To be sent"),
        "unreadable": _("This draft cannot be opened in this version of the form."),
        "kept": _("Kept in this browser at {at}"),
        "kept_how": _(
            "What you write is kept in this browser, encrypted: only you open it, while you are signed in. "
            "On a computer that others use, send it or delete it before you leave."
        ),
        "not_kept": _(
            "This browser keeps no draft here (it does so over https only): send before you leave this page."
        ),
        "not_offered": _("This questionnaire is not filled in any more. What was begun can still be sent."),
        "correcting": _("You correct answers that were sent. The first wording stays beside the new one."),
        # sending
        "send": _("Send"),
        "sending": _("Being sent: {n} of {all}"),
        "sent": _("Received, {at}."),
        "sent_more": _("The draft is no longer in this browser."),
        "see": _("See the answers"),
        "another": _("Fill in another one"),
        "to_list": _("To the questionnaires"),
        "offline": _(
            "Not sent: there is no network. It is kept in this browser and sent when the network is back, while this page is open."
        ),
        "signed_out": _(
            "Not sent: you are signed out. Sign in again in another tab, then send; what you wrote is kept."
        ),
        "broken": _("Not sent: the server did not answer as it should. What you wrote is kept; send it again later."),
        "refused": _("Not taken: {why} What you wrote is kept."),
        "cannot_open": _("This form cannot be opened in the browser. Fill it in with ODK Collect."),
    }
