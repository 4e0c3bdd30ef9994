"""Areas: the country, its provinces, districts and communes, as they were on any day."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.utils import translation
from django.utils.functional import lazy
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yaqaza import countries
from yaqaza.core.ids import uuid7


class Level(models.TextChoices):
    """How high an area stands; the country pack gives each level its local word."""

    COUNTRY = "COUNTRY", _("Country")
    REGION = "REGION", _("Region")
    PROVINCE = "PROVINCE", _("Province")
    DISTRICT = "DISTRICT", _("District")
    COMMUNE = "COMMUNE", _("Commune")


class Area(models.Model):
    """One administrative area between two dates.

    Rows are never deleted and their codes never reused: whatever was recorded in an area keeps pointing
    at it after the map changed, and ``AreaChange`` says what became of it.
    """

    Level = Level

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid7, editable=False)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    level = models.CharField(max_length=10, choices=Level.choices)
    kind = models.CharField(max_length=24, blank=True)  # the law's word within the level: PREFECTURE …
    country = models.CharField(max_length=2)
    code = models.CharField(max_length=12)  # official: ONS in DZ, HCP in MA
    path = models.TextField()  # ids from the country down to this one: "1.16.1601."
    name_ar = models.CharField(max_length=120)
    name_fr = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    name_zgh = models.CharField(max_length=120, blank=True)
    sort_ar = models.CharField(max_length=120)
    sort_fr = models.CharField(max_length=120)
    search_keys = ArrayField(models.TextField(), default=list, blank=True)
    geometry = models.BinaryField(null=True, blank=True)  # WKB, WGS 84, simplified; ``shape`` and ``geojson`` read it
    min_lon = models.FloatField(null=True, blank=True)
    min_lat = models.FloatField(null=True, blank=True)
    max_lon = models.FloatField(null=True, blank=True)
    max_lat = models.FloatField(null=True, blank=True)
    centroid_lon = models.FloatField(null=True, blank=True)
    centroid_lat = models.FloatField(null=True, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    population_on = models.DateField(null=True, blank=True)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)

    class Privacy:
        identifies: dict[str, str] = {}
        sensitive: set[str] = set()
        safe = {
            "id", "uuid", "parent", "level", "kind", "country", "code", "path", "name_ar", "name_fr", "name_en",
            "name_zgh", "sort_ar", "sort_fr", "search_keys", "geometry", "min_lon", "min_lat", "max_lon", "max_lat",
            "centroid_lon", "centroid_lat", "population", "population_on", "valid_from", "valid_to",
        }  # fmt: skip

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        constraints = [
            models.UniqueConstraint(
                "country", "level", "code", condition=Q(valid_to=None), name="area_code_once_while_valid"
            ),
            models.CheckConstraint(condition=Q(level__in=Level.values), name="area_level_known"),
            models.CheckConstraint(
                condition=Q(level="COUNTRY", parent=None) | (~Q(level="COUNTRY") & Q(parent__isnull=False)),
                name="area_only_country_has_no_parent",
            ),
            models.CheckConstraint(condition=Q(path__endswith="."), name="area_path_ends_with_dot"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gt=F("valid_from")),
                name="area_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(
                    geometry=None,
                    min_lon=None,
                    min_lat=None,
                    max_lon=None,
                    max_lat=None,
                    centroid_lon=None,
                    centroid_lat=None,
                )
                | Q(
                    min_lon__lte=F("max_lon"),
                    min_lat__lte=F("max_lat"),
                    centroid_lon__isnull=False,
                    centroid_lat__isnull=False,
                ),
                name="area_box_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(population=None, population_on=None)
                | Q(population__isnull=False, population_on__isnull=False),
                name="area_population_is_dated",
            ),
        ]
        indexes = [
            models.Index(OpClass("path", name="text_pattern_ops"), name="area_path_prefix"),
            models.Index("parent", "sort_ar", name="area_children_ar"),
            GinIndex("search_keys", name="area_search_keys"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Return the name in the reader's language, or the nearest language that has one."""
        return named(self.name_ar, self.name_fr, self.name_en, self.name_zgh)

    @property
    def full_name(self) -> str:
        """Return the name with what tells it from its namesakes: "باب الوادي، الجزائر"."""
        from yaqaza.territory import ancestry  # it reads this model

        return ancestry.full_name(self)

    @property
    def level_name(self) -> str:
        """Return what this country calls such an area: "ولاية", "préfecture"."""
        return countries.get(self.country).level_name(self.level, self.kind, language())

    @property
    def kind_name(self) -> str:
        """Return the law's own word for this kind of area within its level ("préfecture"), or "" when it has none."""
        names = countries.get(self.country).kinds.get(self.kind)
        return names.in_(language()) if names else ""

    @property
    def shape(self):
        """Return the outline as a shapely geometry, or None."""
        import shapely  # heavy: only maps and point lookups need it

        return shapely.from_wkb(bytes(self.geometry)) if self.geometry else None

    @property
    def geojson(self) -> dict | None:
        """Return the outline as a GeoJSON geometry, or None."""
        shape = self.shape
        return shape.__geo_interface__ if shape is not None else None

    @property
    def ancestor_ids(self) -> list[int]:
        """Return the ids above this area, the country first."""
        return [int(part) for part in self.path.split(".")[:-2]]

    def contains(self, other: "Area") -> bool:
        """Return whether ``other`` is this area or lies inside it."""
        return other.path.startswith(self.path)


