"""The basis is withdrawn in one browser: the next click in the other finds nothing, and the history keeps what was shared."""

import pytest

from cases.models import InformationExchange, PathwayChild, SharingBasis
from insight.demo import ground, story
from insight.demo.names import Pupils
from tests.story.ground import make_stage
from tests.story.walker import press

pytestmark = pytest.mark.browser


@pytest.fixture
def stage(cast, chromium):
    """5.B without a parent group: what the group leader sees of Selma, she sees on the basis alone."""
    stage = make_stage("Skovby")
    rows = story.named_pupils(stage.clock) + Pupils(seed=7, year=2025).rows("5.B", 5, 20)
    story.fetch_classes(stage, {("fjordby", "ressourcevejleder"): rows})
    ground.add_class_teams(stage)
    stage.b5 = story.play_5b(stage)
    return stage


def test_withdrawn_basis_shuts_the_other_browser_at_its_next_click(stage, people):
    walkers = people(stage, width=390)
    walkers.on("2026-05-21")
    selma = stage.b5.selma
    leader, advisor = walkers("gruppeleder"), walkers("ressourcevejleder")
    leader.goto(f"/forloeb/{stage.b5.pathway.uuid}/plan")
    annex = leader.locator(f"main a[href='/barn-i-forloeb/{selma.uuid}/bilag']").first
    assert annex.is_visible() and "Tegner og er god til at vente på tur." in leader.content()
    before = exchanges(stage)

    with stage.acting("ressourcevejleder", "2026-05-21"):
        basis = SharingBasis.objects.get(child=selma.child_id)
    advisor.goto(f"/grundlag/{basis.uuid}/traek-tilbage")
    advisor.get_by_label("Hvorfor stopper delingen?").fill("Mor vil gerne vente.")
    press(advisor, twice=True)

    with leader.expect_navigation() as clicked:
        annex.click()
    assert clicked.value.status == 404
    assert leader.request.get(f"/barn-i-forloeb/{selma.uuid}/deling").status == 404
    leader.goto(f"/forloeb/{stage.b5.pathway.uuid}/plan")
    assert "Selma" not in leader.content() and "Tegner og er god" not in leader.content()

    assert exchanges(stage) == before
    advisor.goto(f"/barn-i-forloeb/{selma.uuid}/deling")
    history = advisor.get_by_role("region", name="Har været delt").inner_text()
    assert "Mor vil gerne vente." in history and "Karen Lindholm" in history
    with stage.acting("gruppeleder", "2026-05-21") as by:
        assert not PathwayChild.objects.seen_with_child(by).filter(pk=selma.pk).exists()


def exchanges(stage):
    """What was ever shared about Selma, as the school's side keeps it."""
    with stage.acting("ressourcevejleder", "2026-05-21"):
        rows = InformationExchange.objects.filter(child=stage.b5.selma.child_id, from_sector="school")
        return sorted(rows.values_list("noun", "object_id", "to_sector"))
