"""Sources and posts to try things on, and a provider on this machine that answers as it is told."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from tests.channels.conftest import Provider
from tests.channels.conftest import provider as local_provider  # noqa: F401  # the same local server

from yaqaza.channels import network
from yaqaza.core.crypto import blind_index
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post, Source
from yaqaza.monitoring.sources.base import Found
from yaqaza.monitoring.states import Kind

OLD_MAN = "عاجل: شيخ طاعن في السن بلا مأوى ينام في الشارع قرب محطة الحافلات في بلدية باب الوادي منذ ثلاثة أيام بدون غطاء ولا طعام"
MATCH = "مبروك للمنتخب الوطني الفوز الكبير في مباراة الأمس، جمهور رائع وأهداف جميلة"


@pytest.fixture
def provider(local_provider: Provider, monkeypatch) -> Provider:  # noqa: F811
    """The local server in the place of a public one, which is all that sources may lead to."""
    call, refused = network.call, network.why_not_url

    def called(*given: Any, public_only: bool, **more: Any) -> network.Answer:
        assert public_only
        return call(*given, **more)

    monkeypatch.setattr(network, "call", called)
    monkeypatch.setattr(network, "why_not_url", lambda url, **_public_only: refused(url))
    return local_provider


@pytest.fixture
def source(houses) -> Callable[..., Source]:
    """Add a source of the cell of Algiers that is switched on."""

    def make(
        kind: Kind = Kind.FILE, values: dict[str, str] | None = None, secrets: dict[str, str] | None = None, **more: Any
    ) -> Source:
        given = {"name": "مصدر", "organisation": houses.cell, "enabled": True} | more
        return Source.objects.create(
            kind=kind, settings=values or {}, secrets=json.dumps(secrets) if secrets else "", **given
        )

    return make


@pytest.fixture
def publish(source, places) -> Callable[..., list[Post]]:
    """Let texts be published, each by its own author, and gather them."""
    count = iter(range(1_000_000))

    def make(
        *texts: str, at: datetime | None = None, into: Source | None = None, gather: bool = True, **more: Any
    ) -> list[Post]:
        where = into or Source.objects.filter(kind=Kind.FILE).first() or source()
        found = []
        for text in texts:
            number = next(count)
            found.append(
                Found(
                    **{
                        "external_id": str(number),
                        "text": text,
                        "raw": json.dumps({"id": number, "text": text}, ensure_ascii=False),
                        "published_at": (at or timezone.now() - timedelta(hours=1)),
                        "url": f"https://posts.example/{number}",
                        "handle": f"user{number}",
                        "name": f"كاتب {number}",
                    }
                    | more
                )
            )
        actions.keep(source=where, posts=found)
        if gather:
            actions.gather()
        indexes = [blind_index(f"post:{where.pk}", each.external_id) for each in found]
        rows = Post.objects.filter(source=where, index__in=indexes).order_by("id")
        return list(rows)

    return make


@pytest.fixture
def mastodon(source, provider) -> Source:
    return source(Kind.MASTODON, {"server": provider.url, "tag": "تضامن"}, {"token": "t-1"})
