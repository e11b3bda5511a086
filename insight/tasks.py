from celery import Task, shared_task
from django.utils import timezone

from accounts.models import RoleAssignment
from core.context import current, tenant
from core.tasks import TenantTask
from insight.schedule import refresh_figures


@shared_task(base=TenantTask, name="insight.refresh_figures")
def refresh(municipality_id, acting_user_id, *ids):
    """After a write: count again, as Samspil itself, for whoever wrote may not write figures."""
    today = timezone.localdate()
    system = (
        RoleAssignment.objects.visible_to(current())
        .live(today)
        .filter(role="system")
        .values_list("staff_member__user_id", flat=True)
        .first()
    )
    if system is None:
        return
    with tenant(system, municipality_id, purpose="insight.refresh_figures"):
        refresh_figures(today)


@shared_task(base=Task, name="insight.make_bundle")
def make_bundle(municipality_id, acting_user_id, bundle_id):
    """Not inside one transaction: each document commits, so that the page counts them and a killed worker loses one."""
    from insight.actions_bundles import make_parts

    make_parts(municipality_id, acting_user_id, bundle_id)
