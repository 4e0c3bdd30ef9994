"""Connectors to the outside, what came in and went out by them, and who wants no messages."""

from yaqaza.channels.models.messages import Arrival, Attempt, Message, Receipt
from yaqaza.channels.models.ways import Connector, Contact, OptOut, Probe, Subscription
from yaqaza.channels.models.wording import ProviderTemplate, Template

__all__ = [
    "Arrival", "Attempt", "Connector", "Contact", "Message", "OptOut", "Probe", "ProviderTemplate", "Receipt", "Subscription", "Template",
]  # fmt: skip
