from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry, Strip

ENTRIES = [
    Entry("monitoring:board", pgettext_lazy("bar", "Monitoring"), "eye", Permission.MONITOR_VIEW, order=15, dock=False, spare=True),
    Entry(
        "monitoring:sources", pgettext_lazy("bar", "Sources"), "rss", (Permission.MONITOR_VIEW, Permission.SOURCE_MANAGE), order=86,
        dock=False, spare=True,
    ),
]  # fmt: skip

STRIPS = [Strip("monitoring:notice", Permission.SOURCE_MANAGE)]
