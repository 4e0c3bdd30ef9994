from django.urls import path

from yaqaza.alerts.views import imports, queue, record, shifts, talks, triage

app_name = "alerts"
urlpatterns = [
    path("", queue.queue, name="queue"),
    path("search/", queue.search, name="search"),
    path("arrivals/", queue.fresh, name="fresh"),
    path("record/", record.record, name="record"),
    path("record/hints/", record.hints, name="record_hints"),
    path("import/", imports.imports, name="import"),
    path("import/<uuid:uuid>/", imports.batch, name="import_batch"),
    path("import/<uuid:uuid>/progress/", imports.progress, name="import_progress"),
    path("import/<uuid:uuid>/problems.csv", imports.problems, name="import_problems"),
    path("handover/", shifts.handover, name="handover"),
    path("handover/<uuid:uuid>/acknowledgement/", shifts.acknowledgement, name="acknowledgement"),
    path("handover/<uuid:uuid>/items/<uuid:alert>/acknowledgement/", shifts.item, name="handover_item"),
    path("undo/", triage.undo, name="undo"),
    path("several/", triage.several, name="several"),
    path("messages/", talks.undecided, name="messages"),
    path("messages/<uuid:uuid>/decision/", talks.decision, name="message_decision"),
    path("<uuid:uuid>/talk/", talks.panel, name="talk_panel"),
    path("<uuid:uuid>/talk/reply/", talks.reply, name="reply"),
    path("photos/<uuid:uuid>.jpg", queue.photo, name="photo"),
    path("<uuid:uuid>/", queue.alert, name="alert"),
    path("<uuid:uuid>/correction/", triage.correction, name="correction"),
    path("<uuid:uuid>/reading/", triage.reading, name="reading"),
    path("<uuid:uuid>/place/<uuid:area>/", triage.place, name="place"),
    path("<uuid:uuid>/gathering/<uuid:other>/", triage.gathering, name="gathering"),
    path("<uuid:uuid>/transfer/", triage.transfer, name="transfer"),
    path("<uuid:uuid>/dismissal/", triage.dismissal, name="dismissal"),
    path("<uuid:uuid>/question/", triage.question, name="question"),
    path("<uuid:uuid>/note/", triage.note, name="note"),
]
