from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "yaqaza.people"
    label = "people"
