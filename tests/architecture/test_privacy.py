"""Every field of every model is declared once: identifies, sensitive or safe."""

from __future__ import annotations

import pytest

from yaqaza.core import privacy


@pytest.mark.parametrize("model", privacy.our_models(), ids=lambda model: model._meta.label)
def test_every_field_is_declared_exactly_once(model) -> None:
    assert privacy.problems(model) == []
