from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from yaqaza.cases.models import Case, FollowUp, Goal, Plan, Step
from yaqaza.field.models import Finding, Membership, MissionPhoto
from yaqaza.mobile import actions, words
from yaqaza.mobile.models import Operation, Phone, Upload
from yaqaza.mobile.operations import KINDS
from yaqaza.people import actions as people
from yaqaza.people.models import Likeness, Person
from yaqaza.services.models import ServiceDelivery

pytestmark = pytest.mark.django_db
SAW = {"outcome": "MET", "situation": "Deux enfants, pas de chauffage.", "needs": ["FOOD_WATER"], "danger": "NONE"}


@pytest.fixture
def someone(cast, houses, places):
    return people.create_person(by=cast.duniya, area=places.bab_el_oued, name_latin="Yamina Testa", address="rue A")


def shown(operation: Operation, by) -> str:
    """What the page that shows both versions sends back."""
    return words.seen(words.lines_of(operation, reader=by))


class TestWhatGoesOut:
    def test_a_first_call_brings_the_day_and_the_second_brings_nothing(self, device, cast, order, someone) -> None:
        mission = order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        assert [record["number"] for record in phone.of("mission")] == [mission.number]
        assert [record["name_latin"] for record in phone.of("person")] == ["Yamina Testa"]
        assert {record["fr"] for record in phone.of("area")} >= {"Bab El Oued", "Casbah"}
        again = phone.call()
        assert (again["put"], again["gone"], again["cursor"]) == ([], [], phone.cursor)

    def test_only_what_changed_goes_out(self, device, cast, order, someone) -> None:
        order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        people.correct_person(person=someone, by=cast.duniya, version=1, address="rue B")
        answer = phone.call()
        assert [(record["kind"], record["address"]) for record in answer["put"]] == [("person", "rue B")]

    def test_an_answer_that_is_lost_is_given_again(self, device, cast, order) -> None:
        order()
        phone = device(cast.farid, lose=iter(["back", "there", "back"] + [""] * 9).__next__)
        phone.sync()
        assert len(phone.of("mission")) == 1

    def test_a_phone_that_was_emptied_gets_everything_anew(self, device, cast, order) -> None:
        order()
        phone = device(cast.farid)
        phone.sync()
        phone.cursor, phone.records = 0, {}
        phone.sync()
        assert len(phone.of("mission")) == 1

    def test_what_left_ones_reach_leaves_the_phone(self, device, cast, order, team) -> None:
        order()
        phone = device(cast.farid)
        phone.sync()
        day = timezone.localdate()
        Membership.objects.update(from_on=day - timedelta(days=9), until_on=day - timedelta(days=1))
        phone.sync()
        assert phone.of("mission") == []

    def test_a_file_that_only_named_people_read_is_not_held(self, device, cast, someone) -> None:
        values = {
            "number": "16-2026-000001", "programme_code": "X", "person": someone, "summary": "…", "urgency": 3, "area": someone.area,
            "area_path": someone.area.path, "organisation": someone.organisation, "worker": cast.amina, "opened_by": cast.amina,
        }  # fmt: skip
        case = Case.objects.create(**values)
        phone = device(cast.amina)
        phone.sync()
        assert [record["number"] for record in phone.of("case")] == ["16-2026-000001"]
        Case.objects.filter(pk=case.pk).update(confidentiality="SENSITIVE")
        phone.sync()
        assert phone.of("case") == []

    def test_ones_file_tells_who_looked_last_what_is_to_be_given_and_how_to_call(self, device, cast, someone) -> None:
        case = Case.objects.create(
            number="16-2026-000001", programme_code="X", person=someone, summary="…", urgency=3, area=someone.area,
            area_path=someone.area.path, organisation=someone.organisation, worker=cast.amina, opened_by=cast.amina,
        )  # fmt: skip
        noon = timezone.now().replace(hour=12)
        for days in (20, 9):
            at = noon - timedelta(days=days)
            done = {"done_at": at, "done_by": cast.amina, "situation": 3}
            FollowUp.objects.create(case=case, due_on=at.date(), planned_by=cast.amina, **done)
        plan = Plan.objects.create(case=case, written_by=cast.amina, approved_at=noon, approved_by=cast.brahim)
        goal = Goal.objects.create(plan=plan, written_by=cast.amina, approach="MEDICAL", title="علاج")
        Step.objects.create(goal=goal, title="موعد", due_on=noon.date())
        Step.objects.create(goal=goal, title="تم", done_at=noon, done_by=cast.amina)
        phone = device(cast.amina)
        phone.sync()
        [held] = phone.of("case")
        assert held["visited"] == (noon - timedelta(days=9)).isoformat()
        assert held["steps"] == [{"title": "موعد", "due": noon.date().isoformat()}]
        assert held["person"] in phone.records

    def test_as_many_statements_for_three_missions_as_for_one(self, device, cast, order, someone) -> None:
        phone = device(cast.farid)
        counts = []
        for number in (1, 2):
            for _each in range(number):
                order(person=someone)
            phone.sync()
            with CaptureQueriesContext(
                connection,
            ) as seen:
                phone.call()
            counts.append(len(seen))
        assert counts[0] == counts[1]


