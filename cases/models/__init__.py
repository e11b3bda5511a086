from cases.models.agreements import AgreementSignature, CooperationAgreement
from cases.models.attachments import Attachment, StoredFile
from cases.models.audiences import AudienceVersion, HandedPart, PraiseMessage
from cases.models.children import Child, ClassMembership, CustodyRelation, Parent
from cases.models.concerns import ConcernNotification
from cases.models.documents import IssuedDocument
from cases.models.families import DailyNote, FamilyStep, FamilyWish, PageWordsCheck, SpokenWish, StepTick
from cases.models.goal_drawings import GoalDrawing
from cases.models.journal import ExternalReference, JournalPlan
from cases.models.links import AccessLink, Carer, LinkVisit
from cases.models.notes import CaseNote
from cases.models.offers import Offer, OfferAnswer
from cases.models.pathways import Pathway, PathwayChild, PathwayTransition
from cases.models.plan_parts import AttainedLevel, BehaviourStep, Goal, Measure
from cases.models.plans import ChildAnnex, PathwayPlan, PlanAlignment, Presentation
from cases.models.sharing import InformationExchange, LegalBasis, SharingBasis
from cases.models.trials import MeasureTrial

__all__ = [
    "AccessLink",
    "AgreementSignature",
    "AttainedLevel",
    "Attachment",
    "AudienceVersion",
    "BehaviourStep",
    "Carer",
    "CaseNote",
    "Child",
    "ChildAnnex",
    "ClassMembership",
    "ConcernNotification",
    "CooperationAgreement",
    "CustodyRelation",
    "DailyNote",
    "FamilyStep",
    "FamilyWish",
    "ExternalReference",
    "Goal",
    "GoalDrawing",
    "HandedPart",
    "InformationExchange",
    "IssuedDocument",
    "JournalPlan",
    "LegalBasis",
    "LinkVisit",
    "Measure",
    "MeasureTrial",
    "Offer",
    "OfferAnswer",
    "PageWordsCheck",
    "Parent",
    "Pathway",
    "PathwayChild",
    "PathwayPlan",
    "PathwayTransition",
    "PlanAlignment",
    "PraiseMessage",
    "Presentation",
    "SharingBasis",
    "SpokenWish",
    "StepTick",
    "StoredFile",
]