class AreaChange(models.Model):
    """What became of an area: ``old`` passed into ``new`` on a day, by a legal act."""

    class Kind(models.TextChoices):
        SPLIT = "SPLIT", pgettext_lazy("area change", "Part of it became")
        MOVED = "MOVED", pgettext_lazy("area change", "Moved under another area as")
        MERGED = "MERGED", pgettext_lazy("area change", "Merged into")
        RENAMED = "RENAMED", pgettext_lazy("area change", "Renamed")

    id = models.BigAutoField(primary_key=True)
    old = models.ForeignKey(Area, models.PROTECT, related_name="changes_after")
    new = models.ForeignKey(Area, models.PROTECT, related_name="changes_before")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    on = models.DateField()
    source = models.CharField(max_length=200, blank=True)  # the legal act

    class Privacy:
        identifies: dict[str, str] = {}
        sensitive: set[str] = set()
        safe = {"id", "old", "new", "kind", "on", "source"}

    class Meta:
        verbose_name = _("change of an area")
        verbose_name_plural = _("changes of areas")
        constraints = [
            models.UniqueConstraint("old", "new", "on", name="area_change_once"),
            models.CheckConstraint(condition=~Q(old=F("new")), name="area_change_between_two"),
            models.CheckConstraint(
                condition=Q(kind__in=["SPLIT", "MOVED", "MERGED", "RENAMED"]), name="area_change_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.old} → {self.new}"


NAMESPACE = uuid.UUID("b7f0c9a2-5a3e-5f0e-9c55-1f6d2f7a9e10")


def stable_uuid(country: str, level: str, code: str) -> uuid.UUID:
    """Return the public id of an official area: the same on every installation, so that exports and phones agree."""
    return uuid.uuid5(NAMESPACE, f"{country}/{level}/{code}")


def language() -> str:
    """Return the reader's language without its region: "ar", "fr", "en", "zgh"."""
    return (translation.get_language() or "ar").split("-")[0]


def level_names(*levels: str) -> str:
    """Return what the country calls areas of these levels, as a label: "Commune ou province", "جماعة أو إقليم"."""
    pack, reader = countries.get(settings.COUNTRY), language()
    told = gettext(" or ").join(pack.level_name(level, "", reader) for level in levels)
    return told[:1].upper() + told[1:]


level_names_lazy = lazy(level_names, str)


def named(ar: str, fr: str, en: str, zgh: str) -> str:
    """Return the one of four names that the reader reads best."""
    match language():
        case "fr" | "kab":
            return fr or ar
        case "en":
            return en or fr or ar
        case "zgh":
            return zgh or ar
        case _:
            return ar or fr
