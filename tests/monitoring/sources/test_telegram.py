"""A public Telegram channel by its preview."""

from __future__ import annotations

from tests.monitoring.sources.payloads import again, query_of

from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Kind


def telegram_page(*numbers: int) -> bytes:
    blocks = "".join(
        f'<div class="tgme_widget_message text_not_supported_wrap" data-post="hay/{number}">'
        f'<a class="tgme_widget_message_owner_name"><span>الحي</span></a>'
        f'<div class="tgme_widget_message_text js-message_text">شيخ بلا مأوى<br/>رقم {number}</div>'
        f'<span class="tgme_widget_message_views">1.2K</span><time datetime="2026-11-21T10:00:00+00:00">10:00</time></div>'
        for number in numbers
    )
    return f'<html><div class="tgme_channel_info">x</div>{blocks}</html>'.encode()


def test_a_telegram_channel_is_read_forward_by_its_numbers(source, provider) -> None:
    channel = source(Kind.TELEGRAM, {"channel": "@hay", "server": provider.url})
    provider.will(200, telegram_page(3, 4))
    assert actions.fetch(source_id=channel.pk) == 2
    assert provider.calls[0].path == "/s/hay"
    provider.will(200, telegram_page(6, 5))
    assert again(channel) == 2
    assert query_of(provider.calls[1]) == {"after": "4"}
    post = Post.objects.order_by("id").first()
    assert (post.text, post.url, post.reach) == ("شيخ بلا مأوى\nرقم 3", "https://t.me/hay/3", 13)
    provider.will(302, b"", Location="https://t.me/hay")
    again(channel)
    channel.refresh_from_db()
    assert channel.trouble == Reason.SETTINGS  # the channel shows no preview any more
