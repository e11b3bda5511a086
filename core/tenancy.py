"""What makes a table municipal: `Municipal` for the model, `EnableTenant` for its migration.

Two walls stand behind each other and share nothing but the expansion of scopes made by `app.enter`: the policies
written by `EnableTenant`, and `visible_to` in Python. The access table of `docs/architecture.md` is the source of both.
"""

from dataclasses import dataclass, field

from django.db import models
from django.db.migrations.operations.base import Operation
from django.db.models import Q

from core.context import current


class TenantQuerySet(models.QuerySet):
    def visible_to(self, person):
        """Rows this person may see: the first wall. Raises NoContext outside `tenant()`."""
        current()
        return self.within_reach(person).filter(municipality_id=person.municipality_id)

    def within_reach(self, person):
        raise NotImplementedError(
            f"{self.model.__name__} says whom it is open to: override within_reach, or use OpenQuerySet"
        )


class OpenQuerySet(TenantQuerySet):
    """For tables that anybody with a role in the municipality may read: no persons in them."""

    def within_reach(self, person):
        return self


def tenant_key(to, **options):
    """A foreign key to a municipal table: the constraint itself comes from EnableTenant."""
    return models.ForeignKey(to, db_constraint=False, **{"on_delete": models.PROTECT} | options)


def tenant_one_to_one(to, **options):
    return models.OneToOneField(to, db_constraint=False, **{"on_delete": models.PROTECT} | options)


class Municipal(models.Model):
    municipality = models.ForeignKey(
        "accounts.Municipality", on_delete=models.PROTECT, db_index=False, related_name="+", editable=False
    )
    objects = TenantQuerySet.as_manager()

    class Meta:
        abstract = True


@dataclass(frozen=True)
class Wall:
    """Who reads and writes a child's rows across sectors: one row of the access table.

    own: sector of the row -> roles that read it within their reach. write: the same for writing (default: own).
    shared: receiving sector -> roles that read it while an exchange of `noun` is live.
    """

    noun: str
    own: dict
    shared: dict = field(default_factory=dict)
    write: dict | None = None
    author: str = ""

    @property
    def writers(self):
        return self.own if self.write is None else self.write


def scope_q(person, roles, *, unit="", pathway="", child="", lead=""):
    """The first wall's scopes: rows within reach of the person's live roles among `roles`, or led by her in one of them."""
    roles = [role for role in roles if role in person.reach]
    if person.reaches_all(roles):
        return Q()
    tests = []
    for kind, columns in {"unit": unit, "pathway": pathway, "child": child}.items():
        ids = person.scopes(kind, roles) if columns else []
        tests += [Q(**{f"{column}__in": ids}) for column in columns.split() if ids]
    tests += [Q(**{column: person.staff_id}) for column in lead.split() if roles]
    return any_of(tests)


def any_of(tests):
    """Rows that meet one of the conditions; none when there are none."""
    return Q(*tests, _connector=Q.OR) if tests else Q(pk__in=[])


def _array(values):
    return "array[" + ", ".join(f"'{value}'" for value in values) + "]::text[]"


def reach(columns, roles=None):
    """SQL: a row within reach of the acting person, of any of her roles or only of the given ones.

    columns: scope kind (unit | pathway | child | lead) -> column or columns.
    """
    columns = dict(columns)
    leads = columns.pop("lead", "").split()
    if roles is None:
        tests, ids, lead = (
            ["(select app.flag('app.any_all'))"],
            "(select app.ids('app.any_{kind}'))",
            "app.lead_as(null)",
        )
    else:
        named = _array(roles)
        tests, ids, lead = (
            [f"(select app.role_all({named}))"],
            "(select app.role_ids('{kind}', " + named + "))",
            f"app.lead_as({named})",
        )
    for kind, names in columns.items():
        tests += [f"{name} = any({ids.format(kind=kind)}::bigint[])" for name in names.split()]
    tests += [f"{name} = (select {lead})" for name in leads]
    return "(" + " or ".join(tests) + ")"


PATHWAY_REACH = {"unit": "unit_id partner_unit_id", "pathway": "id", "lead": "lead_id co_lead_id"}


def pathways_of(roles=None):
    """SQL: ids of the pathways within reach, of any of her roles or only of the given ones. cases.0002 makes the function."""
    return f"(select app.pathways({_array(roles) if roles else 'null'}))"


def children_of(roles=None):
    """SQL: ids of the children within reach. A function, for it asks by index: a condition would read every child."""
    return f"(select app.children({_array(roles) if roles else 'null'}))"


def any_of_sides(sides, owner="sector", child="child_id"):
    """SQL: a row of a side whose roles reach its child. sides: sector -> roles."""
    return (
        "("
        + " or ".join(f"({owner} = '{sector}' and {child} in {children_of(roles)})" for sector, roles in sides.items())
        + ")"
    )


ROOTS = {"cases_pathway": pathways_of(), "cases_child": children_of()}


