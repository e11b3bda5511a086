"""Who of the cast may read which canary: written by hand from the design's table, and importing nothing from the application.

Adam (1) has a live basis in 5.B's pathway and a place in the parent group; Selma (2) has none; Noah (3) goes to the other school.
"""

SCHOOL_1 = "Barn1 Barn2 Barn4 Mor1 Far1 Plejer1 Mor2 Far2"  # the school's own pupils and those who hold custody of them
CLASS_PART = (
    "Klasselog Naeste Proevet1 Moede1 Beslutning1 Opgave1 Flyttet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1"
)
SCHOOL_ANNEXES = (
    "SkoleBilag1 SkoleBilag2 Barneord1 SkoleTiltag1 Maalord1 Niveau1 Droem1 Droemmebillede1 Planlink1 Skoletale1"
)
FAMILY_ANNEX = "FamilieBilag1 HjemTiltag1 Forening1"
CONTACTS = "Kontakt1"  # the line of a contact is the class log's: no child is named in it
SCHOOL_CONTACTS = "KontaktA1 KontaktA2 Ros1"  # what was said of each child stays on its author's side
OFFERS = "Tilbud1 Tilbud2 Nejgrund"
GROUP_1 = "Sted1 Ledsager1 Afbudsgrund1 Opkald1 Motivation1 Besked1"

