"""What the class team answers each week, and its questions to the advisor.

A single answer is read by the one who gave it. Two functions tell the rest in averages: `app.class_pulse` to the team and
the advisor, and from three answers a week on to the others who read the class log on the school's side; `app.class_strain`
to the team and the advisor alone, and never below three answers (A64).
"""

import uuid

import django.db.models.deletion
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import EnableTenant, pathways_of

ME = "(select app.staff_id())"
MINE = f"staff_id = {ME}"
MY_CLASS = (
    f"{MINE} and (select app.has_role('class_team')) and school_class_id in (select r.scope_id from accounts_roleassignment r"
    f" where r.staff_member_id = {ME} and r.role = 'class_team' and r.scope = 'class')"
)
ASKER_OR_ADVISOR = f"asked_by_id = {ME} or pathway_id in {pathways_of(('resource_advisor',))}"

FUNCTIONS = """
-- How near the acting person stands to a class: 'near' its team and its advisor, 'wide' the school's others, '' nobody else.
create function app.near_class(p_class bigint, p_today date) returns text
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  near text[] := array['resource_advisor'];
  wide text[] := array['principal', 'learning_advisor', 'ppr_advisor'];
  school bigint;
begin
  select c.school_id into school from accounts_schoolclass c where c.id = p_class and c.municipality_id = app.muni();
  if school is null then return ''; end if;
  if app.has_role('class_team') and exists (
       select from accounts_roleassignment r
        where r.staff_member_id = app.staff_id() and r.role = 'class_team' and r.scope = 'class' and r.scope_id = p_class
          and p_today >= r.starts_on and (r.ends_on is null or p_today <= r.ends_on)) then
    return 'near';
  end if;
  if app.role_all(near) or school = any(app.role_ids('unit', near)) or exists (
       select from cases_pathway w where w.school_class_id = p_class and w.id in (select app.pathways(near))) then
    return 'near';
  end if;
  if app.role_all(wide) or school = any(app.role_ids('unit', wide)) or exists (
       select from cases_pathway w where w.school_class_id = p_class and w.id in (select app.pathways(wide))) then
    return 'wide';
  end if;
  return '';
end $$;

-- The class's pulse week by week, in averages.
create function app.class_pulse(p_class bigint, p_today date)
returns table (monday date, answers bigint, calm numeric, conflicts numeric, participation numeric)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare place text := app.near_class(p_class, p_today);
begin
  return query
    select a.monday, count(*), round(avg(a.calm), 1), round(avg(a.conflicts), 1), round(avg(a.participation), 1)
      from classes_classpulse a where a.school_class_id = p_class and place <> ''
     group by a.monday having place = 'near' or count(*) >= 3 order by a.monday;
end $$;

-- The strain of its team week by week: an average, never of fewer than three answers, and for the team and the advisor alone.
create function app.class_strain(p_class bigint, p_today date) returns table (monday date, strain numeric)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare place text := app.near_class(p_class, p_today);
begin
  return query
    select a.monday, round(avg(a.value), 1) from classes_teamstrain a
     where a.school_class_id = p_class and place = 'near'
     group by a.monday having count(*) >= 3 order by a.monday;
end $$;

-- Since when the pulse of these classes is asked for, and whether it still is: the team answers from the day its class was
-- nominated, and does not see the choice itself.
create function app.pulse_asked(p_classes bigint[], p_today date) returns table (class_id bigint, since date, is_open boolean)
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    select t.school_class_id, max(t.nominated_on), bool_or(t.is_open) from (
      select s.school_class_id, s.nominated_on, s.state in ('nominated', 'assessed', 'offered') as is_open
        from classes_classselection s where s.pathway_id is null and s.state not in ('not_offered', 'declined')
      union all
      select w.school_class_id, coalesce(s.nominated_on, w.starts_on, w.created_at::date),
             w.state in ('accepted', 'active', 'closing')
        from cases_pathway w left join classes_classselection s on s.pathway_id = w.id where w.track = 'class'
    ) t
    where t.school_class_id = any(p_classes) and app.near_class(t.school_class_id, p_today) <> ''
    group by t.school_class_id;
end $$;
"""
BACK = "drop function app.pulse_asked; drop function app.class_strain; drop function app.class_pulse; drop function app.near_class"


def key(to, **options):
    return models.ForeignKey(
        to=to,
        **{"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options,
    )


def ident():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def municipality():
    return key("accounts.municipality", db_constraint=True, db_index=False, editable=False)


def tap():
    return models.PositiveSmallIntegerField(validators=[MinValueValidator(1), MaxValueValidator(4)])


def answer(name, verbose_name, condition, condition_name, **taps):
    """One of the two tables of weekly taps."""
    return migrations.CreateModel(
        name=name,
        fields=[
            ("id", ident()),
            ("monday", models.DateField()),
            ("changed_at", models.DateTimeField(auto_now=True)),
            *taps.items(),
            ("municipality", municipality()),
            ("school_class", key("accounts.schoolclass")),
            ("staff", key("accounts.staffmember")),
        ],
        options={
            "verbose_name": verbose_name,
            "ordering": ["-monday", "pk"],
            "abstract": False,
            "constraints": [
                models.UniqueConstraint(fields=["school_class", "monday", "staff"], name=f"one_{name.lower()}_a_week"),
                models.CheckConstraint(condition=Q(monday__iso_week_day=1), name=f"{name.lower()}_week_is_a_monday"),
                models.CheckConstraint(condition=condition, name=condition_name),
            ],
        },
    )


class Migration(migrations.Migration):
    dependencies = [("classes", "0005_session_log"), ("cases", "0005_measure_trial"), ("accounts", "0003_own_scope")]
    operations = [
        answer(
            "ClassPulse",
            "pulse of the class",
            Q(calm__range=(1, 4), conflicts__range=(1, 4), participation__range=(1, 4)),
            "pulse_is_one_to_four",
            calm=tap(),
            conflicts=tap(),
            participation=tap(),
        ),
        answer("TeamStrain", "strain of the team", Q(value__range=(1, 4)), "strain_is_one_to_four", value=tap()),
        migrations.CreateModel(
            name="TeamQuestion",
            fields=[
                ("id", ident()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.CharField(max_length=300, verbose_name="question")),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("municipality", municipality()),
                ("pathway", key("cases.pathway", related_name="team_questions")),
                ("asked_by", key("accounts.staffmember")),
                ("answered_by", key("accounts.staffmember", null=True, blank=True)),
            ],
            options={
                "verbose_name": "question of the team",
                "ordering": ["-asked_at", "-pk"],
                "constraints": [
                    models.CheckConstraint(
                        name="answer_has_its_writer",
                        condition=Q(answer="", answered_at=None, answered_by=None)
                        | (~Q(answer="") & Q(answered_at__isnull=False, answered_by__isnull=False)),
                    )
                ],
            },
        ),
        EnableTenant("ClassPulse", where=MINE, check=MY_CLASS, hide=("calm", "conflicts", "participation")),
        EnableTenant("TeamStrain", where=MINE, check=MY_CLASS, hide=("value",)),
        EnableTenant(
            "TeamQuestion",
            where=f"pathway_id in {pathways_of(('resource_advisor', 'class_team'))}",
            write=ASKER_OR_ADVISOR,
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
