from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "yaqaza.accounts"
    label = "accounts"
