from tests.matrix import Row, all_of

MAY = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "learning_coordinator",
    "other_principal", "other_advisor", "other_leader",
)  # fmt: skip


def bundle(x):
    return {"uuid": x.bundle.uuid}


MATRIX = {
    "bundle_list": Row(all_of(*MAY), otherwise=403),
    "bundle_detail": Row(all_of("principal"), bundle),
    "bundle_cancel": Row(all_of("principal", status=302), bundle, method="post"),
    "bundle_zip": Row(all_of("principal"), bundle),
}
