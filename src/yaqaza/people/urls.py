from django.urls import path

from yaqaza.people import comparing_views, views

app_name = "people"
urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions/", views.suggest, name="suggest"),
    path("new/", views.new, name="new"),
    path("likenesses/", comparing_views.likenesses, name="likenesses"),
    path("likenesses/<uuid:uuid>/", comparing_views.likeness, name="likeness"),
    path("likenesses/<uuid:uuid>/undoing/", comparing_views.likeness_undo, name="likeness_undo"),
    path("merges/<uuid:uuid>/undoing/", comparing_views.unmerging, name="unmerging"),
    path("<uuid:uuid>/", views.person, name="person"),
    path("<uuid:uuid>/likeness/", comparing_views.like, name="like"),
    path("<uuid:uuid>/correction/", views.edit, name="edit"),
    path("<uuid:uuid>/identity/", views.identity, name="identity"),
    path("<uuid:uuid>/phones/", views.phone, name="phone"),
    path("<uuid:uuid>/phones/removal/", views.phone_removal, name="phone_removal"),
    path("<uuid:uuid>/consents/", views.consent, name="consent"),
    path("<uuid:uuid>/household/", views.household_new, name="household_new"),
    path("consents/<uuid:uuid>/withdrawal/", views.withdrawal, name="withdrawal"),
    path("households/<uuid:uuid>/", views.household, name="household"),
    path("households/<uuid:uuid>/correction/", views.household_edit, name="household_edit"),
    path("households/<uuid:uuid>/members/", views.member, name="member"),
    path("households/<uuid:uuid>/members/<uuid:person_uuid>/departure/", views.departure, name="departure"),
]
