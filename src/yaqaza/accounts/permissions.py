"""What there is to be allowed, and which role allows it. Roles are code; who holds them where is a posting (a row).

``docs/generated/permissions.md`` is drawn from this page.
"""

from __future__ import annotations

from enum import Enum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Permission(Enum):
    """The value is the stable code; the label says it to a reader of the permission table."""

    def __init__(self, code: str, label: object) -> None:
        self._value_ = code
        self.label = label

    TERRITORY_VIEW = "territory.view", _("Look at areas")
    ALERT_VIEW = "alert.view", _("Read alerts")
    ALERT_RECORD = "alert.record", _("Record an alert")
    ALERT_TRIAGE = "alert.triage", _("Triage alerts: accept, gather, pass on, dismiss")
    ALERT_IMPORT = "alert.import", _("Import alerts from files")
    ROUTING_MANAGE = "routing.manage", _("Keep the rules that send alerts on, and the clocks of decisions")
    CRISIS_SWITCH = "crisis.switch", _("Switch crisis mode on and off")
    HANDOVER_WRITE = "handover.write", _("Write and acknowledge hand-over notes")
    PERSON_VIEW = "person.view", _("Read persons and households")
    PERSON_EDIT = "person.edit", _("Create and correct persons and households")
    PERSON_IDENTITY = "person.identity", _("See a national identity number in full")
    PERSON_MERGE = "person.merge", _("Decide whether two records are one person, and take it back")
    MISSION_VIEW = "mission.view", _("Read missions")
    MISSION_ORDER = "mission.order", _("Order, change and cancel missions")
    MISSION_CARRY_OUT = "mission.carry_out", _("Carry out missions and write findings")
    TEAM_MANAGE = "team.manage", _("Compose teams")
    CASE_VIEW = "case.view", _("Read case files")
    CASE_OPEN = "case.open", _("Open case files")
    CASE_WORK = "case.work", _("Work on case files: assessment, plan, follow-up, notes")
    CASE_RECOMMEND = "case.recommend", _("Recommend a verdict")
    CASE_DECIDE = "case.decide", _("Decide a verdict, approve a plan")
    CASE_CLOSE = "case.close", _("Close and reopen case files")
    CASE_BREAK_GLASS = "case.break_glass", _("Open a sensitive file in an emergency, with a reason")
    CASE_GRANT_ACCESS = "case.grant_access", _("Name those who may read a sensitive file")
    REFERRAL_SEND = "referral.send", _("Refer to partners")
    REFERRAL_ANSWER = "referral.answer", _("Answer the referrals addressed to one's organisation")
    SERVICE_VIEW = "service.view", _("Read the ledger of services")
    SERVICE_DELIVER = "service.deliver", _("Record a service delivered")
    SERVICE_REVERSE = "service.reverse", _("Reverse a service recorded by mistake")
    SIGNAL_VIEW = (
        "signal.view",
        _("Read warning signs: supervisors all of their reach, case workers those of their files"),
    )
    SIGNAL_ASK = "signal.ask", _("Ask people about a warning sign and write down their answer")
    SIGNAL_DECIDE = "signal.decide", _("Decide what a warning sign means, and keep the list of shared numbers")
    REPORT_VIEW = "report.view", _("Read reports")
    REPORT_ROWS = "report.rows", _("Open a figure down to its rows")
    ORGANISATION_VIEW = "organisation.view", _("Read organisations")
    ORGANISATION_MANAGE = "organisation.manage", _("Create organisations and change their status")
    USER_MANAGE = "user.manage", _("Create users and postings")
    AUDIT_VIEW = "audit.view", _("Read the audit trail")
    CHANNEL_VIEW = "channel.view", _("See the connectors and whether they work")
    CHANNEL_MANAGE = "channel.manage", _("Set up connectors and the words of templates")
    MONITOR_VIEW = "monitor.view", _("Read what is published about hardship, gathered into stories")
    MONITOR_DECIDE = "monitor.decide", _("Accept, join, watch and dismiss stories, contact authors, keep watches")
    SOURCE_MANAGE = "source.manage", _("Set up sources of posts and see whether they work")
    FORM_FILL = "form.fill", _("Fill in questionnaires, also with a phone set up for it")
    FORM_MANAGE = "form.manage", _("Upload, publish and retire questionnaires, look after phones")
    SUBMISSION_VIEW = "submission.view", _("Read what was answered in questionnaires")
    SUBMISSION_EXPORT = "submission.export", _("Take answers out as files")
    STUDY_VIEW = "study.view", _("Read surveys, their progress and estimates, and policy proposals")
    STUDY_MANAGE = "study.manage", _("Plan surveys, draw samples, share units out, close; write proposals")
    STUDY_ENUMERATE = "study.enumerate", _("Visit units of a survey and say what became of them")
    FOCUS_GROUP = "focus.group", _("Write down focus groups, read their transcripts, put passages under themes")
    PROPOSAL_DECIDE = "proposal.decide", _("Adopt or refuse policy proposals")
    SUGGESTION_MAKE = "suggestion.make", _("Suggest something about the proposals that partners are asked about")
    MESSAGE_SEND = "message.send", _("Write to reporters, decide about messages that did not arrive")


