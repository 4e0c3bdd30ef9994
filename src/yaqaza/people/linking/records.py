"""What linkage knows of a person, in columns: names stay in this process, telephones and identity numbers come as blind indexes."""

from __future__ import annotations

from dataclasses import dataclass, field

DAY, YEAR, ABOUT, UNKNOWN = "DAY", "YEAR", "ABOUT", "UNKNOWN"


@dataclass
class Records:
    """Columns of one length. ``identity`` and ``phones`` are the first 64 bits of blind indexes (0 = none)."""

    ids: list[int] = field(default_factory=list)
    names: list[tuple[str, ...]] = field(default_factory=list)  # every name known, in any script
    sex: list[str] = field(default_factory=list)  # "FEMALE", "MALE", "" when not known
    year: list[int] = field(default_factory=list)  # of birth, 0 when not known
    day: list[int] = field(default_factory=list)  # of birth as 19481121, 0 unless known exactly
    about: list[bool] = field(default_factory=list)  # the year is an estimate
    commune: list[int] = field(default_factory=list)
    province: list[int] = field(default_factory=list)
    phones: list[tuple[int, ...]] = field(default_factory=list)
    identity: list[int] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.ids)

    def add(
        self, pk: int, names: tuple[str, ...], *, sex: str = "", year: int = 0, day: int = 0, about: bool = False, commune: int = 0,
        province: int = 0, phones: tuple[int, ...] = (), identity: int = 0,
    ) -> None:  # fmt: skip
        """Append one person."""
        self.ids.append(pk)
        self.names.append(names)
        self.sex.append(sex)
        self.year.append(year)
        self.day.append(day)
        self.about.append(about)
        self.commune.append(commune)
        self.province.append(province)
        self.phones.append(phones)
        self.identity.append(identity)


def short(index: str | None) -> int:
    """Return the first 63 bits of a blind index as a number (0 for none): enough to tell apart, nothing to look anybody up by."""
    return int(index[:16], 16) >> 1 if index else 0
