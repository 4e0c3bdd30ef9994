from django.urls import path

from yaqaza.channels.views import approved, connectors, hooks, probes, push, templates

app_name = "channels"
urlpatterns = [
    path("", connectors.listing, name="connectors"),
    path("new/", connectors.kinds, name="new"),
    path("new/<slug:kind>/", connectors.new, name="new_of_kind"),
    path("templates/", templates.listing, name="templates"),
    path("templates/<slug:code>/", templates.template, name="template"),
    path("notifications/", push.own, name="push"),
    path("notifications/letters/", push.letters, name="letters"),
    path("notifications/worker.js", push.worker, name="push_worker"),
    path("tests/", probes.listing, name="probes"),
    path("tests/alarm/", probes.alarm, name="alarm"),
    path("hooks/<uuid:uuid>/", hooks.hook, name="hook"),
    path("<uuid:uuid>/", connectors.connector, name="connector"),
    path("<uuid:uuid>/settings/", connectors.settings, name="settings"),
    path("<uuid:uuid>/switch/", connectors.switch, name="switch"),
    path("<uuid:uuid>/health/", connectors.health, name="health"),
    path("<uuid:uuid>/test/", connectors.test, name="test"),
    path("<uuid:uuid>/messages/<uuid:message>/decision/", connectors.decision, name="decision"),
    path("<uuid:uuid>/templates/", approved.listing, name="approved"),
    path("<uuid:uuid>/templates/new/", approved.template, name="approved_new"),
    path("<uuid:uuid>/templates/states/", approved.fetch, name="approved_fetch"),
    path("<uuid:uuid>/templates/<uuid:template>/", approved.template, name="approved_one"),
    path("<uuid:uuid>/templates/<uuid:template>/approval/", approved.hand_in, name="approved_hand_in"),
    path("<uuid:uuid>/demonstration/", connectors.demonstration, name="demonstration"),
]
