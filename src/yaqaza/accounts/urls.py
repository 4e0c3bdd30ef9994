from django.urls import path

from yaqaza.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.organisations, name="organisations"),
    path("new/", views.organisation_new, name="organisation_new"),
    path("users/", views.users, name="users"),
    path("users/new/", views.user_new, name="user_new"),
    path("users/<uuid:user_id>/", views.user, name="user"),
    path("users/<uuid:user_id>/active/", views.user_active, name="user_active"),
    path("postings/<uuid:posting_id>/end/", views.posting_end, name="posting_end"),
    path("audit/", views.audit_trail, name="audit"),
    path("me/", views.me, name="me"),
    path("<uuid:organisation_id>/", views.organisation, name="organisation"),
    path("<uuid:organisation_id>/status/", views.organisation_status, name="organisation_status"),
]
