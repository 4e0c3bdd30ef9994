"""Rules by which the province of the tour sends alerts on, the next version of them being written, and a cold wave that is over."""

from __future__ import annotations

from yaqaza.accounts.permissions import Role
from yaqaza.accounts.states import UnitKind
from yaqaza.alerts.models import Crisis, RoutingRule, RoutingTable
from yaqaza.alerts.routing.states import CrisisKind, Hours, TableStatus
from yaqaza.alerts.states import Category, Need, Urgency
from yaqaza.demo import houses
from yaqaza.demo.world import World


def build(world: World) -> None:
    """Add them for the directorate of the tour."""
    home = houses.home(world)
    chief = world.worker(home, Role.SUPERVISOR)
    directorate = world.directorates[home.pk]
    women = world.units.get(UnitKind.WOMEN_SPACE, directorate)
    table = world.add(
        RoutingTable(
            organisation=directorate, version=1, status=TableStatus.IN_FORCE, reason="اجتماع الولاية لشهر أكتوبر",
            made_at=world.before(40), made_by=chief, in_force_at=world.before(38), in_force_by=chief,
        )
    )  # fmt: skip
    draft = world.add(RoutingTable(organisation=directorate, version=2, made_at=world.before(2), made_by=chief))
    for version in (table, draft):
        world.add(
            RoutingRule(
                table=version,
                place=1,
                name="العنف ضد النساء في ساعات العمل",
                categories=[Category.VIOLENCE],
                hours=Hours.OPEN,
                to=women,
            )
        )
        world.add(
            RoutingRule(
                table=version, place=2, name="مسنّ بلا دواء", categories=[Category.ELDERLY_IN_DANGER], needs=[Need.MEDICAL],
                raise_to=Urgency.URGENT, minutes=60,
            )
        )  # fmt: skip
    world.add(RoutingRule(table=draft, place=3, name="عشرة أشخاص فأكثر إلى المديرية", people_least=10, to=directorate))
    world.add(
        Crisis(
            kind=CrisisKind.COLD_WAVE, area=home, reason="نشرة خاصة للأرصاد الجوية", began_at=world.before(300), began_by=chief,
            message_ar="برد شديد في الليالي القادمة: مراكز الإيواء مفتوحة. إن رأيتم أحداً في العراء فأبلغونا.",
            message_fr="Grand froid les nuits prochaines : les centres sont ouverts. Si vous voyez quelqu’un dehors, dites-le-nous.",
            ended_at=world.before(294), ended_by=chief, end_reason="انتهت النشرة الخاصة",
        )
    )  # fmt: skip
