"""The access matrix of documents: made by whoever reads what they show, given and filed by the side that answers for them."""

from tests.matrix import Row, all_of

RUN = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")
BESIDE = ("teacher", "caseworker", "ppr_advisor", "mixed", "both")  # see the pathway; give nothing in its name
EVERYBODY = (*RUN, *BESIDE)
PROVIDER = ("group_leader", "provider_manager")
NO_PERSONS = ("steering_group", "evaluator", "training_lead", "administrator", "dpo")


def pathway(x):
    return {"uuid": x.w.uuid}


def plan(x):
    return {"kind": "plan", "uuid": x.w.uuid}


def issued(x):
    return {"uuid": x.issued.uuid}


MATRIX = {
    "paper_list": Row(all_of(*EVERYBODY), pathway),
    "paper_make": Row(all_of(*EVERYBODY), plan),
    "paper_view": Row(all_of(*EVERYBODY), plan),
    "paper_pdf": Row(all_of(*EVERYBODY), plan),
    "papers_to_file": Row(all_of(*NO_PERSONS, status=404), otherwise=200),
    "paper_open": Row(all_of(*PROVIDER), issued),
    "paper_package": Row(all_of(*PROVIDER), issued),
    "paper_text": Row(all_of(*PROVIDER), issued),
    "paper_file": Row(all_of(*PROVIDER, status=302), issued, method="post"),
    "paper_withdraw": Row(all_of(*PROVIDER, status=302), issued, method="post"),
    "reference_edit": Row(all_of(*RUN) | all_of(*BESIDE, status=403), pathway),
    "journal_plan_edit": Row(all_of("administrator"), otherwise=403),
}
