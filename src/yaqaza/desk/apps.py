from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "yaqaza.desk"
    label = "desk"
