from django.urls import path

from yaqaza.field.views import day, missions, panels, places, roster, teams

app_name = "field"
urlpatterns = [
    path("day/", day.day, name="day"),
    path("missions/", missions.missions, name="missions"),
    path("missions/new/", missions.order, name="order"),
    path("missions/<uuid:uuid>/", missions.mission, name="mission"),
    path("missions/<uuid:uuid>/order.pdf", missions.order_pdf, name="order_pdf"),
    path("missions/<uuid:uuid>/change/", missions.change, name="change"),
    path("missions/<uuid:uuid>/cancellation/", missions.cancellation, name="cancellation"),
    path("missions/<uuid:uuid>/departure/", day.departure, name="departure"),
    path("missions/<uuid:uuid>/arrival/", day.arrival, name="arrival"),
    path("missions/<uuid:uuid>/findings/", day.findings, name="findings"),
    path("missions/<uuid:uuid>/photos/", day.photos, name="photos"),
    path("missions/<uuid:uuid>/end/", day.end, name="end"),
    path("photos/<uuid:uuid>/", missions.photo, name="photo"),
    path("teams/", teams.teams, name="teams"),
    path("teams/new/", teams.new, name="team_new"),
    path("teams/near/", panels.teams, name="teams_panel"),
    path("teams/<uuid:uuid>/", teams.team, name="team"),
    path("teams/<uuid:uuid>/members/", teams.members, name="team_members"),
    path("teams/<uuid:uuid>/members/<uuid:member>/end/", teams.membership_end, name="membership_end"),
    path("roster/", roster.roster, name="roster"),
    path("roster/print/", roster.paper, name="roster_paper"),
    path("roster/roster.xlsx", roster.xlsx, name="roster_xlsx"),
    path("roster/<uuid:house>/shifts/new/", roster.shift_new, name="shift_new"),
    path("roster/<uuid:house>/copy/", roster.copy, name="roster_copy"),
    path("roster/<uuid:house>/leave/", roster.leave, name="leave"),
    path("roster/<uuid:house>/leave/<uuid:uuid>/end/", roster.leave_back, name="leave_back"),
    path("shifts/<uuid:uuid>/", roster.shift, name="shift"),
    path("shifts/<uuid:uuid>/end/", roster.shift_out, name="shift_out"),
    path("places/", places.places, name="places"),
    path("places/<uuid:uuid>/", places.house, name="places_house"),
    path("alerts/<uuid:uuid>/panel/", panels.alert, name="alert_panel"),
    path("people/<uuid:uuid>/panel/", panels.person, name="person_panel"),
]
