import base64

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from yaqaza.core.keyset import paginate
from yaqaza.core.models import Counter


class Walks(TestCase):
    @settings(max_examples=60, deadline=None)
    @given(st.lists(st.integers(0, 5), max_size=30), st.integers(1, 7), st.sampled_from(["value", "-value"]))
    def test_walking_forth_and_back_meets_every_row_once_in_order(
        self, values: list[int], size: int, first: str
    ) -> None:
        Counter.objects.all().delete()
        Counter.objects.bulk_create(Counter(series=f"s{number:03}", value=value) for number, value in enumerate(values))
        order = [first, "series"]
        expected = list(Counter.objects.order_by(*order))
        met, cursor, pages = [], "", []
        while True:
            page = paginate(Counter.objects.all(), order=order, cursor=cursor, size=size)
            met += page.items
            pages.append(page)
            if not page.next_cursor:
                break
            cursor = page.next_cursor
        assert met == expected
        assert pages[0].previous_cursor == ""
        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            back = paginate(Counter.objects.all(), order=order, cursor=back.previous_cursor, size=size)
            assert back.items == earlier.items

    @settings(max_examples=60, deadline=None)
    @given(st.text(max_size=40))
    def test_a_cursor_that_cannot_be_read_gives_the_first_page(self, cursor: str) -> None:
        Counter.objects.get_or_create(series="only", defaults={"value": 1})
        assert [row.series for row in paginate(Counter.objects.all(), order=["value", "series"], cursor=cursor)] == [
            "only"
        ]

    def test_a_cursor_tells_nothing_of_the_row(self) -> None:
        Counter.objects.bulk_create(Counter(series=f"samira-{number}", value=1) for number in range(3))
        cursor = paginate(Counter.objects.all(), order=["series"], size=1).next_cursor
        readable = cursor.encode() + base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        assert b"samira" not in readable
