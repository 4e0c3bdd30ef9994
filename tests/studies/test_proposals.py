"""Proposals: what they rest on is frozen, who submits does not decide, and partners suggest."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation
from tests.field.test_papers import text_of

from yaqaza.core.models import AuditEntry
from yaqaza.core.refusal import NotPermitted, Refused
from yaqaza.reporting.indicators import PROVINCIAL, definition
from yaqaza.studies import papers
from yaqaza.studies.actions import focus
from yaqaza.studies.actions import proposals as acts
from yaqaza.studies.models import Citation, Proposal, Suggestion
from yaqaza.studies.queries import focus as queries

pytestmark = pytest.mark.django_db
YEAR = {"start": date(2026, 1, 1), "end": date(2026, 6, 30)}


@pytest.fixture
def proposal(cast, places) -> Proposal:
    return acts.write(
        by=cast.brahim, title="حافلة إلى المدرسة", problem="الطريق بعيد", text="حافلة في الصباح", target="البلدية",
        area=places.algiers, to_partners=True,
    )  # fmt: skip


def a_line() -> str:
    return definition(PROVINCIAL, "DZ").indicators[0].code


def test_a_proposal_rests_on_something_and_another_decides(proposal, cast) -> None:
    with pytest.raises(Refused):
        acts.submit(proposal=proposal, by=cast.brahim)
    acts.cite_figure(proposal=proposal, by=cast.brahim, report=PROVINCIAL, line=a_line(), **YEAR)
    proposal = acts.submit(proposal=proposal, by=cast.brahim)
    with pytest.raises(Refused):
        acts.change(
            proposal=proposal,
            by=cast.brahim,
            title="",
            problem="",
            text="",
            target="",
            area=proposal.area,
            to_partners=False,
        )
    with pytest.raises(Refused):
        acts.decide(proposal=proposal, by=cast.brahim, decision="ADOPTED", reason="نعم")
    with pytest.raises(NotPermitted):
        acts.decide(proposal=proposal, by=cast.amina, decision="ADOPTED", reason="نعم")
    proposal = acts.decide(proposal=proposal, by=cast.programme_head, decision="ADOPTED", reason="في ميزانية 2027")
    proposal = acts.measure(
        proposal=proposal, by=cast.brahim, report=PROVINCIAL, line=a_line(),
        before=(date(2025, 1, 1), date(2025, 12, 31)), after=(date(2026, 1, 1), date(2026, 6, 30)),
    )  # fmt: skip
    assert proposal.status == "MEASURED"
    assert sorted(proposal.citations.values_list("role", flat=True)) == ["AFTER", "BEFORE", "EVIDENCE"]
    events = AuditEntry.objects.filter(event__startswith="proposal.").order_by("id").values_list("event", flat=True)
    assert list(events) == [
        "proposal.begun", "proposal.cited", "proposal.submitted", "proposal.decided", "proposal.cited", "proposal.cited",
        "proposal.measured",
    ]  # fmt: skip


def test_a_figure_is_cited_as_it_stood_with_its_address(proposal, cast, signed_in) -> None:
    cited = acts.cite_figure(proposal=proposal, by=cast.brahim, report=PROVINCIAL, line=a_line(), **YEAR)
    assert cited.value == "0"
    assert "2026" in cited.label_ar
    assert cited.label_ar != cited.label_fr
    assert signed_in(cast.brahim).get(cited.url).status_code == 200


def test_what_was_refused_is_written_anew(proposal, cast, places) -> None:
    acts.cite_map(proposal=proposal, by=cast.brahim, area=places.casbah)
    acts.submit(proposal=proposal, by=cast.brahim)
    proposal = acts.decide(proposal=proposal, by=cast.programme_head, decision="REFUSED", reason="لا ميزانية")
    proposal = acts.take_back(proposal=proposal, by=cast.brahim)
    assert (proposal.status, proposal.reason, proposal.decided_by) == ("DRAFTED", "", None)


def test_a_partner_suggests_and_is_answered_and_reads_nothing_else(proposal, cast, signed_in) -> None:
    partner = signed_in(cast.djamel)
    page = partner.get(reverse("studies:asked")).content.decode()
    assert "حافلة إلى المدرسة" in page
    assert "حافلة في الصباح" not in page
    address = reverse("studies:suggestion", args=[proposal.uuid])
    assert partner.post(address, {"text": "حافلتان"}).status_code == 302
    row = Suggestion.objects.get()
    assert signed_in(cast.brahim).post(
        reverse("studies:answer", args=[row.uuid]), {"status": "TAKEN_UP", "answer": "في الصيغة الثانية"}
    ).status_code == 302  # fmt: skip
    assert "في الصيغة الثانية" in partner.get(reverse("studies:asked")).content.decode()
    assert partner.get(proposal.get_absolute_url()).status_code == 403
    Proposal.objects.update(to_partners=False)
    assert partner.get(address).status_code == 404


def test_a_draft_is_its_own_houses(proposal, cast, signed_in) -> None:
    assert signed_in(cast.chafia).get(proposal.get_absolute_url()).status_code == 404


def test_a_proposal_goes_its_way_on_pages(cast, signed_in, places) -> None:
    client, area = signed_in(cast.brahim), places.casbah
    told = {"title": "ماء", "problem": "لا ماء", "text": "خزان", "target": "البلدية", "area": area.full_name}
    told |= {"area_choice": str(area.uuid), "area_choice_for": area.full_name}
    assert client.post(reverse("studies:new_proposal"), told).status_code == 302
    found = Proposal.objects.get()
    figure = {"figure": f"{PROVINCIAL}|{a_line()}", "start": "01/01/2026", "end": "30/06/2026"}
    assert client.post(reverse("studies:cite_figure", args=[found.uuid]), figure).status_code == 302
    for name in (
        "proposal_wording",
        "cite_figure",
        "cite_words",
        "cite_estimate",
        "cite_map",
        "proposal",
        "proposal_paper",
    ):
        assert client.get(reverse(f"studies:{name}", args=[found.uuid])).status_code == 200, name
    citation = Citation.objects.get()
    assert client.post(reverse("studies:drop_citation", args=[citation.uuid])).status_code == 302
    assert client.post(reverse("studies:cite_figure", args=[found.uuid]), figure).status_code == 302
    assert client.post(reverse("studies:submission", args=[found.uuid])).status_code == 302
    head = signed_in(cast.programme_head)
    assert "ماء" in head.get(reverse("studies:proposals")).content.decode()
    decision = {"decision": "ADOPTED", "reason": "نعم"}
    assert head.post(reverse("studies:decision", args=[found.uuid]), decision).status_code == 302
    assert client.get(reverse("studies:measurement", args=[found.uuid])).status_code == 200


def test_a_suggestion_stands_under_themes_beside_what_talks_say(proposal, cast, signed_in) -> None:
    book = focus.begin_codebook(by=cast.amina, title="الماء والمدرسة")
    school = focus.add_theme(codebook=book, by=cast.amina, name_ar="المدرسة", name_fr="École")
    road = focus.add_theme(codebook=book, by=cast.amina, name_ar="الطريق", name_fr="Chemin", parent=school)
    others = focus.add_theme(
        codebook=focus.begin_codebook(by=cast.chafia, title="غيره"), by=cast.chafia, name_ar="غيره", name_fr="a"
    )
    row = acts.suggest(proposal=proposal, by=cast.djamel, text="حافلتان أيام المدرسة")
    client, address = signed_in(cast.brahim), reverse("studies:suggestion_themes", args=[row.uuid])
    page = client.get(address).content.decode()
    assert "الطريق" in page
    assert "غيره" not in page
    assert client.post(address, {"themes": [school.pk, road.pk]}).status_code == 302
    assert client.post(address, {"themes": [others.pk]}).status_code == 422
    with pytest.raises(NotPermitted):
        acts.put_under(suggestion=row, by=cast.brahim, themes=[others])
    assert [(each.theme.name_ar, each.suggestions) for each in queries.tree(book, seen_by=cast.brahim)] == [
        ("المدرسة", 1), ("الطريق", 1),
    ]  # fmt: skip
    assert "حافلتان" in client.get(reverse("studies:theme", args=[school.uuid])).content.decode()
    assert "الطريق" in client.get(proposal.get_absolute_url()).content.decode()
    assert "حافلتان" not in signed_in(cast.djamel).get(reverse("studies:theme", args=[school.uuid])).content.decode()
    with pytest.raises(Refused):
        focus.drop_theme(theme=road, by=cast.amina)
    cited = acts.cite_theme(proposal=proposal, by=cast.brahim, theme=school)
    assert "1 suggestion" in cited.label_fr


def test_a_proposal_is_a_paper_in_the_language_of_the_page_with_a_digest_of_each_citation(
    proposal, cast, places
) -> None:
    cited = acts.cite_map(proposal=proposal, by=cast.brahim, area=places.casbah)
    acts.submit(proposal=proposal, by=cast.brahim)
    proposal = acts.decide(proposal=proposal, by=cast.programme_head, decision="ADOPTED", reason="في ميزانية 2027")
    for language, words in (
        ("ar", ("مقترح", "الطريق بعيد", "حافلة في الصباح", "البلدية", "في ميزانية 2027", "القصبة")),
        ("fr", ("Proposition", "Casbah", "Adressée", "Décision", "الطريق بعيد")),
    ):
        with translation.override(language):
            text = text_of(papers.proposal(proposal, [cited], url="https://example.org/p/"))
        for word in (*words, proposal.number, cited.short_digest):
            assert word in text, (language, word, text)


def test_a_digest_tells_when_what_is_cited_was_touched(proposal, cast, places) -> None:
    cited = acts.cite_map(proposal=proposal, by=cast.brahim, area=places.casbah)
    before = (cited.digest, papers.fingerprint(proposal, [cited]))
    cited.refresh_from_db()
    assert (cited.digest, papers.fingerprint(proposal, [cited])) == before
    cited.label_ar = "غيره"
    assert cited.digest != before[0]
    assert papers.fingerprint(proposal, [cited]) != before[1]
