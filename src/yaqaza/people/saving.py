"""Running an action with values that are not simply a form's clean data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest

from yaqaza.core.refusal import NotFound, NotPermitted, Refused


def saved(
    request: HttpRequest, form: BaseForm, action: Callable[..., Any], values: Mapping[str, Any], **more: Any
) -> Any:
    """Run ``action`` with ``values`` and the user as ``by``; a refusal becomes an error of the form (as ``core.pages.done``)."""
    try:
        result = action(by=request.user, **values, **more)
    except (NotPermitted, NotFound):
        raise
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return True if result is None else result
