"""From where on something is a sign: every number of this app, each with the sentence that tells it to staff.

They are few and written here, not in settings: changing one changes what people are asked about, and wants a reason in a commit.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from yaqaza.signals.states import Kind

HOMES_A_PHONE = 3  # families, neighbours and cafés share telephones: two homes are no sign
HOMES_AN_ACCOUNT = 2
HOMES_A_TEXT = 2
HOMES_A_PICTURE = 2
REPORTS = 3  # of one reporter, found without ground …
REPORTS_SHARE = 0.5  # … and at least this share of those that were checked …
REPORTS_WITHIN = timedelta(days=365)
SPEED = 120  # km/h as the crow flies: faster than any team drives
FAR = 20  # km: below this, positions are not exact enough
ELSEWHERE = 10  # km between where the findings are about and where the team was
INEXACT = 15  # km taken off for each place that is known by its commune alone
LETTERS = 120  # of a text, without spaces: shorter ones are said alike by chance
LIKENESS = 0.85  # share of its pieces that two texts have in common


def explained() -> list[tuple[Kind, str, str]]:
    """Return, for each kind, from where on it is a sign, and what often explains it."""
    family = _("Families, neighbours, associations and cafés share telephones. Members of one household count once.")
    return [
        (
            Kind.SAME_ACCOUNT,
            _(
                "One account number (CCP, RIP, RIB) is given for %(n)s different persons, households or situations, or more."
            )
            % {"n": HOMES_AN_ACCOUNT},
            _("A relative or an association may receive for several people. Members of one household count once."),
        ),
        (
            Kind.SAME_PHONE,
            _("One telephone number stands with %(n)s different persons, households or situations, or more.")
            % {"n": HOMES_A_PHONE},
            family,
        ),
        (
            Kind.SAME_TEXT,
            _(
                "A long text (%(letters)s letters or more) came in nearly word for word for people of different households."
            )
            % {"letters": LETTERS},
            _("Neighbours help each other to write. What one reporter or an officer writes again is not counted."),
        ),
        (
            Kind.SAME_PICTURE,
            _("One picture, also made smaller or saved again, came in for people of different households."),
            _("Two families may live in one building, or a photo was attached to the wrong report."),
        ),
        (
            Kind.AID_TWICE,
            _(
                "The same kind of aid from two organisations within the period that the catalogue of services gives for it."
            ),
            _(
                "The first aid may have been too little, or recorded twice by mistake: then one of the acts is reversed."
            ),
        ),
        (
            Kind.REPORTER,
            _(
                "In a year, %(n)s reports or more of one reporter were found unfounded or fraudulent, and at least half of those checked."
            )
            % {"n": REPORTS},
            _("People report what they believe. A team may also have gone to the wrong place."),
        ),
        (
            Kind.VISIT_TOO_FAST,
            _(
                "The hours of a team's two arrivals would ask for more than %(speed)s km/h in a straight line, over %(far)s km or more."
            )
            % {"speed": SPEED, "far": FAR},
            _("Hours are often written down late, or for the wrong visit."),
        ),
        (
            Kind.FINDINGS_BEFORE,
            _("The findings of a visit were written before the hour of the arrival."),
            _("The hour of the arrival may have been put right afterwards."),
        ),
        (
            Kind.FINDINGS_ELSEWHERE,
            _(
                "The findings were written when the team had, by its own hours, arrived at another place %(n)s km away or more."
            )
            % {"n": ELSEWHERE},
            _("Findings are sometimes written on the road, from notes."),
        ),
    ]
