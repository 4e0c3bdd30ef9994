from django.apps import AppConfig


class ServicesConfig(AppConfig):
    name = "yaqaza.services"
    label = "services"

    def ready(self) -> None:
        """A file's timeline links an act for those who may open it, its paper lists the acts; the audit trail names kinds of help, and
        tells the acts with their file."""
        from yaqaza.accounts import details, parts
        from yaqaza.cases import paper, timeline  # models are loaded only now
        from yaqaza.services import catalogue, queries
        from yaqaza.services.paper import section

        timeline.VISIBLE["delivery"] = queries.visible_to
        paper.SECTIONS["services"] = section
        details.WORDS["service"] = catalogue.name_of
        parts.PARTS["cases.Case"]["services.ServiceDelivery"] = "case"