READS = {
    # W of the class part, school annexes, the child's answer; S of the family's annex; F of the parent group
    "resource_advisor": f"SkoleFund1 {SCHOOL_1} Adresse2 {CLASS_PART} Teamspm1 {SCHOOL_ANNEXES} {FAMILY_ANNEX} {OFFERS} Udvalg SkoleNotat1 BarnSvar1 LaererSvar1 Opgave2 {CONTACTS} {SCHOOL_CONTACTS} Tid1 Slutbarn1 BarnAftale1 Netvaerk1 Moedested2 Aftale1 Givet1 LinkBarn1 Klasselink1 SpurgtBarn1 Kendt1 Spurgt1 Klassespurgt1 KlasseKendt1 SkoleFil1 KlasseFil1 Tegning1",
    "principal": f"{SCHOOL_1} Adresse2 {CLASS_PART} {SCHOOL_ANNEXES} {FAMILY_ANNEX} {OFFERS} Udvalg SkoleNotat1 Opgave2 {CONTACTS} {SCHOOL_CONTACTS} Tid1 Slutbarn1 BarnAftale1 Netvaerk1 Moedested2 Aftale1 Givet1 SkoleFil1 KlasseFil1",
    "learning_advisor": f"SkoleFund1 {SCHOOL_1} Adresse2 {CLASS_PART} Skoletale1 SkoleBilag1 SkoleBilag2 Barneord1 SkoleTiltag1 Maalord1 Niveau1 Droem1 Droemmebillede1 Planlink1 Udvalg SkoleNotat1 BarnSvar1 LaererSvar1 Opgave2 {CONTACTS} {SCHOOL_CONTACTS} Tid1 Slutbarn1 BarnAftale1 Netvaerk1 Moedested2 Aftale1 Givet1 LinkBarn1 Klasselink1 SpurgtBarn1 Kendt1 Spurgt1 Klassespurgt1 KlasseKendt1 SkoleFil1 KlasseFil1 Tegning1",
    "teacher": f"{SCHOOL_1} Adresse2 Klasselog Naeste Proevet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1 Teamspm1 {SCHOOL_ANNEXES} SkoleNotat1 LaererSvar1 Moede1 Beslutning1 Opgave1 {CONTACTS} {SCHOOL_CONTACTS} Tid1 BarnAftale1 Moedested2 Givet1 Klasselink1 Spurgt1 Klassespurgt1 KlasseKendt1 SkoleFil1 KlasseFil1",
    "group_leader": f"SkoleFund1 HjemFund1 Barn1 Mor1 Far1 Plejer1 {CLASS_PART} SkoleBilag1 Barneord1 SkoleTiltag1 Maalord1 Niveau1 Droem1 Droemmebillede1 Planlink1 {FAMILY_ANNEX} Udvalg {GROUP_1} Hensyn1 HusNotat1 SocialNotat1 ForaelderSvar1 {CONTACTS} KontaktB1 Tid1 Slutbarn1 BarnAftale1 Netvaerk1 Aftale1 Givet1 LinkMor1 Klasselink1 Klassespurgt1 KlasseKendt1 Udleveret1 Dubu1 HusFil1 KlasseFil1 Hustale1 Ugeskridt1 LinkFar1 OenskeMor1 OenskeFar1 SkridtsvarMor1 SkridtsvarFar1 UdleveretFar1 TilFar1 Overdraget1",
    "provider_manager": (
        f"Barn1 Mor1 Far1 Plejer1 Barn3 Mor3 {CLASS_PART} SkoleBilag1 Barneord1 SkoleTiltag1 Maalord1 Niveau1 Droem1 Droemmebillede1 Planlink1 {FAMILY_ANNEX} Udvalg {GROUP_1} Sted2 HusNotat1 SocialNotat1 SocialNotat3 {CONTACTS} KontaktB1 Tid1 Slutbarn1 BarnAftale1 Netvaerk1 Aftale1 Givet1 Udleveret1 Dubu1 HusFil1 KlasseFil1 Hustale1 Ugeskridt1 UdleveretFar1 TilFar1 Overdraget1"
    ),
    "caseworker": "Barn1 Mor1 Far1 Plejer1 Proevet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1 SkoleBilag1 Barneord1 SkoleTiltag1 Maalord1 Niveau1 Droem1 Droemmebillede1 Planlink1 SocialNotat1 HusNotat1 HusFil1 LinkPlejer1 Dagslinje1 Virkede1",
    "ppr_advisor": f"SkoleFund1 PprFund1 Barn1 Barn2 Mor1 Far1 Plejer1 Mor2 Far2 Adresse2 Klasselog Naeste Proevet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1 {SCHOOL_ANNEXES} PprSvar1 PprNotat1 {CONTACTS} Aftale1 KlasseFil1",
    "other_principal": "Barn3 Mor3 SkoleNotat3",
    "other_advisor": "Barn3 Mor3 SkoleNotat3",
    "other_teacher": "Barn3 Mor3 SkoleNotat3",
    "other_leader": "Barn3 Mor3 Sted2 SocialNotat3",
    "mixed": f"{SCHOOL_1} Adresse2 Klasselog Naeste Proevet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1 Teamspm1 {SCHOOL_ANNEXES} SkoleNotat1 Barn3 Mor3 SocialNotat3 {CONTACTS} {SCHOOL_CONTACTS} Klasselink1 Klassespurgt1 KlasseKendt1 SkoleFil1 KlasseFil1",
    "both": f"{SCHOOL_1} Adresse2 Klasselog Naeste Proevet1 Slutvalg1 Klasseark1 Acadre1 Klassetale1 KlasseFund1 Teamspm1 {SCHOOL_ANNEXES} SkoleNotat1 {CONTACTS} {SCHOOL_CONTACTS} Klasselink1 Klassespurgt1 KlasseKendt1 SkoleFil1 KlasseFil1",
    "learning_coordinator": "",
    "steering_group": "",
    "evaluator": "",
    "training_lead": "",
    "administrator": "",
    "dpo": "",
}

# That a notification of concern was sent: the sender, the leader of her side, and the child's caseworker.
CONCERNS = {
    "teacher": "school1",
    "principal": "school1",
    "group_leader": "provider1",
    "provider_manager": "provider1",
    "ppr_advisor": "ppr1",
    "caseworker": "school1 provider1 ppr1",
    "other_teacher": "school3",
    "other_principal": "school3",
    "mixed": "school3",
}
