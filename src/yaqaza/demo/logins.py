"""The logins of the demonstration, one a role, a second supervisor for what asks for other eyes, and one
of the ministry for the whole country.

They exist only where ``yaqaza demo`` was run.
"""

from __future__ import annotations

from typing import NamedTuple

from yaqaza.accounts.permissions import Role

PASSWORD = "yaqaza-demo-1"  # noqa: S105  # of synthetic data on the visitor's own machine


class Login(NamedTuple):
    username: str
    role: Role
    name_ar: str
    name_latin: str
    tries: str  # where to click first
    national: bool = False  # at the ministry, for the whole country


LOGINS = (
    Login("duty", Role.DUTY_OFFICER, "دنيا ب.", "Dounia B.", "/alerts/"),
    Login("monitor", Role.MONITOR, "مليكة ر.", "Malika R.", "/monitoring/"),
    Login("field", Role.FIELD_WORKER, "فريد م.", "Farid M.", "/field/day/"),
    Login("worker", Role.CASE_WORKER, "أمينة ح.", "Amina H.", "/cases/work/"),
    Login("supervisor", Role.SUPERVISOR, "براهيم ط.", "Brahim T.", "/cases/work/"),
    Login("supervisor2", Role.SUPERVISOR, "كريمة ب.", "Karima B.", "/signals/"),
    Login("centre", Role.CENTRE_HEAD, "هالة ن.", "Hala N.", "/cases/"),
    Login("partner", Role.PARTNER_AGENT, "جمال س.", "Djamel S.", "/cases/referrals/"),
    Login("head", Role.PROGRAMME_HEAD, "نذير ع.", "Nadir A.", "/reports/"),
    Login("ministry", Role.SUPERVISOR, "نوال س.", "Nawel S.", "/alerts/clocks/", national=True),
    Login("auditor", Role.AUDITOR, "سامية ق.", "Samia K.", "/organisation/audit/"),
    Login("admin", Role.ADMINISTRATOR, "ياسين ل.", "Yacine L.", "/organisation/users/"),
)
