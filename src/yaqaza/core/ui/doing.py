"""Buttons, their refusals, and the modules that a page's elements are tied to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django import template
from django.contrib.messages import get_messages
from django.middleware.csrf import get_token
from django.template.context import Context
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yaqaza.core.ui.drawing import QUIET, render, stable_id

register = template.Library()

STYLES = ("primary", "danger", "quiet", "big", "wide")
ACT_OPTIONS = {*STYLES, "post", "why", "icon", "after", "key", "dialog", "confirm", "fields", "push"}
SUBMIT_OPTIONS = {*STYLES, "name", "value", "icon", "after", "key", "push"}


@register.simple_tag
def behaviour(names: str) -> SafeString:
    """Attributes that tie an element to its modules: ``core/js/NAME.js``, or ``APP/js/NAME.js`` for "APP/NAME"."""
    modules = []
    for item in names.split():
        app, _, module = item.rpartition("/")
        modules.append(static(f"{app or 'core'}/js/{module}.js"))
    return format_html('data-behaviour="{}" data-module="{}"', names, " ".join(modules))


@register.simple_tag(takes_context=True)
def act(context: Context, url: str, label: Any, **options: Any) -> SafeString:
    """A button that leads to a page or, with ``post``, does the act; with ``why`` it is refused by a sentence."""
    if unknown := set(options) - ACT_OPTIONS:
        raise TypeError(f"{{% act %}} does not know {', '.join(sorted(unknown))}.")
    letter = options.get("key", "")
    return render(
        "act",
        **options,
        url=url,
        label=label,
        classes=_button(options),
        key_code=f"Key{letter}" if len(letter) == 1 and letter.isalpha() else letter,
        why_id=stable_id("why", url, label),
        hidden=parse_qsl(options.get("fields", "")),
        csrf_token=get_token(context["request"]) if options.get("post") else "",
    )


@register.simple_tag
def submit(label: Any, **options: Any) -> SafeString:
    """The button of a form. It is the primary one unless ``primary=False``, ``danger`` or ``quiet`` is said."""
    if unknown := set(options) - SUBMIT_OPTIONS:
        raise TypeError(f"{{% submit %}} does not know {', '.join(sorted(unknown))}.")
    letter = options.get("key", "")
    styled = options | {"primary": options.get("primary", not (options.get("danger") or options.get("quiet")))}
    return render("submit", **options, label=label, classes=_button(styled), key_code=f"Key{letter}" if letter else "")


def _button(options: dict[str, Any]) -> str:
    styles = [style for style in STYLES if options.get(style)]
    return " ".join(["button", *(f"button--{style}" for style in styles), *(["push"] if options.get("push") else [])])


@register.simple_tag
def refusal(sentence: Any) -> SafeString:
    return render("refusal", sentence=sentence) if sentence else QUIET


@register.simple_tag(takes_context=True)
def toasts(context: Context) -> SafeString:
    """What the last act left to say (Django's messages); ``extra_tags="undo:URL"`` gives it a way back."""
    request = context.get("request")
    if request is None or not hasattr(request, "_messages"):
        return QUIET
    shown = []
    for message in get_messages(request):
        _, _, undo = (message.extra_tags or "").partition("undo:")
        shown.append(render("toast", text=message.message, undo=undo, csrf_token=get_token(request) if undo else ""))
    return format_html_join("", "{}", ((toast,) for toast in shown))
