from tests.matrix import Row, all_of

ADMINISTRATOR = all_of("administrator")


MATRIX = {
    "draft_keep": Row({}, otherwise=400, method="post"),  # a form's slip is missing: tests/accounts/test_drafts.py
    "draft_discard": Row(
        all_of("resource_advisor", status=302), kwargs=lambda x: {"uuid": x.draft.uuid}, method="post"
    ),
    "draft_bring_back": Row(
        all_of("resource_advisor", status=302), kwargs=lambda x: {"uuid": x.draft.uuid}, method="post"
    ),
    "staff_list": Row(ADMINISTRATOR, otherwise=403),
    "staff_create": Row(ADMINISTRATOR, otherwise=403),
    "staff_detail": Row(ADMINISTRATOR, kwargs=lambda x: {"uuid": x.staff["teacher"].uuid}, otherwise=403),
    "role_create": Row(ADMINISTRATOR, kwargs=lambda x: {"uuid": x.staff["teacher"].uuid}, otherwise=403),
    "role_end": Row(ADMINISTRATOR, kwargs=lambda x: {"pk": x.a_role}, otherwise=403),
    "unit_list": Row(ADMINISTRATOR, otherwise=403),
    "unit_create": Row(ADMINISTRATOR, otherwise=403),
}
