"""The words of the field app's screens, as catalogues have them; what stands in braces is filled in by the app."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from yaqaza.alerts.states import Need, Urgency
from yaqaza.cases.states import CaseStatus
from yaqaza.field.states import Danger, Given, Housing, MissionStatus, Outcome, Purpose, RoundStatus
from yaqaza.mobile import words
from yaqaza.people.models import Sex

FORMS = {"zero": 0, "one": 1, "two": 2, "few": 3, "many": 11, "other": 100}
"""A number of each kind that Arabic counts in (CLDR); French and English know "one" and "other" only."""


def choices() -> dict[str, Any]:
    """Return the lists that are chosen from, code and words, in their order."""
    lists = {
        "purpose": Purpose, "urgency": Urgency, "status": MissionStatus, "outcome": Outcome, "danger": Danger, "need": Need,
        "housing": Housing, "sex": Sex, "given": Given, "round": RoundStatus,
        "case": CaseStatus,
    }  # fmt: skip
    told = {name: [[str(value), str(label)] for value, label in values.choices] for name, values in lists.items()}
    return told | {"kind": [[kind, str(label)] for kind, label in words.KINDS.items()]}


def counted() -> dict[str, dict[str, str]]:
    """Return the sentences that count, by the form that each number takes."""
    told = {
        "missions": lambda n: ngettext("{n} mission", "{n} missions", n),
        "ended": lambda n: ngettext("{n} ended", "{n} ended", n),
        "kept_here": lambda n: ngettext(
            "{n} act is safe in this phone, not sent yet.", "{n} acts are safe in this phone, not sent yet.", n
        ),
        "acts": lambda n: ngettext("{n} act", "{n} acts", n),
        "drafts": lambda n: ngettext("{n} form begun", "{n} forms begun", n),
        "records": lambda n: ngettext("{n} record", "{n} records", n),
        "files": lambda n: ngettext("{n} file", "{n} files", n),
        "found": lambda n: ngettext("{n} person", "{n} persons", n),
        "age": lambda n: ngettext("{n} year old", "{n} years old", n),
        "age_about": lambda n: ngettext("about {n} year old", "about {n} years old", n),
        "foreign": lambda n: ngettext(
            "{n} act of somebody else waits in this phone, sealed. Whoever did it signs in to send it.",
            "{n} acts of somebody else wait in this phone, sealed. Whoever did them signs in to send them.",
            n,
        ),
        "leave_unsent": lambda n: ngettext(
            "{n} act is not sent yet. It stays here, sealed, until you sign in again.",
            "{n} acts are not sent yet. They stay here, sealed, until you sign in again.",
            n,
        ),
    }
    return {name: {form: say(n) for form, n in FORMS.items()} for name, say in told.items()}


def said() -> dict[str, str]:
    """Return all other words."""
    return {**_around(), **_road(), **_rounds(), **_findings(), **_persons(), **_files(), **_phone(), **_door()}


def _around() -> dict[str, str]:
    return {
        "title": _("Yaqaza in the field"),
        "title_under": _("Work without network"),
        "ways": _("Sections"),
        "way_day": _("My day"),
        "way_people": _("People"),
        "way_forms": _("Questionnaires"),
        "way_phone": _("Phone"),
        "comma": _(", "),
        "colon": _(": "),
        "optional": _("(optional)"),
        "faults": _("Before it can be kept, these want an answer or another one:"),
        "gone": _("This is not in the phone any more: it left your reach, or the mission is over."),
        "not_kept": _("The phone has no room left: this was not kept. It stays on the screen; free room on the phone, then press again."),
        "syncing": _("Being sent and fetched…"),
        "offline": _("No network."),
        "synced_at": _("Last sync {at}."),
        "work_on": _("Go on working: everything is kept in this phone."),
        "signed_out_writing": _("Your session has ended. End what you write: it is kept; then sign in again to send it."),
        "trouble_refused": _("The server does not take from this phone."),
        "trouble_broken": _("The server did not answer as it should. Everything is kept, and sent later."),
        "trouble_full": _("The phone has no room for what is new. What you did is kept; free room on the phone."),
        "nearly_full": _("The phone's room for this app is {percent}% full. Sync, then free room on the phone."),
        "little_room": _("There is room for {size} more in this phone. Sync, then free room: what you write still fits, photos soon not."),
        "fresh": _("A newer version of the app is here. Nothing that you did is lost."),
        "take": _("Take it now"),
        "language": _("Language"),
    }  # fmt: skip


def _road() -> dict[str, str]:
    return {
        "day": _("My missions today"),
        "no_mission": _("No mission today."),
        "no_mission_more": _("When the officer on duty orders one, it stands here after the next sync."),
        "never_synced": _("Your work is being fetched for the first time."),
        "never_synced_more": _("It stands here as soon as the first sync is done. Stay where there is a network until then."),
        "next": pgettext("mission", "Next"),
        "ahead": _("Planned for the next days"),
        "details": _("Details"),
        "receipts": _("Done on this phone"),
        "mission": _("Mission"),
        "call": _("Call"),
        "call_person": _("Call the person"),
        "call_reporter": _("Call who reported"),
        "way": pgettext("to a place", "Way"),
        "person": _("Person"),
        "place": _("Place"),
        "when": _("When"),
        "left_at": pgettext("mission", "Left at"),
        "came_at": pgettext("mission", "Arrived at"),
        "instructions": _("Instructions"),
        "reported": _("What was reported"),
        "leave": _("Leaving"),
        "arrive": _("Arrived"),
        "write": _("Write the findings"),
        "end": _("The visit is over"),
        "photos": _("Photos"),
        "photo": _("Photo"),
        "take_photo": _("Take or choose photos"),
        "photo_hint": _("Faces only with consent. They are made smaller here and sent when there is a network."),
        "caption": _("What the next photo shows"),
        "caption_hint": _("Write it before you take the photo. No name."),
        "no_room_photo": _("There is no room for this photo. Sync first, or free room on the phone; nothing else is lost."),
        "settle": _("Look and decide"),
        "redo": _("Correct and send again"),
        "redone": _("This was sent again, or decided already."),
        "refused_why": _("The server did not take this. What you wrote is here: correct it, and keep it."),
        "state_KEPT": _("in this phone, not sent yet"),
        "state_APPLIED": _("received"),
        "state_SETTLED": _("received, decided by somebody"),
        "state_WAITING": _("received, waits for what comes before it"),
        "state_DIFFERS": _("received; somebody else wrote otherwise: somebody has to choose"),
        "state_REFUSED": _("received, but refused:"),
        "state_BROKEN": _("received, but could not be done; the server keeps it"),
        "state_OTHER": _("kept in this phone:"),
    }  # fmt: skip


def _rounds() -> dict[str, str]:
    return {
        "rounds": _("Rounds"),
        "round": _("Round"),
        "set_out": _("Setting out"),
        "stops": _("Stops"),
        "reached_at": _("reached at {at}"),
        "met_somebody": _("We met somebody"),
        "met": _("Encounters"),
        "none_met": _("Nobody yet."),
        "not_told": _("Somebody whom you may not read"),
        "said_no": _("refused help"),
        "round_end": _("The round is over"),
        "round_note": _("What should be told of this round?"),
        "where": _("Where"),
        "between": pgettext("round", "Between two stops"),
        "known_person": _("Somebody known from earlier rounds"),
        "nobody_known": pgettext("round", "Nobody of them"),
        "known_near": _("Met near this stop"),
        "known_elsewhere": _("Met elsewhere"),
        "take_back": _("Noted by mistake"),
        "take_back_why": _("What was the mistake?"),
        "take_back_required": _("Say in a few words what the mistake was."),
        "take_back_more": _(
            "The encounter stays readable, struck through, and what it gave is taken out of the figures."
        ),
        "describe": _("Else describe them"),
        "describe_required": _("Choose somebody, or describe them."),
        "refused_given": _("Who refuses help is given nothing: take one of the two out."),
        "exact_place": _("Exact place"),
        "given": _("What was given"),
        "refused_help": _("Refused help"),
        "refused_hint": _("Who refuses is counted and not recorded."),
        "yes": _("Yes"),
        "next_round": _("What the next round should know"),
    }


def _findings() -> dict[str, str]:
    return {
        "kept_at": _("What you type is kept in this phone ({at})."),
        "findings": _("Findings"),
        "written": _("The findings of this mission are written."),
        "finding_outcome": _("Did you meet the person?"),
        "outcome_required": _("Say whether you met the person."),
        "finding_danger": _("Is somebody in danger?"),
        "finding_needs": _("What is lacking?"),
        "finding_housing": _("Housing"),
        "finding_household_size": _("People in the household"),
        "finding_children": _("Of whom children"),
        "finding_monthly_income": _("Income of the month"),
        "finding_situation": _("What you saw and heard, or what you tried"),
        "situation_required": _("Write in a few words what you saw or what you tried."),
        "finding_health": _("Health"),
        "finding_done_on_site": _("What was done on the spot"),
        "finding_doubts": _("What does not fit"),
        "finding_doubts_hint": _("Facts that contradict what was said; no judgement."),
        "not_number": _("Write a whole number up to {most}."),
        "too_many_children": _("There cannot be more children than people in the household."),
        "keep_findings": _("Keep the findings"),
    }


def _persons() -> dict[str, str]:
    return {
        "search": _("Search in this phone"),
        "search_hint": _("Name, description, address or telephone"),
        "held_only": _("Those of your missions, and those whom you met"),
        "unnamed": _("Person without a name"),
        "person_here": _("Recorded in this phone, not sent yet."),
        "died": _("This person has died."),
        "name_ar": _("Name in Arabic"),
        "name_latin": _("Name in Latin letters"),
        "description": _("Description"),
        "description_hint": _("Without a name: “man, about 60, grey coat”."),
        "sex": _("Sex"),
        "age_label": _("Age"),
        "age_hint": _("About, in years"),
        "not_age": _("Write an age from 0 to 120."),
        "address": _("Where exactly"),
        "address_hint": _("By the station, under the bridge…"),
        "area_required": _("Choose the place."),
        "who_required": _("Write a name, or describe the person."),
        "missions_of": _("Missions"),
        "meet": _("Somebody whom you meet"),
        "meet_under": _("Also without a name"),
        "correct": _("Propose a correction"),
        "correct_more": _("What somebody else wrote meanwhile is not overwritten: both versions stay until somebody chooses."),
        "add_phone": _("Add a telephone"),
        "phone_number": _("Telephone number"),
        "phone_required": _("Write the number."),
        "not_phone": _("Write the whole number, for example 0550 00 00 00."),
        "not_name": _("A name has two letters at least. Leave it empty and describe the person."),
        "phone_note": _("Whose is it?"),
        "phone_note_hint": _("Her son, the neighbour…"),
        "keep": _("Keep"),
        "help": _("Help given"),
        "help_more": _("Help that needs a verified file is not in this list: it is recorded in the file."),
        "help_kind": _("Which help"),
        "help_kind_required": _("Choose which help was given."),
        "programme": _("Programme"),
        "programme_required": _("Choose the programme."),
        "day_of_help": _("Day"),
        "help_note": _("Note"),
        "help_note_hint": _("What the next colleague must know. No name of another person."),
        "choose": _("Choose"),
    }  # fmt: skip


def _files() -> dict[str, str]:
    return {
        "files": _("My files"),
        "files_under": _("Those that wait for you"),
        "file": pgettext("case", "File"),
        "search_files": _("Search in my files"),
        "search_files_hint": _("Name, number of the file, programme or telephone"),
        "due": pgettext("case", "Due"),
        "stands": pgettext("case", "Stage"),
        "visited": _("Last visit"),
        "not_visited": _("none noted"),
        "open_help": _("Help still to be given"),
        "no_open_help": _("Nothing is open in an approved plan."),
    }


def _phone() -> dict[str, str]:
    return {
        "phone_under": _("What is sent, what is not, and how much room there is"),
        "sync_now": _("Sync now"),
        "signed_in_as": _("Signed in"),
        "last_sync": _("Last sync"),
        "never": _("never"),
        "unsent": _("Not sent yet"),
        "typed": _("Begun, not kept"),
        "held": _("Held in this phone"),
        "room": _("Room used"),
        "may_be_emptied": _("The browser may empty this app when the phone is full. Install it on the home screen, and sync often."),
        "forms_under": _("Filled in here, sent when there is a network"),
        "forms_begun": _("Begun or waiting"),
        "form_begun": _("begun"),
        "forms_held": _("To fill in"),
        "no_form": _("No questionnaire is in this phone."),
        "no_form_more": _("Those of your organisation come with the next sync."),
        "no_form_right": _("Your role does not fill in questionnaires."),
        "form_later": _("This needs a network once: the program that fills questionnaires in is not in the phone yet."),
        "unsettled": _("Not done yet"),
        "unsettled_more": _("The server has these and keeps them until somebody decides. Nothing of them is lost."),
        "received": _("What has arrived"),
        "way_out": _("Sign out"),
        "leave_more": _("What the phone holds cannot be read after that, until you sign in again."),
        "sign_out": _("Sign out"),
    }  # fmt: skip


def _door() -> dict[str, str]:
    return {
        "sign_in": _("Sign in"),
        "again": _("Try again"),
        "door_signed_out": _("Nobody is signed in on this phone. What was not sent waits here, sealed, for who did it."),
        "door_left": _("You are signed out. Nothing that this phone holds can be read now."),
        "door_wiped": _("This phone was signed out from afar: everything that it held has been deleted."),
        "door_offline": _("There is no network, and signing in needs one. What was not sent waits here, sealed."),
        "door_refused": _("You cannot work with this phone:"),
        "door_broken": _("The server did not answer as it should. Nothing is lost; try again in a while."),
        "door_no_store": _("This browser keeps nothing here (it does so over https only). Use the pages with network."),
    }  # fmt: skip
