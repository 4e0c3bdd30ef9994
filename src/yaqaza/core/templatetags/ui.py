"""The components as tags; ``templates/README.md`` says how to write with them, ``/components/`` shows them all."""

from __future__ import annotations

from django import template

from yaqaza.core.ui import blocks, doing, forms, words

register = template.Library()
for library in (words, doing, forms, blocks):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)
