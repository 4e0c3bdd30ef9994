from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry, Strip

ENTRIES = [
    Entry("alerts:queue", pgettext_lazy("bar", "Duty desk"), "bell", Permission.ALERT_VIEW, order=10),
    Entry("alerts:record", _("Record a call"), "phone", Permission.ALERT_RECORD, order=60),
    Entry(
        "alerts:messages",
        _("Messages that did not arrive"),
        "message-forward",
        Permission.MESSAGE_SEND,
        order=75,
        dock=False,
    ),
    Entry("alerts:import", _("Import alerts"), "file-import", Permission.ALERT_IMPORT, order=80, dock=False),
    Entry("alerts:raised", _("Late, told to you"), "arrow-up", Permission.ALERT_TRIAGE, order=62, dock=False),
    Entry("alerts:routing", _("Rules and clocks"), "route", Permission.ROUTING_MANAGE, order=82, dock=False),
    Entry("alerts:crises", _("Crises"), "alert-triangle", Permission.ALERT_VIEW, order=83, dock=False),
]

STRIPS = [Strip("alerts:strip", Permission.ALERT_VIEW)]
