from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "yaqaza.portal"
    label = "portal"
