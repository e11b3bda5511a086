"""A page for one family of 5.B: the week's step, and a link whose address and code stand on the login page of the demo."""

from django.conf import settings
from django.contrib.auth.hashers import make_password

from cases.actions.families import choose_step, tick_step
from cases.actions.links import make_link, prove
from cases.models import AccessLink, CustodyRelation, PathwayChild
from cases.queries.family_links import usual_end
from core.links import by_link, hash_of

STEP = "Fortæl hinanden ved aftensmaden én ting, der gik godt i skolen."


def play_home(stage, b5, token=settings.DEMO_FAMILY_TOKEN):
    """Adam's mother has her page from the group leader, and has tried the step; it is made for newcomers to look at."""
    with stage.acting("gruppeleder", "2026-05-18", 11) as by:
        row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=b5.adam.pk)
        step, _before = choose_step(pathway_child=row, text=STEP, by=by)
        custody = CustodyRelation.objects.visible_to(by).filter(child=row.child_id, relation="mother")
        mother = custody.select_related("parent").get().parent
        holder = {"pathway_child": row, "parent": mother, "who": "Mor", "until": usual_end(row, by)}
        made = make_link(kind="family", pathway=row.pathway, by=by, **holder)
        AccessLink.objects.filter(pk=made.link.pk).update(
            token_hash=hash_of(token), code_hash=make_password(settings.DEMO_FAMILY_CODE)
        )
    with stage.clock.at(stage.clock.day("2026-05-20"), 19), by_link(hash_of(token)) as holder:
        prove(by=holder, given=settings.DEMO_FAMILY_CODE, device="")
        tick_step(step=step, outcome="worked", line="Adam fortalte selv om frikvarteret.", by=holder)
