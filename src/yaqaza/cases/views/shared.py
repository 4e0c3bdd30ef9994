"""How the small pages of a file answer: one question, or a longer form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from yaqaza.cases import actions, rules
from yaqaza.cases.models import Case
from yaqaza.core.pages import done, page


def ask(
    request: HttpRequest,
    case: Any,
    form: forms.BaseForm | None,
    *,
    title: str,
    submit: str,
    text: str = "",
    danger: bool = False,
) -> HttpResponse:
    """One question with at most one field: a dialog, or its page."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": case.get_absolute_url(),
        "text": text,
        "danger": danger,
    }
    status = 422 if form is not None and form.is_bound else 200
    return page(request, "core/ask.html", context, block="dialog", status=status)


def form_page(
    request: HttpRequest,
    case: Case,
    form: forms.BaseForm,
    *,
    title: str,
    submit: str,
    template: str = "cases/form.html",
    takes: bool = False,
    **more: Any,
) -> HttpResponse:
    """A longer form about a file; that a sensitive one is read by it is kept. ``takes``: the act may put it into the reader's hands."""
    actions.read(case=case, by=request.user, what="form")
    context = {"form": form, "title": title, "submit": submit, "case": case, **more}
    context["takes"] = takes and rules.takes(case, by=request.user)
    return page(request, template, context, status=422 if form.is_bound else 200)


def run(
    request: HttpRequest, form: forms.BaseForm, action: Callable[..., Any], back: Any, **arguments: Any
) -> HttpResponse | None:
    """Run an action when the form is right, and go back to the file; None when the form has to be shown (again)."""
    if form.is_valid() and done(request, form, action, **arguments):
        return redirect(back)
    return None
