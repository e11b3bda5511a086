from tests.matrix import Row, all_of

ADMINISTRATOR = all_of("administrator")
SAVES = all_of("administrator", status=302)


def word(x):
    return {"uuid": x.word.uuid}


MATRIX = {
    "local_text_list": Row(ADMINISTRATOR, otherwise=403),
    "local_text_edit": Row(ADMINISTRATOR, otherwise=403),
    "local_text_undo": Row(SAVES, otherwise=403, method="post"),
    "word_list": Row(ADMINISTRATOR, otherwise=403),
    "word_import": Row(ADMINISTRATOR, otherwise=403),
    "word_starter": Row(SAVES, otherwise=403, method="post", data=lambda x: {"word": "voldelig"}),
    "word_import_undo": Row(SAVES, otherwise=403, kwargs=lambda x: {"batch": x.word.batch}, method="post"),
    "word_edit": Row(ADMINISTRATOR, otherwise=403, kwargs=word),
    "word_remove": Row(SAVES, otherwise=403, kwargs=word, method="post"),
    "word_undo": Row(SAVES, otherwise=403, kwargs=word, method="post"),
    "word_check": Row({}, otherwise=200, method="post", data=lambda x: {"text": "doven"}),
    "undo": Row({}, kwargs=lambda x: {"key": x.word.uuid}, method="post"),
    "role_undo": Row(SAVES, otherwise=403, kwargs=lambda x: {"pk": x.a_role}, method="post"),
    "role_end_undo": Row(SAVES, otherwise=403, kwargs=lambda x: {"pk": x.a_role, "day": "-"}, method="post"),
}