class TestWhatComesIn:
    def test_what_was_refused_is_let_go_by_who_wrote_it_once_it_was_done_anew(
        self, device, cast, order, someone
    ) -> None:
        order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        wrong = phone.do("person.phone", person=str(someone.uuid), number="99999999")
        phone.sync()
        assert phone.receipts[wrong]["state"] == "REFUSED"
        right = phone.do("person.phone", person=str(someone.uuid), number="0550004599")
        gone = phone.do("operation.letting_go", after=[right], operation=wrong)
        phone.sync()
        states = dict(Operation.objects.values_list("uuid", "state"))
        assert {str(uuid): state for uuid, state in states.items()} == {
            wrong: "SETTLED",
            right: "APPLIED",
            gone: "APPLIED",
        }
        assert Operation.objects.get(uuid=wrong).data == ""

    def test_nobody_lets_go_what_another_wrote_or_what_is_done(self, device, cast, order, someone) -> None:
        order(person=someone)
        phone, other = device(cast.farid), device(cast.amina)
        phone.sync()
        wrong = phone.do("person.phone", person=str(someone.uuid), number="99999999")
        right = phone.do("person.phone", person=str(someone.uuid), number="0550004599")
        phone.sync()
        tried = other.do("operation.letting_go", operation=wrong)
        other.sync()
        done = phone.do("operation.letting_go", operation=right)
        phone.sync()
        assert (other.receipts[tried]["state"], phone.receipts[done]["state"]) == ("REFUSED", "APPLIED")
        assert set(Operation.objects.filter(uuid__in=[wrong, right]).values_list("state", flat=True)) == {
            "REFUSED", "APPLIED",
        }  # fmt: skip

    def test_a_day_without_network_comes_in_by_one_call_with_its_hours(self, device, cast, order, someone) -> None:
        mission = order(person=someone, window_start=timezone.now())
        phone = device(cast.farid, slow=timedelta(hours=3))
        phone.sync()
        left = phone.do("mission.departure", mission=str(mission.uuid))
        came = phone.do("mission.arrival", mission=str(mission.uuid), after=[left])
        wrote = phone.do("mission.findings", mission=str(mission.uuid), after=[came], **SAW)
        phone.do("mission.end", mission=str(mission.uuid), after=[wrote])
        phone.sync()
        mission.refresh_from_db()
        assert mission.status == "DONE"
        assert timezone.now() - mission.departed_at < timedelta(minutes=1)  # the phone's clock was three hours slow
        assert mission.finding.situation == SAW["situation"]
        assert {receipt["state"] for receipt in phone.receipts.values()} == {"APPLIED"}
        assert set(Operation.objects.values_list("data", flat=True)) == {""}

    def test_in_any_order_and_each_several_times(self, device, cast, order) -> None:
        mission = order()
        phone = device(cast.farid)
        left = phone.do("mission.departure", mission=str(mission.uuid))
        came = phone.do("mission.arrival", mission=str(mission.uuid), after=[left])
        wrote = phone.do("mission.findings", mission=str(mission.uuid), after=[came], **SAW)
        end = phone.do("mission.end", mission=str(mission.uuid), after=[wrote])
        acts = {act["uuid"]: act for act in phone.queue}
        for uuids in ([end], [wrote, end], [came], [left, left, came]):
            phone.call(operations=[acts[uuid] for uuid in uuids])
        mission.refresh_from_db()
        assert mission.status == "DONE"
        assert Finding.objects.count() == 1
        assert set(Operation.objects.values_list("state", flat=True)) == {"APPLIED"}
        answer = phone.call(operations=[])
        assert {receipt["state"] for receipt in phone.receipts.values()} == {"APPLIED"}, answer

    def test_two_of_a_team_write_findings_and_somebody_chooses(self, device, cast, order, team, places, houses) -> None:
        mission = order()
        first, second = device(cast.farid), device(cast.farid)
        first.do("mission.departure", mission=str(mission.uuid))
        first.do("mission.arrival", mission=str(mission.uuid))
        first.do("mission.findings", mission=str(mission.uuid), **SAW)
        second.do(
            "mission.findings", mission=str(mission.uuid), **SAW | {"situation": "Trois enfants.", "children": "3"}
        )
        first.sync()
        second.sync()
        waits = Operation.objects.get(state="DIFFERS")
        assert Finding.objects.get().situation == SAW["situation"]
        actions.choose(operation=waits, by=cast.farid, fields=["children"], seen=shown(waits, cast.farid))
        finding = Finding.objects.get()
        assert (finding.children, finding.situation) == (3, SAW["situation"])
        waits.refresh_from_db()
        assert (waits.state, waits.data) == ("SETTLED", "")

    def test_what_the_rules_refuse_is_kept_with_its_sentence_and_can_be_let_go(self, device, cast, order) -> None:
        mission = order()
        phone = device(cast.farid)
        wrote = phone.do("mission.findings", mission=str(mission.uuid), **SAW)
        phone.sync()
        refused = Operation.objects.get(uuid=wrote)
        assert (refused.state, bool(refused.why)) == ("REFUSED", True)
        assert phone.receipts[wrote]["why"] == refused.why
        assert SAW["situation"] in refused.data
        for kind in ("mission.departure", "mission.arrival"):
            phone.do(kind, mission=str(mission.uuid))
        phone.sync()
        assert actions.try_again(operation=refused, by=cast.farid).state == "APPLIED"
        assert Finding.objects.get().situation == SAW["situation"]

    def test_a_fault_of_ours_keeps_what_was_sent(self, device, cast, monkeypatch) -> None:
        def breaks(act):
            return 1 / 0

        monkeypatch.setitem(KINDS, "person.phone", breaks)
        phone = device(cast.farid)
        phone.do("person.phone", person="x", number="0555")
        phone.sync()
        monkeypatch.undo()
        row = Operation.objects.get()
        assert (row.state, "0555" in row.data) == ("BROKEN", True)

    def test_the_same_number_with_another_content_is_refused_and_changes_nothing(self, device, cast, places) -> None:
        phone = device(cast.farid)
        uuid = phone.do("person.new", description="رجل في الستين", area=str(places.bab_el_oued.uuid))
        first = dict(phone.queue[0])
        phone.sync()
        phone.call(operations=[first | {"data": {"description": "other", "area": str(places.bab_el_oued.uuid)}}])
        assert phone.receipts[uuid]["state"] == "OTHER"
        assert [person.description for person in Person.objects.all()] == ["رجل في الستين"]

    def test_an_unnamed_man_is_recorded_once_and_help_is_given_to_him(self, device, cast, places, run_jobs) -> None:
        call_command("load_catalogue", verbosity=0)
        phone = device(cast.farid)
        met = phone.do(
            "person.new", description="رجل في الستين قرب المحطة", sex="MALE", area=str(places.bab_el_oued.uuid)
        )
        phone.sync()
        from yaqaza.services.models import Programme, ServiceType

        kind = next(
            k["code"]
            for k in phone.of("service")
            if not k["verified"] and not ServiceType.objects.get(code=k["code"]).unit_kind
        )
        gave = phone.do(
            "service.given", person=met, service=kind, programme=Programme.objects.earliest("id").code,
            on=timezone.localdate().isoformat(), note="", after=[met],
        )  # fmt: skip
        acts = list(phone.queue)
        phone.sync()
        phone.call(operations=acts)
        assert phone.receipts[gave] == {"uuid": gave, "state": "APPLIED"}
        assert str(ServiceDelivery.objects.get().person.uuid) == met

    def test_two_teams_that_met_the_same_woman_get_a_question(self, device, cast, places, run_jobs) -> None:
        here = str(places.bab_el_oued.uuid)
        for name in ("Fatima Zohra Benali", "Fatma Zohra Benali"):
            phone = device(cast.farid)
            phone.do("person.new", name_latin=name, sex="FEMALE", birth=["1961-05-04", "DAY"], area=here)
            phone.sync()
        run_jobs()
        assert Person.objects.count() == 2
        assert [row.source for row in Likeness.objects.all()] == ["PHONE"]

    def test_what_waits_for_something_let_go_is_done(self, device, cast, order) -> None:
        mission = order()
        phone = device(cast.farid)
        uuid = "01900000-0000-7000-8000-000000000004"
        shot = phone.do("mission.photo", mission=str(mission.uuid), file=uuid, caption="")
        left = phone.do("mission.departure", mission=str(mission.uuid), after=[shot])
        phone.sync()
        assert phone.receipts[left]["state"] == "WAITING"
        actions.drop(operation=Operation.objects.get(uuid=shot), by=cast.farid)
        phone.call()
        assert phone.receipts[left]["state"] == "APPLIED"

    @pytest.mark.parametrize("text", ["\ud83d", "a\x00b"])
    def test_signs_that_no_database_holds_stop_nothing(self, device, cast, places, text) -> None:
        phone = device(cast.farid)
        odd = phone.do("person.new", description=text, address=text, area=str(places.bab_el_oued.uuid))
        phone.do(text, person="x")
        good = phone.do("person.new", description="رجل", area=str(places.bab_el_oued.uuid))
        phone.sync()
        assert phone.receipts[good]["state"] == "APPLIED"
        assert odd in phone.receipts


