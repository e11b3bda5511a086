"""The sheets for the class and for all parents of every pathway of the story hold no name, number, road or initials."""

import re
import subprocess

import pytest

from cases.actions.audiences import begin_version, checked
from cases.audiences import found_in
from cases.documents_audiences import version_pdf
from cases.models import Child, CustodyRelation, PathwayPlan

NUMBER = re.compile(r"\d{6}[- ]?\d{4}|\d{8}|\d\d \d\d \d\d \d\d|@")


def text_of(pdf, tmp_path):
    path = tmp_path / "sheet.pdf"
    path.write_bytes(pdf)
    return subprocess.run(["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True).stdout


def forbidden(pathway, by):
    """Every part of the names, the initials and the roads of the class's pupils, the pathway's children and their parents."""
    kids = Child.objects.visible_to(by).filter(pathways__pathway=pathway) | Child.objects.visible_to(by).filter(
        memberships__school_class=pathway.school_class
    )
    kids = list(kids.distinct())
    parents = CustodyRelation.objects.visible_to(by).filter(child__in=kids).select_related("parent")
    people = [kid.name for kid in kids] + [each.parent.name for each in parents]
    roads = [re.split(r"[\d,]", each.address)[0].strip() for each in kids if each.address]
    parts = {part for name in people for part in name.split()}
    initials = {f"{kid.given_name[0]}.{kid.family_name[0]}." for kid in kids}
    initials |= {f"{kid.given_name[0]}. {kid.family_name[0]}." for kid in kids}
    return len(kids), parts, initials | set(roads)


@pytest.mark.parametrize("audience", ["class", "class_parents"])
@pytest.mark.parametrize(("which", "who"), [("b5", "ressourcevejleder"), ("a4", "ressourcevejleder2")])
def test_the_sheets_of_every_pathway_name_nobody(played, db, tmp_path, which, who, audience):
    pathway = getattr(played, which).pathway
    with played.acting(who, "2026-05-21") as by:
        kids, parts, strings = forbidden(pathway, by)
        assert kids >= 20
        for plan in PathwayPlan.objects.visible_to(by).filter(pathway=pathway).exclude(state="draft"):
            plan.pathway = pathway
            version, left_out = begin_version(plan=plan, audience=audience, by=by)
            assert (left_out, checked(version, by)) == ([], ([], []))
            text = text_of(version_pdf(version), tmp_path)
            assert f"plan {plan.number}" in text
            words = set(re.findall(r"[\w-]+", text))
            staff = set(re.findall(r"[\w-]+", " ".join(each.name for each in (pathway.lead, pathway.co_lead))))
            assert words & parts - staff == set()
            assert [each for each in strings if each and each in text] == []
            assert NUMBER.findall(text) == []


def test_the_boy_from_syria_warns(played, db):
    pathway = played.b5.pathway
    with played.acting("ressourcevejleder", "2026-05-21") as by:
        refused, warned = found_in("drengen, der kom fra Syrien i marts", pathway, by)
    assert refused == []
    assert {hit.kind for hit in warned} == {"origin", "pointing", "arrival"}
