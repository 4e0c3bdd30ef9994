from django.urls import include, path

from yaqaza.questionnaires.views import devices, filling, openrosa, questionnaires, submissions

app_name = "questionnaires"

# Twice: with a key in the address, and without one for HTTP Digest. Collect adds formList and submission by itself.
phones = [
    path("formList", openrosa.form_list, name="openrosa_list"),
    path("submission", openrosa.submission, name="openrosa_submission"),
    path("forms/<uuid:uuid>/form.xml", openrosa.form, name="openrosa_form"),
    path("forms/<uuid:uuid>/manifest", openrosa.manifest, name="openrosa_manifest"),
    path("forms/<uuid:uuid>/media/<int:number>", openrosa.media, name="openrosa_media"),
    path("forms/<uuid:uuid>/lists/<str:name>", openrosa.entity_list, name="openrosa_entities"),
    path("forms/<uuid:uuid>/lists/<str:name>/integrity", openrosa.integrity, name="openrosa_integrity"),
]
urlpatterns = [
    path("", questionnaires.listing, name="list"),
    path("new/", questionnaires.new, name="new"),
    path("openrosa/key/<str:key>/", include(phones)),
    path("openrosa/", include(phones)),
    path("phones/", devices.listing, name="devices"),
    path("phones/new/", devices.new, name="device_new"),
    path("phones/<uuid:uuid>/", devices.device, name="device"),
    path("phones/<uuid:uuid>/revocation/", devices.revocation, name="device_revocation"),
    path("filling/", filling.door, name="filling_door"),
    path("answers/", submissions.listing, name="submissions"),
    path("answers/<uuid:uuid>/", submissions.submission, name="submission"),
    path("answers/<uuid:uuid>/choice/", submissions.choice, name="choice"),
    path("answers/<uuid:uuid>/xml/", submissions.xml, name="submission_xml"),
    path("answers/<uuid:uuid>/correction/", filling.correction, name="correction"),
    path("answers/files/<uuid:uuid>/", submissions.attachment, name="attachment"),
    path("versions/<uuid:uuid>/", questionnaires.preview, name="preview"),
    path("versions/<uuid:uuid>/file/", questionnaires.source, name="source"),
    path("versions/<uuid:uuid>/publication/", questionnaires.publication, name="publication"),
    path("versions/<uuid:uuid>/removal/", questionnaires.removal, name="removal"),
    path("versions/<uuid:uuid>/media/", questionnaires.media, name="media"),
    path("versions/<uuid:uuid>/media/<int:number>/", filling.media, name="filling_media"),
    path("versions/<uuid:uuid>/lists/<str:name>", filling.entity_list, name="filling_list"),
    path("versions/<uuid:uuid>/form.xml", filling.form, name="filling_form"),
    path("versions/<uuid:uuid>/filling/", filling.filling, name="filling"),
    path("<uuid:uuid>/", questionnaires.questionnaire, name="questionnaire"),
    path("<uuid:uuid>/versions/new/", questionnaires.revision, name="revision"),
    path("<uuid:uuid>/retirement/", questionnaires.retirement, name="retirement"),
    path("<uuid:uuid>/return/", questionnaires.coming_back, name="return"),
    path("<uuid:uuid>/export/<slug:kind>/", submissions.export, name="export"),
]
