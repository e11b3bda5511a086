"""The notice on a pathway's or a group's page that its past is still to be told."""

from django import template

from insight.queries.before import group_of, may_answer, past_of, words_of

register = template.Library()


@register.inclusion_tag("insight/before_notice.html", takes_context=True)
def before_notice(context, pathway, group=None):
    person = context["request"].person
    group = group or group_of(pathway, person)
    if not may_answer(person, pathway, group):
        return {"n": 0}
    n = len(past_of(person, pathway, group))
    return {"n": n, "words": words_of(n, pathway.track), "pathway": pathway}