class EnableTenant(Operation):
    """Walls, audit trigger and composite foreign keys of one table. Run it again after adding a foreign key.

    reach: scope kind -> column(s), for a root. roles: only these roles reach it. through: column -> root's table, for the rest.
    where: further SQL that every reader's row must meet. Neither reach nor through: open inside the municipality.
    wall: a `Wall` for tables behind the sector wall; owner: SQL of the row's sector; child, item: columns with the child's
    and the exchanged item's id. check: SQL instead of the scope for new rows. write: SQL that every write must meet.
    link: SQL of the rows that somebody with a link (`core.links`) reads, adds and edits besides; link_reads: only reads.
    Nobody drops by link.
    """

    reversible = True
    reduces_to_sql = True
    POLICIES = ("tenant", "scope", "sector_read", "write_add", "write_edit", "write_drop")

    def __init__(
        self, name, *, reach=None, roles=None, through=None, where="", check=None, write=None,
        wall=None, owner="sector", child="child_id", item="id", hide=(), audit=True, link="", link_reads="",
    ):  # fmt: skip
        self.name, self.reach, self.roles, self.through, self.where = name, reach, roles, through, where
        self.check, self.write, self.wall, self.owner = check, write, wall, owner
        self.child, self.item, self.hide, self.audit = child, item, hide, audit
        self.link, self.link_reads = link, link_reads

    def state_forwards(self, app_label, state):
        pass

    def describe(self):
        return f"Wall in {self.name}"

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        model = to_state.apps.get_model(app_label, self.name)
        for sql in [*self._walls(model._meta.db_table), *self._keys(model)]:
            schema_editor.execute(sql, params=None)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        table = from_state.apps.get_model(app_label, self.name)._meta.db_table
        for sql in [*(f"drop policy if exists {p} on {table}" for p in self.POLICIES), f"drop trigger if exists audit on {table}",
                    f"alter table {table} no force row level security", f"alter table {table} disable row level security"]:  # fmt: skip
            schema_editor.execute(sql, params=None)

    def _scope(self):
        tests = []
        if self.reach is not None:
            tests.append(reach(self.reach, self.roles))
        for column, table in (self.through or {}).items():
            tests.append(f"({column} is null or {column} in {ROOTS.get(table, f'(select id from {table})')})")
        if self.where:
            tests.append(f"({self.where})")
        return self._or_link("(" + " and ".join(tests or ["true"]) + ")")

    def _or_link(self, test, reads=True):
        link = self.link or (self.link_reads if reads else "")
        return f"({test} or ({link}))" if link else test

    def _walls(self, t):
        mine = "municipality_id = (select app.muni())"
        yield f"alter table {t} enable row level security"
        yield f"alter table {t} force row level security"
        for policy in self.POLICIES:
            yield f"drop policy if exists {policy} on {t}"
        yield f"create policy tenant on {t} as restrictive for all to app_rw using ({mine}) with check ({mine})"
        yield f"create policy scope on {t} for all to app_rw using ({self._scope()}) with check ({self.check or self._scope()})"
        if self.wall:
            own, shared, writers = self._sectors(self.wall)
            yield f"create policy sector_read on {t} as restrictive for select to app_rw using ({self._or_link(' or '.join(own + shared))})"
            yield from self._per_write(t, f"({' or '.join(writers)})" + (f" and ({self.write})" if self.write else ""))
        elif self.write:
            yield from self._per_write(t, self.write)
        elif self.link:
            yield f"create policy write_drop on {t} as restrictive for delete to app_rw using (not app.by_link())"
        elif self.link_reads:
            yield from self._per_write(t, "not app.by_link()")
        yield f"drop trigger if exists audit on {t}"
        if self.audit:
            hidden = ", ".join(f"'{column}'" for column in self.hide)
            yield f"create trigger audit after insert or update or delete on {t} for each row execute function audit.log_change({hidden})"
        yield f"create unique index if not exists {t}_tenant on {t} (municipality_id, id)"

    def _per_write(self, t, test):
        yield f"create policy write_add on {t} as restrictive for insert to app_rw with check ({self._or_link(test, reads=False)})"
        yield f"create policy write_edit on {t} as restrictive for update to app_rw using ({self._or_link(test, reads=False)})"
        yield f"create policy write_drop on {t} as restrictive for delete to app_rw using ({test})"

    def _sectors(self, wall):
        def within(sectors):
            return [
                f"({self.owner} = '{s}' and {self.child} in {children_of(roles)})"
                for s, roles in sectors.items()
                if roles
            ]

        author = [f"{wall.author} = (select app.staff_id())"] if wall.author else []
        shared = []
        if wall.shared:
            to = " or ".join(
                f"(e.to_sector = '{s}' and e.child_id in {children_of(roles)})" for s, roles in wall.shared.items()
            )
            shared = [f"({self.owner}, {self.item}) in (select e.from_sector, e.object_id from cases_informationexchange e"
                      f" join cases_sharingbasis b on b.id = e.basis_id"
                      f" where e.noun = '{wall.noun}' and e.withdrawn_at is null and b.withdrawn_at is null and ({to}))"]  # fmt: skip
        return within(wall.own) + author, shared, within(wall.writers) + author

    def _keys(self, model):
        for field_ in model._meta.local_fields:
            other = field_.related_model
            if not (field_.many_to_one or field_.one_to_one) or field_.name == "municipality":
                continue
            if not any(f.name == "municipality" and not f.null for f in other._meta.local_fields):
                continue
            t, column, table = model._meta.db_table, field_.column, other._meta.db_table
            name = f"{t}_{column}_tenant"[:63]
            yield f"create unique index if not exists {table}_tenant on {table} (municipality_id, id)"
            yield (
                f"do $$ begin if not exists (select from pg_constraint where conname = '{name}' and conrelid = '{t}'::regclass) then "
                f"alter table {t} add constraint {name} foreign key (municipality_id, {column}) references {table} (municipality_id, id); end if; end $$"
            )