class TestCorrections:
    def test_fields_that_do_not_touch_are_merged(self, device, cast, someone, order) -> None:
        order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        people.correct_person(person=someone, by=cast.duniya, version=1, address="rue B")
        phone.do("person.correction", person=str(someone.uuid), was={"description": ""}, now={"description": "grande"})
        phone.sync()
        someone.refresh_from_db()
        assert (someone.address, someone.description) == ("rue B", "grande")

    def test_a_stale_write_overwrites_nothing_and_somebody_chooses(self, device, cast, someone, order) -> None:
        order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        people.correct_person(person=someone, by=cast.duniya, version=1, address="rue B")
        was = {"address": "rue A", "name_latin": "Yamina Testa"}
        uuid = phone.do(
            "person.correction",
            person=str(someone.uuid),
            was=was,
            now={"address": "rue C", "name_latin": "Yamina Teste"},
        )
        phone.sync()
        someone.refresh_from_db()
        assert (someone.address, someone.name_latin) == ("rue B", "Yamina Teste")
        row = Operation.objects.get(uuid=uuid)
        assert row.state == "DIFFERS"
        actions.choose(operation=row, by=cast.farid, fields=["address"], seen=shown(row, cast.farid))
        someone.refresh_from_db()
        assert someone.address == "rue C"

    @pytest.mark.parametrize(
        "bad", [{"sex": "X"}, {"birth": ["x", "DAY"]}, {"area": "1"}, {"identity_number": "1"}, {"address": 7}]
    )
    def test_what_cannot_be_read_is_refused(self, device, cast, someone, order, bad) -> None:
        order(person=someone)
        phone = device(cast.farid)
        uuid = phone.do("person.correction", person=str(someone.uuid), was=dict.fromkeys(bad, ""), now=bad)
        phone.sync()
        assert phone.receipts[uuid]["state"] == "REFUSED"
        assert Person.objects.get().version == 1


