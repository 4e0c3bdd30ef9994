from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "yaqaza.cases"
    label = "cases"
