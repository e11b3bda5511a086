"""What a load balancer asks: is the process alive, and may it be given pages?"""

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.http import JsonResponse
from django.views.decorators.cache import never_cache


@transaction.non_atomic_requests  # a transaction would ask PostgreSQL before we can say that it is gone
@never_cache
@login_not_required
def healthz(request):
    return JsonResponse({"alive": True})


@transaction.non_atomic_requests
@never_cache
@login_not_required
def readyz(request):
    """503 unless PostgreSQL answers, every migration is applied and the login cannot pass row-level security."""
    try:
        found = {"database": True, "migrated": _migrated(), "walled": _walled()}
    except DatabaseError:
        connection.close()
        found = {"database": False}
    return JsonResponse(found, status=200 if all(found.values()) else 503)


def _migrated():
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _walled():
    with connection.cursor() as db:
        db.execute("select coalesce(row_security_active(to_regclass('cases_child')), false)")
        return db.fetchone()[0]
