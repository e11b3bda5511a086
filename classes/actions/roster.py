"""Classes, their names over the years, and who is in them. A class and a membership are dated and never deleted."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import ClassName, SchoolClass
from cases.models import Child, ClassMembership, CustodyRelation, Parent, Pathway, PathwayChild
from classes.importing import class_name
from classes.permissions import can_register
from classes.queries import cpr_elsewhere
from core import cpr as cpr_numbers
from core.locks import one_at_a_time
from core.sort_key import sort_key


@transaction.atomic
def add_class(*, school, name, pupils=(), starts_on=None, by):
    """A new class, with pupils as (given name, family name) when they are known. Raises ValidationError if it exists."""
    if not can_register(by, school):
        raise PermissionDenied
    starts_on = starts_on or timezone.localdate()
    hold_school(school)
    name, grade = class_name(name)
    if any(class_name(each)[0].casefold() == name.casefold() for each in _names_of(school)):
        raise ValidationError({"name": _("There is a class %(name)s at this school already.") % {"name": name}})
    school_class = open_class(school=school, name=name, grade=grade, starts_on=starts_on, by=by)
    children = [
        Child(municipality_id=by.municipality_id, school=school, given_name=given, family_name=family)
        for given, family in pupils
    ]
    for child in children:
        child.save()
        ClassMembership.objects.create(
            municipality_id=by.municipality_id, child=child, school_class=school_class, starts_on=starts_on
        )
    return school_class


def hold_school(school):
    """One at a time changes the classes of a school: held until the transaction ends."""
    one_at_a_time("classes of a school", school.pk)


def _names_of(school):
    return SchoolClass.objects.filter(school=school, closed_on=None).values_list("name", flat=True)


def open_class(*, school, name, grade, starts_on, by):
    school_class = SchoolClass.objects.create(municipality_id=by.municipality_id, school=school, name=name, grade=grade)
    ClassName.objects.create(
        municipality_id=by.municipality_id, school_class=school_class, name=name, grade=grade, starts_on=starts_on
    )
    return school_class


@transaction.atomic
def add_pupil(
    *, school_class, given_name, family_name, starts_on, by, cpr="", born_on=None, address="", protected=False
):
    """A child who joins the class. A CPR number that some child has already is refused: children are moved, not doubled."""
    if not can_register(by, school_class.school_id):
        raise PermissionDenied
    hold_school(school_class.school)
    child = Child(
        municipality_id=by.municipality_id, school_id=school_class.school_id, given_name=given_name, family_name=family_name,
        born_on=born_on, address=address, protected=protected,
    )  # fmt: skip
    if cpr:
        _refuse_known_cpr(school_class, cpr, by)
        child.seal_cpr(cpr)
    else:
        _refuse_same_child(school_class, child, starts_on)
    try:
        with transaction.atomic():
            child.save()
    except IntegrityError:  # another school was quicker
        raise ValidationError({"cpr": _elsewhere()}) from None
    ClassMembership.objects.create(
        municipality_id=by.municipality_id, child=child, school_class=school_class, starts_on=starts_on
    )
    return child


@transaction.atomic
def correct_pupil(*, child, given_name, family_name, born_on, protected, by):
    """A name, a date of birth or a mark of protection that was wrong; what stood before is in the log of changes.

    A date of birth that does not agree with the CPR number is refused: one of the two would be another child's.
    """
    if not can_register(by, child.school_id):
        raise PermissionDenied
    child = Child.objects.select_for_update().get(pk=child.pk)
    if child.cpr_sealed and born_on != child.born_on:
        raise ValidationError({"born_on": _("The date of birth does not agree with the CPR number.")})
    if protected and not child.protected:
        child.protected_until = None
    child.given_name, child.family_name = given_name, family_name
    child.born_on, child.protected = born_on, protected
    child.save()
    return child


def _elsewhere():
    return _(
        "This child goes to another school of the municipality. That school must let the child go before it can be added here."
    )


def _refuse_known_cpr(school_class, number, by):
    index = cpr_numbers.blind_index(number, by.municipality_id)
    if found := Child.objects.filter(cpr_index=index, school=school_class.school_id).first():
        raise ValidationError(
            {
                "cpr": _("%(name)s is at the school already. Move the child to this class instead.")
                % {"name": found.name}
            }
        )
    if cpr_elsewhere(school_class.school, [index]):
        raise ValidationError({"cpr": _elsewhere()})


def _refuse_same_child(school_class, child, starts_on):
    twins = Child.objects.in_class(school_class, starts_on).filter(name_key=sort_key(child.name), born_on=child.born_on)
    if twins.exists():
        raise ValidationError({"given_name": _("%(name)s is in this class already.") % {"name": child.name}})


@transaction.atomic
def move_pupil(*, child, to_class, on, by):
    """The child is in `to_class` (None: in no class) from that day. What was stays; the old team reads until the day before.

    Its part in the old class's pathways ends too, or the team would go on reaching the child through them.
    """
    if not can_register(by, child.school_id) or (to_class and not can_register(by, to_class.school_id)):
        raise PermissionDenied
    child = Child.objects.select_for_update().get(pk=child.pk)
    _refuse_other_school(child, to_class)
    now = ClassMembership.objects.select_for_update().filter(child=child, ends_on=None).first()
    if now and to_class and now.school_class_id == to_class.pk:
        return child
    if now:
        _end_membership(now, on)
    if to_class:
        ClassMembership.objects.create(
            municipality_id=by.municipality_id, child=child, school_class=to_class, starts_on=on
        )
    return child


def _refuse_other_school(child, to_class):
    if to_class and to_class.school_id != child.school_id:
        raise ValidationError({"to_class": _("Choose a class of the child's own school.")})


def _end_membership(membership, on):
    if on < membership.starts_on:
        raise ValidationError({"on": _("The child came to the class later than that.")}, code="early")
    last = on - timedelta(days=1)
    if on == membership.starts_on:  # a slip of the same day: it never was in that class
        membership.delete()
    else:
        membership.ends_on = last
        membership.save()
    pathways = Pathway.objects.filter(school_class=membership.school_class_id)
    parts = PathwayChild.objects.filter(pathway__in=pathways.values("pk"), child=membership.child_id, ends_on=None)
    parts.update(ends_on=last, ending_reason=_("Left the class"))


@transaction.atomic
def move_class_up(*, school_class, name, starts_on, by):
    """The class's name from that day, mostly 1 August. Pupils, pathway and history go on under the new name.

    Raises ValidationError when another class of the school has the name by then.
    """
    if not can_register(by, school_class.school_id):
        raise PermissionDenied
    hold_school(school_class.school)
    name, grade = class_name(name)
    if any(class_name(each)[0].casefold() == name.casefold() for each in _names_on(school_class, starts_on)):
        raise ValidationError(
            {
                "name": _("Another class of the school is called %(name)s on that day. Move that one up first.")
                % {"name": name}
            }
        )
    ClassName.objects.update_or_create(
        municipality_id=by.municipality_id,
        school_class=school_class,
        starts_on=starts_on,
        defaults={"name": name, "grade": grade},
    )
    turn_class_names(today=timezone.localdate())
    school_class.refresh_from_db()
    return school_class


def _names_on(school_class, day):
    """Names of the school's other open classes on that day."""
    others = SchoolClass.objects.filter(school=school_class.school_id, closed_on=None).exclude(pk=school_class.pk)
    begun = ClassName.objects.filter(school_class__in=others, starts_on__lte=day).order_by(
        "school_class_id", "-starts_on"
    )
    return begun.distinct("school_class_id").values_list("name", flat=True)


@transaction.atomic
def turn_class_names(*, today):
    """Give every class the name it has today, and open pathways named after it the new title; returns how many turned."""
    with connection.cursor() as db:
        db.execute("select class_id, before, after from app.turn_class_names(%s)", [today])
        turned = db.fetchall()
    for class_id, before, after in turned:
        for pathway in Pathway.objects.open().filter(school_class=class_id, title__startswith=f"{before}, "):
            pathway.title = after + pathway.title[len(before) :]
            pathway.save(update_fields=["title"])
    return len(turned)


def add_guardians(child, guardians, by, on):
    """Parents named in a class list hold custody until somebody who knows better writes otherwise."""
    for each in guardians:
        parent = Parent(
            municipality_id=by.municipality_id,
            known_through=child,
            name=each.name,
            phone=each.phone[:20],
            email=each.email,
        )
        parent.save()
        CustodyRelation.objects.create(
            municipality_id=by.municipality_id, child=child, parent=parent, relation=each.relation, starts_on=on
        )
