from django.utils.translation import pgettext_lazy

from yaqaza.accounts.permissions import Permission
from yaqaza.core.navigation import Entry, Strip

ENTRIES = [
    Entry(
        "channels:connectors",
        pgettext_lazy("bar", "Channels"),
        "message",
        Permission.CHANNEL_VIEW,
        order=85,
        dock=False,
    ),
]

STRIPS = [Strip("channels:alarm", Permission.CHANNEL_VIEW)]
