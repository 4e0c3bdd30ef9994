"""What is lacking takes the codes of the language, as alerts do, also in earlier wordings of a finding."""

from importlib import import_module

from django.db import migrations

BATCH = 1000


def rename_needs(apps, schema_editor):
    renamed = import_module("yaqaza.alerts.migrations.0008_need_codes_and_sealed_cells").renamed
    for finding in apps.get_model("field", "Finding").objects.exclude(needs=[]).iterator(chunk_size=BATCH):
        if (new := renamed(finding.needs)) != finding.needs:
            finding.needs = new
            finding.save(update_fields=["needs"])
    rows = apps.get_model("field", "FindingCorrection").objects.filter(before__has_key="needs")
    for correction in rows.iterator(chunk_size=BATCH):
        if (new := renamed(correction.before["needs"])) != correction.before["needs"]:
            correction.before["needs"] = new
            correction.save(update_fields=["before"])


class Migration(migrations.Migration):
    dependencies = [("field", "0004_sensitive"), ("alerts", "0008_need_codes_and_sealed_cells")]

    operations = [migrations.RunPython(rename_needs, migrations.RunPython.noop)]
