from tests.matrix import Row, all_of

MATRIX = {
    "drawing_open": Row(
        {}, lambda x: {"uuid": x.drawing.uuid}
    ),  # the cast's drawing has no bytes: 404 for its readers too
    "voice_privacy": Row(
        all_of("learning_advisor", status=403) | all_of("resource_advisor"), lambda x: {"uuid": x.child_voice.uuid}
    ),
    "dream_choose": Row(
        all_of("resource_advisor")
        | all_of(
            "group_leader",
            "principal",
            "provider_manager",
            "teacher",
            "caseworker",
            "ppr_advisor",
            "learning_advisor",
            "mixed",
            "both",
            status=403,
        ),
        lambda x: {"uuid": x.goal.uuid},
    ),
}
