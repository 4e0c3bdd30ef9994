"""The acts of the audit trail in words: what each code says, what it was done to, and the groups the page filters by.

Codes are ``group.act``. A test walks every call of ``audit.record`` in the source and fails when a code has no words here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Group:
    """Acts that people think of together; ``acts`` maps codes to words."""

    code: str
    label: Any
    acts: dict[str, Any]


GROUPS = (
    Group("ALERTS", _("Alerts"), {
        "alert.received": pgettext_lazy("audit", "Alert received"),
        "alert.read": pgettext_lazy("audit", "Alert read"),
        "alert.analysed": pgettext_lazy("audit", "Alerts read by the program"),
        "alert.corrected": pgettext_lazy("audit", "Alert corrected"),
        "alert.addition": pgettext_lazy("audit", "Information added to an alert"),
        "alert.question": pgettext_lazy("audit", "Reporter asked"),
        "alert.note": pgettext_lazy("audit", "Note on an alert"),
        "alert.gathered": pgettext_lazy("audit", "Alert gathered with another"),
        "alert.passed_on": pgettext_lazy("audit", "Alert passed on"),
        "alert.dismissed": pgettext_lazy("audit", "Alert dismissed"),
        "alert.woken": pgettext_lazy("audit", "Dismissed alert came back"),
        "alert.undone": pgettext_lazy("audit", "Decision on an alert undone"),
        "alert.case": pgettext_lazy("audit", "Alert joined to a file"),
        "alert.mission": pgettext_lazy("audit", "Mission sent for an alert"),
        "alert.mission_called_off": pgettext_lazy("audit", "Mission for an alert called off"),
        "alert.sensitive_set": pgettext_lazy("audit", "Alert closed to others, or opened, with its file"),
        "alert.contact_erased": pgettext_lazy("audit", "Reporter's contact erased"),
        "alert.written": pgettext_lazy("audit", "Reporter answered"),
        "alerts.escalated": pgettext_lazy("audit", "Late alerts told to somebody higher"),
        "alert.escalation_seen": pgettext_lazy("audit", "Somebody sees to a late alert"),
        "routing.begun": pgettext_lazy("audit", "Version of the rules begun"),
        "routing.rule_written": pgettext_lazy("audit", "Rule written"),
        "routing.rule_moved": pgettext_lazy("audit", "Rule moved"),
        "routing.rule_left_out": pgettext_lazy("audit", "Rule left out"),
        "routing.in_force": pgettext_lazy("audit", "Rules put in force"),
        "routing.discarded": pgettext_lazy("audit", "Draft of the rules thrown away"),
        "routing.retired": pgettext_lazy("audit", "Rules ended"),
        "clock.set": pgettext_lazy("audit", "Clock of decisions set"),
        "crisis.begun": pgettext_lazy("audit", "Crisis mode switched on"),
        "crisis.ended": pgettext_lazy("audit", "Crisis ended"),
        "import.started": pgettext_lazy("audit", "Import of alerts started"),
        "import.slice": pgettext_lazy("audit", "Part of an import brought in"),
        "import.kept": pgettext_lazy("audit", "Imported file kept"),
        "import.forgotten": pgettext_lazy("audit", "Imported file deleted"),
        "language.installed": pgettext_lazy("audit", "Reading learned from own decisions"),
        "handover.written": pgettext_lazy("audit", "Hand-over note written"),
        "handover.acknowledged": pgettext_lazy("audit", "Hand-over note acknowledged"),
        "handover.item_taken": pgettext_lazy("audit", "Open item of a hand-over taken"),
    }),
    Group("MONITORING", _("Monitoring"), {
        "source.created": pgettext_lazy("audit", "Source of posts added"),
        "source.changed": pgettext_lazy("audit", "Source of posts changed"),
        "source.switched": pgettext_lazy("audit", "Source of posts paused or let run"),
        "source.died": pgettext_lazy("audit", "Source of posts stopped or fell silent"),
        "source.revived": pgettext_lazy("audit", "Source of posts works again"),
        "watch.added": pgettext_lazy("audit", "Watch added"),
        "watch.ended": pgettext_lazy("audit", "Watch ended"),
        "postfile.kept": pgettext_lazy("audit", "File of posts kept"),
        "postfile.started": pgettext_lazy("audit", "File of posts begins to come in"),
        "postfile.read": pgettext_lazy("audit", "File of posts came in"),
        "postfile.forgotten": pgettext_lazy("audit", "File of posts deleted"),
        "story.accepted": pgettext_lazy("audit", "Story became an alert"),
        "story.joined": pgettext_lazy("audit", "Story joined to an alert"),
        "story.watched": pgettext_lazy("audit", "Story watched, or no longer"),
        "story.dismissed": pgettext_lazy("audit", "Story dismissed"),
        "story.reopened": pgettext_lazy("audit", "Dismissed story back on the board"),
        "story.gathered": pgettext_lazy("audit", "Two stories made one"),
        "story.parted": pgettext_lazy("audit", "Wording taken out of a story"),
        "story.contacted": pgettext_lazy("audit", "Author of a post written to"),
        "post.stripped": pgettext_lazy("audit", "Old posts stripped of words and authors"),
        "post.author_erased": pgettext_lazy("audit", "Author of a post erased"),
    }),
    Group("MISSIONS", _("Missions and teams"), {
        "mission.ordered": pgettext_lazy("audit", "Mission ordered"),
        "mission.changed": pgettext_lazy("audit", "Mission changed"),
        "mission.cancelled": pgettext_lazy("audit", "Mission cancelled"),
        "mission.departed": pgettext_lazy("audit", "Team left"),
        "mission.arrived": pgettext_lazy("audit", "Team arrived"),
        "mission.done": pgettext_lazy("audit", "Mission ended"),
        "mission.findings_written": pgettext_lazy("audit", "Findings of a mission written"),
        "mission.findings_corrected": pgettext_lazy("audit", "Findings of a mission corrected"),
        "mission.findings_sealed": pgettext_lazy("audit", "Findings of a mission sealed"),
        "mission.photo_added": pgettext_lazy("audit", "Photo of a mission added"),
        "mission.sensitive_set": pgettext_lazy("audit", "Mission closed to others, or opened, with its file"),
        "team.created": pgettext_lazy("audit", "Team composed"),
        "team.changed": pgettext_lazy("audit", "Team changed"),
        "team.member_added": pgettext_lazy("audit", "Member joined a team"),
        "team.member_left": pgettext_lazy("audit", "Member left a team"),
        "shift.planned": pgettext_lazy("audit", "Shift put on the roster"),
        "shift.taken_out": pgettext_lazy("audit", "Shift taken out of the roster"),
        "shift.replaced": pgettext_lazy("audit", "Shift given to somebody else"),
        "leave.noted": pgettext_lazy("audit", "Leave noted"),
        "leave.taken_back": pgettext_lazy("audit", "Leave taken back"),
        "places.said": pgettext_lazy("audit", "Free places of a house written down"),
    }),
    Group("CASES", _("Files"), {
        "case.opened": pgettext_lazy("audit", "File opened"),
        "case.assigned": pgettext_lazy("audit", "File given to a case worker"),
        "case.alert_joined": pgettext_lazy("audit", "Alert joined a file"),
        "case.mission_joined": pgettext_lazy("audit", "Mission joined a file"),
        "case.investigation_ordered": pgettext_lazy("audit", "Field investigation ordered"),
        "case.addition_arrived": pgettext_lazy("audit", "Information of the reporter put in the file"),
        "case.findings_arrived": pgettext_lazy("audit", "Findings arrived in a file"),
        "case.findings_written": pgettext_lazy("audit", "Findings written by hand"),
        "case.verdict_recommended": pgettext_lazy("audit", "Verdict recommended"),
        "case.verdict_decided": pgettext_lazy("audit", "Verdict decided"),
        "case.assessed": pgettext_lazy("audit", "Diagnosis made"),
        "case.plan_written": pgettext_lazy("audit", "Plan begun or revised"),
        "case.plan_rewritten": pgettext_lazy("audit", "Plan in writing changed"),
        "case.plan_approved": pgettext_lazy("audit", "Plan approved"),
        "case.goal_added": pgettext_lazy("audit", "Goal added"),
        "case.goal_ended": pgettext_lazy("audit", "Goal ended"),
        "case.step_added": pgettext_lazy("audit", "Step added"),
        "case.step_done": pgettext_lazy("audit", "Step done"),
        "case.follow_up_planned": pgettext_lazy("audit", "Follow-up planned"),
        "case.followed_up": pgettext_lazy("audit", "Follow-up written"),
        "case.follow_up_cancelled": pgettext_lazy("audit", "Follow-up cancelled with the closure"),
        "case.noted": pgettext_lazy("audit", "Note in a file"),
        "case.exported": pgettext_lazy("audit", "File exported for the person"),
        "case.closed": pgettext_lazy("audit", "File closed"),
        "case.reopened": pgettext_lazy("audit", "File reopened"),
    }),
    Group("SENSITIVE", _("Sensitive files"), {
        "case.read": pgettext_lazy("audit", "Sensitive file read"),
        "case.confidentiality_set": pgettext_lazy("audit", "Readers of a file changed: all, or named ones"),
        "case.access_granted": pgettext_lazy("audit", "Reader named"),
        "case.access_ended": pgettext_lazy("audit", "Reader taken off"),
        "case.glass_broken": pgettext_lazy("audit", "Sensitive file opened in an emergency"),
        "case.glass_reviewed": pgettext_lazy("audit", "Emergency reading reviewed"),
        "case.identity_shared_without_consent": pgettext_lazy("audit", "Identity shared without consent, for a reason"),
    }),
    Group("REFERRALS", _("Referrals"), {
        "case.referral_sent": pgettext_lazy("audit", "Referral sent"),
        "case.referral_accepted": pgettext_lazy("audit", "Referral accepted"),
        "case.referral_refused": pgettext_lazy("audit", "Referral refused"),
        "case.referral_completed": pgettext_lazy("audit", "Referral completed"),
        "case.referral_expired": pgettext_lazy("audit", "Referral expired without an answer"),
        "case.referral_withdrawn": pgettext_lazy("audit", "Referral withdrawn"),
    }),
    Group("PEOPLE", _("People"), {
        "person.created": pgettext_lazy("audit", "Person recorded"),
        "person.corrected": pgettext_lazy("audit", "Person corrected"),
        "person.identity_revealed": pgettext_lazy("audit", "Identity number shown in full"),
        "person.phone_added": pgettext_lazy("audit", "Telephone number added"),
        "person.phone_removed": pgettext_lazy("audit", "Telephone number removed"),
        "person.merged": pgettext_lazy("audit", "Two records made one person"),
        "person.unmerged": pgettext_lazy("audit", "Merge of two records taken back"),
        "person.told_apart": pgettext_lazy("audit", "Two records told apart"),
        "person.told_apart_undone": pgettext_lazy("audit", "Telling apart taken back"),
        "likeness.asked": pgettext_lazy("audit", "Two records put side by side"),
        "likeness.answered": pgettext_lazy("audit", "Two like records compared"),
        "likeness.taken_back": pgettext_lazy("audit", "Comparison of two records taken back"),
        "household.created": pgettext_lazy("audit", "Household recorded"),
        "household.corrected": pgettext_lazy("audit", "Household corrected"),
        "household.joined": pgettext_lazy("audit", "Member joined a household"),
        "household.left": pgettext_lazy("audit", "Member left a household"),
        "consent.given": pgettext_lazy("audit", "Consent given"),
        "consent.withdrawn": pgettext_lazy("audit", "Consent withdrawn"),
    }),
    Group("SERVICES", _("Services"), {
        "service.delivered": pgettext_lazy("audit", "Service recorded"),
        "service.reversed": pgettext_lazy("audit", "Service reversed"),
        "service.loaded": pgettext_lazy("audit", "Many services loaded at once"),
    }),
    Group("SIGNALS", _("Warning signs"), {
        "signal.found": pgettext_lazy("audit", "Warning sign found"),
        "signal.grew": pgettext_lazy("audit", "More found for a warning sign"),
        "signal.lapsed": pgettext_lazy("audit", "Warning sign no longer holds"),
        "signal.read": pgettext_lazy("audit", "Warning sign read"),
        "signal.asked": pgettext_lazy("audit", "Someone asked about a warning sign"),
        "signal.answered": pgettext_lazy("audit", "Answer to a warning sign written down"),
        "signal.decided": pgettext_lazy("audit", "Warning sign decided"),
        "signal.reopened": pgettext_lazy("audit", "Warning sign opened again"),
        "signal.forgotten": pgettext_lazy("audit", "Erased number taken out of a warning sign"),
        "signal.value_shared": pgettext_lazy("audit", "Number listed as shared"),
        "signal.value_corrected": pgettext_lazy("audit", "Shared number corrected"),
        "signal.value_removed": pgettext_lazy("audit", "Number taken off the shared ones"),
    }),
    Group("HOUSE", _("Organisations and users"), {
        "organisation.created": pgettext_lazy("audit", "Organisation created"),
        "organisation.moved": pgettext_lazy("audit", "Status of an organisation changed"),
        "user.created": pgettext_lazy("audit", "User created"),
        "user.activated": pgettext_lazy("audit", "User may sign in again"),
        "user.deactivated": pgettext_lazy("audit", "User may no longer sign in"),
        "user.language": pgettext_lazy("audit", "Language chosen"),
        "posting.started": pgettext_lazy("audit", "Posting started"),
        "posting.ended": pgettext_lazy("audit", "Posting ended"),
    }),
    Group("CHANNELS", _("Channels"), {
        "connector.created": pgettext_lazy("audit", "Connector set up"),
        "connector.changed": pgettext_lazy("audit", "Connector changed"),
        "connector.switched": pgettext_lazy("audit", "Connector switched on or off"),
        "connector.tested": pgettext_lazy("audit", "Test sent by a connector"),
        "template.changed": pgettext_lazy("audit", "Words of a template changed"),
        "message.sent_again": pgettext_lazy("audit", "Message sent again by a person"),
        "message.took_it": pgettext_lazy("audit", "Message noted as arrived"),
        "message.left": pgettext_lazy("audit", "Message that did not arrive left"),
        "message.opted_out": pgettext_lazy("audit", "Somebody wants no more messages"),
        "message.opted_in": pgettext_lazy("audit", "Somebody wants messages again"),
        "approved_template.kept": pgettext_lazy("audit", "Template for a provider written"),
        "approved_template.handed_in": pgettext_lazy("audit", "Template handed in to a provider"),
        "push.subscribed": pgettext_lazy("audit", "Notifications wanted in a browser"),
        "push.ended": pgettext_lazy("audit", "Notifications in a browser ended"),
    }),
    Group("SYSTEM", _("The system itself"), {
        "services.catalogue_loaded": pgettext_lazy("audit", "Catalogue of services loaded"),
        "demo.loaded": pgettext_lazy("audit", "Demonstration data loaded"),
    }),
)  # fmt: skip

OBJECTS = {
    "accounts.Organisation": pgettext_lazy("audit object", "Organisation"),
    "accounts.User": pgettext_lazy("audit object", "User"),
    "accounts.Posting": pgettext_lazy("audit object", "Posting"),
    "people.Person": pgettext_lazy("audit object", "Person"),
    "people.Household": pgettext_lazy("audit object", "Household"),
    "people.HouseholdMember": pgettext_lazy("audit object", "Member of a household"),
    "people.Consent": pgettext_lazy("audit object", "Consent"),
    "people.Likeness": pgettext_lazy("audit object", "Two like records"),
    "alerts.Alert": pgettext_lazy("audit object", "Alert"),
    "alerts.AlertEvent": pgettext_lazy("audit object", "Decision on an alert"),
    "alerts.Clock": pgettext_lazy("audit object", "Clock of decisions"),
    "alerts.Crisis": pgettext_lazy("audit object", "Crisis"),
    "alerts.RoutingTable": pgettext_lazy("audit object", "Rules that send alerts on"),
    "alerts.HandOver": pgettext_lazy("audit object", "Hand-over note"),
    "alerts.ImportBatch": pgettext_lazy("audit object", "Import"),
    "field.Mission": pgettext_lazy("audit object", "Mission"),
    "field.Team": pgettext_lazy("audit object", "Team"),
    "field.Membership": pgettext_lazy("audit object", "Member of a team"),
    "field.Finding": pgettext_lazy("audit object", "Findings"),
    "field.MissionPhoto": pgettext_lazy("audit object", "Photo"),
    "field.Shift": pgettext_lazy("audit object", "Shift"),
    "field.Leave": pgettext_lazy("audit object", "Leave"),
    "cases.Case": pgettext_lazy("audit object", "File"),
    "cases.CaseAccess": pgettext_lazy("audit object", "Reader of a file"),
    "cases.Investigation": pgettext_lazy("audit object", "Investigation"),
    "cases.Assessment": pgettext_lazy("audit object", "Diagnosis"),
    "cases.Plan": pgettext_lazy("audit object", "Plan"),
    "cases.Goal": pgettext_lazy("audit object", "Goal"),
    "cases.Step": pgettext_lazy("audit object", "Step"),
    "cases.Referral": pgettext_lazy("audit object", "Referral"),
    "cases.FollowUp": pgettext_lazy("audit object", "Follow-up"),
    "services.ServiceDelivery": pgettext_lazy("audit object", "Act"),
    "signals.Signal": pgettext_lazy("audit object", "Warning sign"),
    "signals.SharedValue": pgettext_lazy("audit object", "Shared number"),
    "monitoring.Source": pgettext_lazy("audit object", "Source of posts"),
    "monitoring.Story": pgettext_lazy("audit object", "Story of posts"),
    "monitoring.Watch": pgettext_lazy("audit object", "Watch"),
    "monitoring.PostFile": pgettext_lazy("audit object", "File of posts"),
    "channels.Connector": pgettext_lazy("audit object", "Connector"),
    "channels.Contact": pgettext_lazy("audit object", "Somebody who writes to us"),
    "channels.Message": pgettext_lazy("audit object", "Message"),
    "channels.Template": pgettext_lazy("audit object", "Words of a template"),
}

WORDS = {code: words for group in GROUPS for code, words in group.acts.items()}


def said(code: str) -> str:
    """Return an act in words; of a code of an older version, the code."""
    return str(WORDS.get(code, code))


def choices() -> list[tuple[str, Any]]:
    """Return what the page filters by: everything, a whole group, or one act of it."""
    rows: list[tuple[str, Any]] = [("", gettext("All"))]
    for group in GROUPS:
        whole = gettext("All: %(group)s") % {"group": group.label}
        rows.append((str(group.label), [(group.code, whole), *group.acts.items()]))
    return rows


def codes(chosen: str) -> list[str]:
    """Return the codes that a choice stands for."""
    for group in GROUPS:
        if group.code == chosen:
            return list(group.acts)
    return [chosen] if chosen else []
