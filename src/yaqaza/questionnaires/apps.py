from django.apps import AppConfig


class QuestionnairesConfig(AppConfig):
    name = "yaqaza.questionnaires"
    label = "questionnaires"
