"""What belongs to a thing: whoever asks what was done to a file is told what was done to its plan and its missions, too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Q

from yaqaza.accounts import acts

PARTS: dict[str, dict[str, str]] = {}
"""By the label of a thing, the labels of its parts with the fields that lead from them to it. Apps add theirs when they start."""


@dataclass(frozen=True)
class About:
    """Which acts are about a thing, and in words what they were done to beside the thing itself."""

    acts: Q
    kind: str = ""
    parts: list[str] = field(default_factory=list)


def about(uuid: UUID) -> About:
    """Return what narrows the audit trail to a thing and its parts; to the thing alone when it has none that are known."""
    for label, parts in PARTS.items():
        if pks := _ids(label, uuid=uuid):
            found = Q(object_type=label, object_id__in=pks)  # the entries are indexed by the two
            for part, path in parts.items():
                found |= Q(object_type=part, object_id__in=_ids(part, **{f"{path}__in": pks}))
            return About(found, str(acts.OBJECTS[label]), [str(acts.OBJECTS[part]) for part in parts])
    return About(Q(object_uuid=uuid))


def _ids(label: str, **wanted: Any) -> list[int]:
    return list(apps.get_model(label)._default_manager.filter(**wanted).values_list("pk", flat=True))