class Role(TextChoices):
    DUTY_OFFICER = "DUTY_OFFICER", pgettext_lazy("role", "Duty officer")
    MONITOR = "MONITOR", pgettext_lazy("role", "Social-media monitor")
    FIELD_WORKER = "FIELD_WORKER", pgettext_lazy("role", "Field worker")
    CASE_WORKER = "CASE_WORKER", pgettext_lazy("role", "Case worker")
    SUPERVISOR = "SUPERVISOR", pgettext_lazy("role", "Supervisor")
    CENTRE_HEAD = "CENTRE_HEAD", pgettext_lazy("role", "Centre head")
    PARTNER_AGENT = "PARTNER_AGENT", pgettext_lazy("role", "Partner agent")
    PROGRAMME_HEAD = "PROGRAMME_HEAD", pgettext_lazy("role", "Programme head")
    AUDITOR = "AUDITOR", pgettext_lazy("role", "Auditor")
    ADMINISTRATOR = "ADMINISTRATOR", pgettext_lazy("role", "Administrator")


class Reach(Enum):
    """How far a posting's permissions reach."""

    AREA = "area"  # rows in the posting's area and below, and rows of its organisation and below
    ORGANISATION = "organisation"  # rows of the posting's organisation and below only


P = Permission
_EVERY_STAFF = {P.TERRITORY_VIEW, P.ORGANISATION_VIEW}
_READ_CASES = {P.PERSON_VIEW, P.CASE_VIEW, P.SERVICE_VIEW, P.MISSION_VIEW, P.ALERT_VIEW}
_DUTY = _EVERY_STAFF | _READ_CASES | {
    P.ALERT_RECORD, P.ALERT_TRIAGE, P.ALERT_IMPORT, P.HANDOVER_WRITE, P.PERSON_EDIT, P.MISSION_ORDER, P.CASE_OPEN, P.CASE_BREAK_GLASS,
    P.SERVICE_DELIVER, P.CHANNEL_VIEW, P.MESSAGE_SEND, P.MONITOR_VIEW,
}  # fmt: skip
_CASE_WORK = _EVERY_STAFF | _READ_CASES | {
    P.ALERT_RECORD, P.PERSON_EDIT, P.PERSON_IDENTITY, P.MISSION_ORDER, P.CASE_OPEN, P.CASE_WORK, P.CASE_RECOMMEND, P.CASE_CLOSE,
    P.CASE_BREAK_GLASS, P.REFERRAL_SEND, P.SERVICE_DELIVER, P.SERVICE_REVERSE, P.REPORT_VIEW, P.REPORT_ROWS,
    P.SIGNAL_VIEW, P.SIGNAL_ASK, P.FORM_FILL, P.SUBMISSION_VIEW,
    P.STUDY_VIEW, P.STUDY_ENUMERATE, P.FOCUS_GROUP,
}  # fmt: skip
_SUPERVISION = _DUTY | _CASE_WORK | {
    P.CASE_DECIDE, P.CASE_GRANT_ACCESS, P.TEAM_MANAGE, P.PERSON_MERGE, P.SIGNAL_DECIDE, P.MONITOR_DECIDE, P.SOURCE_MANAGE,
    P.ROUTING_MANAGE, P.CRISIS_SWITCH, P.FORM_MANAGE, P.SUBMISSION_EXPORT, P.STUDY_MANAGE, P.PROPOSAL_DECIDE,
}  # fmt: skip

GRANTS: dict[Role, frozenset[Permission]] = {
    Role.DUTY_OFFICER: frozenset(_DUTY),
    Role.MONITOR: frozenset(
        _EVERY_STAFF | {P.ALERT_VIEW, P.ALERT_RECORD, P.MONITOR_VIEW, P.MONITOR_DECIDE, P.SOURCE_MANAGE}
    ),
    Role.FIELD_WORKER: frozenset(
        _EVERY_STAFF
        | {
            P.MISSION_VIEW,
            P.MISSION_CARRY_OUT,
            P.ALERT_RECORD,
            P.PERSON_VIEW,
            P.PERSON_EDIT,
            P.SERVICE_VIEW,
            P.SERVICE_DELIVER,
            P.FORM_FILL,
            P.STUDY_ENUMERATE,
        }
    ),
    Role.CASE_WORKER: frozenset(_CASE_WORK),
    Role.SUPERVISOR: frozenset(_SUPERVISION),
    Role.CENTRE_HEAD: frozenset(
        _CASE_WORK
        | {
            P.CASE_DECIDE,
            P.CASE_GRANT_ACCESS,
            P.TEAM_MANAGE,
            P.SIGNAL_DECIDE,
            P.FORM_MANAGE,
            P.SUBMISSION_EXPORT,
            P.STUDY_MANAGE,
        }
    ),
    Role.PARTNER_AGENT: frozenset({P.REFERRAL_ANSWER, P.ALERT_RECORD, P.SUGGESTION_MAKE}),
    Role.PROGRAMME_HEAD: frozenset(_EVERY_STAFF | {P.REPORT_VIEW, P.STUDY_VIEW, P.PROPOSAL_DECIDE}),
    Role.AUDITOR: frozenset(_EVERY_STAFF | {P.AUDIT_VIEW, P.REPORT_VIEW}),
    Role.ADMINISTRATOR: frozenset(
        _EVERY_STAFF
        | {
            P.ORGANISATION_MANAGE,
            P.USER_MANAGE,
            P.TEAM_MANAGE,
            P.CHANNEL_VIEW,
            P.CHANNEL_MANAGE,
            P.SOURCE_MANAGE,
            P.FORM_MANAGE,
        }
    ),
}
REACH: dict[Role, Reach] = {
    role: Reach.ORGANISATION if role in (Role.CENTRE_HEAD, Role.PARTNER_AGENT) else Reach.AREA for role in Role
}
