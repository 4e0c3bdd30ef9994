from django.urls import path

from yaqaza.monitoring.views import board, contact, files, hooks, sources, stories, watches

app_name = "monitoring"
urlpatterns = [
    path("", board.board, name="board"),
    path("search/", board.search, name="search"),
    path("notice/", sources.notice, name="notice"),
    path("alerts/<uuid:uuid>/panel/", stories.alert_panel, name="alert_panel"),
    path("stories/<uuid:uuid>/", stories.story, name="story"),
    path("stories/<uuid:uuid>/alert/", stories.accept, name="accept"),
    path("stories/<uuid:uuid>/join/", stories.join, name="join"),
    path("stories/<uuid:uuid>/watch/", stories.watch, name="watch"),
    path("stories/<uuid:uuid>/dismissal/", stories.dismiss, name="dismiss"),
    path("stories/<uuid:uuid>/reopening/", stories.reopen, name="reopen"),
    path("stories/<uuid:uuid>/gathering/", stories.gather, name="gather"),
    path("stories/<uuid:uuid>/parting/", stories.part, name="part"),
    path("posts/<uuid:uuid>/contact/", contact.contact, name="contact"),
    path("posts/<uuid:uuid>/erasure/", contact.forget, name="forget_author"),
    path("sources/", sources.listing, name="sources"),
    path("sources/new/", sources.kinds, name="new_source"),
    path("sources/new/<slug:kind>/", sources.new, name="new_source_of_kind"),
    path("sources/<uuid:uuid>/", sources.source, name="source"),
    path("sources/<uuid:uuid>/settings/", sources.settings, name="source_settings"),
    path("sources/<uuid:uuid>/switch/", sources.switch, name="source_switch"),
    path("sources/<uuid:uuid>/test/", sources.test, name="source_test"),
    path("sources/<uuid:uuid>/reading/", sources.read_again, name="source_read_again"),
    path("sources/<uuid:uuid>/files/", files.send, name="send_file"),
    path("sources/files/<uuid:uuid>/", files.file, name="file"),
    path("sources/files/<uuid:uuid>/progress/", files.progress, name="file_progress"),
    path("watches/", watches.listing, name="watches"),
    path("watches/<uuid:uuid>/end/", watches.end, name="end_watch"),
    path("hooks/<uuid:uuid>/", hooks.hook, name="hook"),
]
