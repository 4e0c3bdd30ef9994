"""A web page: what was not there before is a post."""

from __future__ import annotations

from tests.monitoring.sources.payloads import again

from yaqaza.channels.states import Reason
from yaqaza.monitoring import actions
from yaqaza.monitoring.models import Post
from yaqaza.monitoring.states import Kind


def test_of_a_web_page_only_what_was_not_there_before_is_a_post(source, provider) -> None:
    page = source(Kind.PAGE, {"url": f"{provider.url}/p", "selector": "#list"})
    old = "<p>هذا إعلان قديم كان هنا قبل أن نبدأ المتابعة وما زال هنا كما هو</p>"
    new = "<p>عجوز وحيدة في باب الوادي تحتاج إلى دواء وطعام وليس لها أحد يعينها</p>"
    wrap = '<html><nav>menu menu menu menu menu menu menu menu menu</nav><div id="list">{}</div></html>'
    provider.will(200, wrap.format(old).encode(), ETag='"1"')
    assert actions.fetch(source_id=page.pk) == 0
    provider.will(200, wrap.format(new + old).encode())
    assert again(page) == 1
    assert Post.objects.get().text.startswith("عجوز وحيدة")
    provider.will(200, b"<html><div>other</div></html>")
    again(page)
    page.refresh_from_db()
    assert page.trouble == Reason.ANSWER  # the part that was watched is gone: it is said, not read as silence