class TestFiles:
    PIECE = 700

    def send(self, phone, uuid, content, *, offset):
        headers = {"X-Yaqaza-Phone": str(phone.uuid), "Upload-Length": str(len(content)), "Upload-Offset": str(offset)}
        return phone.client.generic(
            "PATCH",
            f"/m/files/{uuid}/",
            content[offset : offset + self.PIECE],
            content_type="application/octet-stream",
            headers=headers,
        )

    def test_a_photo_comes_in_pieces_before_or_after_what_names_it(self, device, cast, order, picture) -> None:
        mission = order()
        phone = device(cast.farid)
        for kind in ("mission.departure", "mission.arrival"):
            phone.do(kind, mission=str(mission.uuid))
        uuid = "01900000-0000-7000-8000-000000000001"
        shot = phone.do("mission.photo", mission=str(mission.uuid), file=uuid, caption="la cuisine")
        phone.sync()
        assert phone.receipts[shot]["state"] == "WAITING"
        offset = 0
        while offset < len(picture):
            answer = self.send(phone, uuid, picture, offset=offset)
            self.send(phone, uuid, picture, offset=offset)  # a piece twice is one
            self.send(phone, uuid, picture, offset=offset + 5 * self.PIECE)  # a gap is not filled
            offset = int(answer["Upload-Offset"])
        phone.call()
        assert phone.receipts[shot]["state"] == "APPLIED"
        assert MissionPhoto.objects.get().caption == "la cuisine"
        headers = {"X-Yaqaza-Phone": str(phone.uuid)}
        asked = phone.client.head(f"/m/files/{uuid}/", headers=headers)["Upload-Offset"]
        assert asked == str(len(picture))  # a phone that missed the answer does not begin again
        assert not Upload.objects.get().file

    def test_how_much_is_here_can_be_asked(self, device, cast, order, picture) -> None:
        phone = device(cast.farid)
        phone.call()
        uuid = "01900000-0000-7000-8000-000000000002"
        self.send(phone, uuid, picture, offset=0)
        asked = phone.client.head(f"/m/files/{uuid}/", headers={"X-Yaqaza-Phone": str(phone.uuid)})
        assert asked["Upload-Offset"] == str(self.PIECE)

    def test_a_file_that_nothing_named_for_a_month_goes(self, device, cast, order, picture) -> None:
        phone = device(cast.farid)
        phone.call()
        self.send(phone, "01900000-0000-7000-8000-000000000003", picture, offset=0)
        assert actions.forget_old() == 0
        Upload.objects.update(begun_at=timezone.now() - timedelta(days=31))
        assert actions.forget_old() == 1


