from cases.models.agreements import AgreementSignature, CooperationAgreement
from cases.models.children import Child, ClassMembership, CustodyRelation, Parent
from cases.models.concerns import ConcernNotification
from cases.models.documents import IssuedDocument
from cases.models.links import AccessLink, Carer, LinkVisit
from cases.models.notes import CaseNote
from cases.models.offers import Offer, OfferAnswer
from cases.models.pathways import Pathway, PathwayChild, PathwayTransition
from cases.models.plans import BehaviourStep, ChildAnnex, Goal, Measure, PathwayPlan, PlanAlignment, Presentation
from cases.models.sharing import InformationExchange, LegalBasis, SharingBasis
from cases.models.trials import MeasureTrial

__all__ = [
    "AccessLink",
    "AgreementSignature",
    "BehaviourStep",
    "Carer",
    "CaseNote",
    "Child",
    "ChildAnnex",
    "ClassMembership",
    "ConcernNotification",
    "CooperationAgreement",
    "CustodyRelation",
    "Goal",
    "InformationExchange",
    "IssuedDocument",
    "LegalBasis",
    "LinkVisit",
    "Measure",
    "MeasureTrial",
    "Offer",
    "OfferAnswer",
    "Parent",
    "Pathway",
    "PathwayChild",
    "PathwayPlan",
    "PathwayTransition",
    "PlanAlignment",
    "Presentation",
    "SharingBasis",
]
