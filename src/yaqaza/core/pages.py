"""How a view answers: the full page, or only the block that htmx asked for; an action, or its refusal as a form error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import DisallowedHost, ValidationError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from render_block import render_block_to_string

from yaqaza.core.refusal import NotFound, NotPermitted, Refused


def page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, *, block: str = "", status: int = 200
) -> HttpResponse:
    """Render ``template``; for an htmx request that is not boosted, only its ``block`` when one is named."""
    htmx = getattr(request, "htmx", None)
    if block and htmx and not htmx.boosted:
        return HttpResponse(render_block_to_string(template, block, context or {}, request), status=status)
    return render(request, template, context, status=status)


def way_back(request: HttpRequest) -> str:
    """Return the page of ours from which the reader came, "" for an address that was typed or came from elsewhere."""
    try:
        came, here = urlsplit(request.headers.get("Referer", "")), request.get_host()
    except (
        ValueError,
        DisallowedHost,
    ):  # an address that is none, or a name that is not ours: both end on an error page
        return ""
    same = came.path == request.path and request.method == "GET"  # pressing it would only come here again
    if same or came.netloc != here or came.path.startswith("//"):
        return ""
    return came._replace(scheme="", netloc="", fragment="").geturl()


def error_page(request: HttpRequest, status: int, **context: Any) -> HttpResponse:
    """Answer with the page of an error, and the ways on from it: where the reader came from, and the start of their own work."""
    user = getattr(request, "user", None)
    ways = {"back": way_back(request), "signed_in": user is not None and user.is_authenticated}
    return render(request, f"core/errors/{status}.html", ways | context, status=status)


def done(request: HttpRequest, form: BaseForm, action: Callable[..., Any], **arguments: Any) -> Any:
    """Run ``action`` with the form's clean data and the user as ``by``; turn a refusal into an error of the form.

    Returns the action's result, or ``True`` when it returns nothing, or ``None`` when it refused (the form then says why).
    NotPermitted and NotFound are not the form's matter and pass through.
    """
    try:
        result = action(by=request.user, **arguments, **form.cleaned_data)
    except (NotPermitted, NotFound):
        raise
    except Refused as refusal:
        form.add_error(None, ValidationError(str(refusal), code="refused"))
        return None
    return True if result is None else result
