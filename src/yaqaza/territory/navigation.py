from django.utils.translation import gettext_lazy as _

from yaqaza.core.navigation import Entry

ENTRIES = [Entry("territory:country", _("Areas"), "map-pin", order=90, dock=False)]
