"""The audit trail can be added to, and nothing else."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION ticketing_audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit entries are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ticketing_audit_append_only BEFORE UPDATE OR DELETE ON ticketing_auditentry
FOR EACH ROW EXECUTE FUNCTION ticketing_audit_is_append_only();
"""
BACKWARDS = """
DROP TRIGGER ticketing_audit_append_only ON ticketing_auditentry;
DROP FUNCTION ticketing_audit_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("ticketing", "0001_initial")]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
