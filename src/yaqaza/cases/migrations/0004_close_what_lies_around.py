"""The alerts and missions of files that are sensitive already are closed as well."""

from __future__ import annotations

from django.db import migrations

ALERTS = """
UPDATE alerts_alert a SET sensitive = true
FROM cases_casealert joined JOIN cases_case f ON f.id = joined.case_id AND f.confidentiality = 'SENSITIVE'
LEFT JOIN alerts_story s ON s.lead_id = joined.alert_id
WHERE a.id = joined.alert_id OR a.status = 'GATHERED' AND a.story_id = s.id
"""
MISSIONS = """
UPDATE field_mission m SET sensitive = true
WHERE m.id IN (SELECT i.mission_id FROM cases_investigation i JOIN cases_case f ON f.id = i.case_id
               WHERE f.confidentiality = 'SENSITIVE')
   OR m.alert_id IN (SELECT id FROM alerts_alert WHERE sensitive)
      AND NOT EXISTS (SELECT FROM cases_investigation i WHERE i.mission_id = m.id)
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_goals_have_writers"), ("alerts", "0005_sensitive"), ("field", "0004_sensitive")]
    operations = [
        migrations.RunSQL(ALERTS, migrations.RunSQL.noop),
        migrations.RunSQL(MISSIONS, migrations.RunSQL.noop),
    ]
