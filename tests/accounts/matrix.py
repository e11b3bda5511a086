from tests.matrix import Row, all_of

ADMINISTRATOR = all_of("administrator")


MATRIX = {
    "staff_list": Row(ADMINISTRATOR, otherwise=403),
    "staff_create": Row(ADMINISTRATOR, otherwise=403),
    "staff_detail": Row(ADMINISTRATOR, kwargs=lambda x: {"uuid": x.staff["teacher"].uuid}, otherwise=403),
    "role_create": Row(ADMINISTRATOR, kwargs=lambda x: {"uuid": x.staff["teacher"].uuid}, otherwise=403),
    "role_end": Row(ADMINISTRATOR, kwargs=lambda x: {"pk": x.a_role}, otherwise=403),
    "unit_list": Row(ADMINISTRATOR, otherwise=403),
    "unit_create": Row(ADMINISTRATOR, otherwise=403),
}
