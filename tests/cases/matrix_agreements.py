from tests.matrix import Row, all_of

SIGNERS = ("resource_advisor", "group_leader", "principal", "provider_manager")
READERS = ("ppr_advisor", "learning_advisor")
AROUND = ("teacher", "caseworker", "mixed", "both")


def of_agreement(x):
    return {"uuid": x.agreement.uuid}


def signers_only(status=302):
    return all_of(*SIGNERS, status=status) | all_of(*READERS, status=403)


MATRIX = {
    "agreement_list": Row(
        all_of(*SIGNERS, *READERS, "other_principal", "other_advisor", "other_leader"), otherwise=403
    ),
    "agreement_of": Row(
        all_of(*SIGNERS, *READERS, status=302) | all_of(*AROUND, status=403), kwargs=lambda x: {"uuid": x.w.uuid}
    ),
    "agreement_detail": Row(all_of(*SIGNERS, *READERS), kwargs=of_agreement),
    "agreement_pdf": Row(all_of(*SIGNERS, *READERS), kwargs=of_agreement),
    "agreement_edit": Row(signers_only(), kwargs=of_agreement),  # signed: it leads to the page
    "agreement_new_version": Row(signers_only(), kwargs=of_agreement, method="post"),
    "agreement_take_back": Row(signers_only(), kwargs=of_agreement, method="post"),
    "agreement_sign": Row(signers_only(), kwargs=of_agreement, method="post"),
    "agreement_unsign": Row(signers_only(), kwargs=of_agreement, method="post"),
    "agreement_signer": Row(signers_only(), kwargs=lambda x: of_agreement(x) | {"role": "principal"}),
    "agreement_review": Row(
        signers_only(), kwargs=of_agreement, method="post", data=lambda x: {"review_on": "2027-06-01"}
    ),
}
