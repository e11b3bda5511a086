from django.db import migrations, models

# A login that another municipality has people behind is not one municipality's to change, with a role there or without.
ELSEWHERE = """
create function app.works_elsewhere(p_user bigint) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select exists (select from accounts_staffmember s where s.user_id = p_user and s.municipality_id <> app.muni()) $$;
"""


class Migration(migrations.Migration):
    """Where somebody's mails go when it is not the address she logs in with."""

    dependencies = [("accounts", "0005_local_text")]
    operations = [
        migrations.AddField(
            model_name="staffmember",
            name="post_email",
            field=models.EmailField(blank=True, default="", max_length=254, verbose_name="e-mail for post"),
        ),
        migrations.RunSQL(ELSEWHERE, "drop function app.works_elsewhere(bigint)"),
    ]
