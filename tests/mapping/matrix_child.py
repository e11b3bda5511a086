from tests.matrix import Row, all_of

MATRIX = {
    "drawing_open": Row(
        {}, lambda x: {"uuid": x.drawing.uuid}
    ),  # the cast's drawing has no bytes: 404 for its readers too
    "voice_privacy": Row(
        all_of("learning_advisor", status=403) | all_of("resource_advisor"), lambda x: {"uuid": x.child_voice.uuid}
    ),
}
