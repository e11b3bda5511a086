"""What a pathway's start and close need to know."""


def span_limit(pathway):
    """The version's limit on the length of a track, by its key "<track>_track" (A27); None when it names none."""
    return next((limit for limit in pathway.content.limits if limit.key == f"{pathway.track}_track"), None)