class TestPhones:
    def test_one_that_is_signed_out_from_afar_deletes_everything(self, device, cast, order) -> None:
        order()
        phone = device(cast.farid)
        phone.sync()
        row = Phone.objects.get()
        assert phone.client.get(f"/m/phones/{row.uuid}/standing/").json() == {"wipe": False}
        actions.end(phone=row, by=cast.farid)
        assert phone.client.get(f"/m/phones/{row.uuid}/standing/").json() == {"wipe": True}
        phone.do("mission.departure", mission="x")
        phone.call()
        assert (phone.wiped, phone.records) == (True, {})
        assert phone.client.get("/m/me/").status_code == 302  # whoever has the phone is not let in again
        assert phone.client.post(f"/m/phones/{row.uuid}/wiped/").status_code == 204
        row.refresh_from_db()
        assert row.wiped_at is not None
        assert not Operation.objects.exists()

    def test_one_whose_user_works_here_no_more_deletes_everything(self, device, cast, order) -> None:
        order()
        phone = device(cast.farid)
        phone.sync()
        cast.farid.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
        assert phone.client.get(f"/m/phones/{phone.uuid}/standing/").json() == {"wipe": True}
        phone.call()
        assert (phone.wiped, phone.records) == (True, {})

    def test_of_two_calls_at_once_only_what_arrived_counts(self, device, cast, order, someone) -> None:
        order(person=someone)
        phone = device(cast.farid)
        phone.sync()
        people.correct_person(person=someone, by=cast.duniya, version=1, address="rue B")
        first = phone.call()
        phone.cursor -= 1  # the second was sent before the first was answered, and its answer is lost
        people.correct_person(person=someone, by=cast.duniya, version=2, address="rue C")
        phone.lose = lambda: "back"
        phone.call()
        phone.lose, phone.cursor = (lambda: ""), first["cursor"]
        phone.sync()
        assert phone.records[str(someone.uuid)]["address"] == "rue C"

    def test_another_users_phone_is_refused(self, device, cast, signed_in) -> None:
        mine = device(cast.farid)
        mine.call()
        answer = signed_in(cast.amina).post(
            "/m/sync/",
            {"now": timezone.now().isoformat()},
            content_type="application/json",
            headers={"X-Yaqaza-Phone": str(mine.uuid)},
        )
        assert answer.status_code == 403

    @pytest.mark.parametrize("body", ["", "[]", "{}", '{"now": "x"}', '{"now": "2026-01-01T00:00:00Z", "operations": [1]}',
        '{"now": "2026-01-01T00:00:00Z", "cursor": -1}',
        '{"now": "2026-01-01T00:00:00Z", "cursor": 1e999}', '{"now": "2026-01-01T00:00:00Z", "operations": [{"uuid": "1"}]}'])  # fmt: skip
    def test_what_is_no_call_is_refused(self, signed_in, cast, body) -> None:
        headers = {"X-Yaqaza-Phone": "01900000-0000-7000-8000-000000000009"}
        answer = signed_in(cast.farid).post("/m/sync/", body, content_type="application/json", headers=headers)
        assert answer.status_code == 400

    def test_a_page_of_another_site_cannot_call(self, signed_in, cast) -> None:
        assert signed_in(cast.farid).post("/m/sync/", "{}", content_type="application/json").status_code == 400
