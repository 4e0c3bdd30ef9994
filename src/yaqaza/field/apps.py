from django.apps import AppConfig


class FieldConfig(AppConfig):
    name = "yaqaza.field"
    label = "field"
