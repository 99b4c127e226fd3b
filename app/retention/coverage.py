"""The rows that belong to a case, which erasing removes. A new table with data of a case needs one line here.

A test walks all tables and names those that refer to a case and are missing.
"""

from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from app.cases.models import (
    Cancellation,
    Case,
    Invoice,
    ListedCase,
    ListedTask,
    Participant,
    Postponed,
    SearchWord,
    TaskLink,
)
from app.consent.models import Grant, Notice, Recall
from app.documents.models import Attachment, Document
from app.drafts import Draft
from app.emergency.models import EmergencyAccess
from app.flow.models import CaseMessage, CaseMove, DecisionLog, Event, Instance, LastStep, Subscription, WorkItem
from app.notes.models import Note
from app.outbox.models import MailChoice, Message
from app.people.models import FactorRemoval, RecoveryCode, SecondFactor, SignIn, UserRole
from app.retention.models import Hold
from app.sweeping import SetAside

Column = InstrumentedAttribute[Any]

BELONGS: tuple[tuple[Column, Column], ...] = (
    (SetAside.key, Attachment.id),
    (SetAside.key, Case.number),
    (SetAside.key, WorkItem.id),
    (SetAside.key, Instance.id),
    (LastStep.instance_id, Instance.id),
    (LastStep.item_id, WorkItem.id),
    (Attachment.case_id, Case.id),
    (Attachment.item_id, WorkItem.id),
    (Attachment.document_id, Document.id),
    (Document.corrects_id, Document.id),
    (Document.case_id, Case.id),
    (EmergencyAccess.number, Case.number),
    (Notice.case_id, Case.id),
    (Recall.case_id, Case.id),
    (Grant.case_id, Case.id),
    (Invoice.case_id, Case.id),
    (Hold.case_id, Case.id),
    (Cancellation.case_id, Case.id),
    (SearchWord.case_id, Case.id),
    (Postponed.item_id, WorkItem.id),
    (Note.corrects_id, Note.id),
    (Note.case_id, Case.id),
    (Note.item_id, WorkItem.id),
    (TaskLink.item_id, WorkItem.id),
    (TaskLink.case_id, Case.id),
    (TaskLink.part_id, Participant.id),
    (Participant.case_id, Case.id),
    (Message.case_number, Case.number),
    (ListedTask.item_id, WorkItem.id),
    (ListedTask.case_id, Case.id),
    (ListedCase.case_id, Case.id),
    (WorkItem.instance_id, Instance.id),
    (CaseMove.instance_id, Instance.id),
    (Event.instance_id, Instance.id),
    (Subscription.instance_id, Instance.id),
    (CaseMessage.sender_id, Instance.id),
    (CaseMessage.target_id, Instance.id),
    (DecisionLog.instance_id, Instance.id),
)
"""Column → what of the case it refers to. Rows that others refer to come after those others."""

PAGES: tuple[Column, ...] = (Draft.path,)
"""Columns with the address of a page of tasks and notes, in tables of input that was not handed in yet."""

OF_ACCOUNT: tuple[Column, ...] = (
    UserRole.user_id,
    SignIn.user_id,
    SecondFactor.user_id,
    FactorRemoval.user_id,
    RecoveryCode.user_id,
    Draft.user_id,
    MailChoice.user_id,
)
"""Rows that are erased with a client's login, after their last case. Other tables about people are about staff."""


def of_case(column: Column, target: Column, case: Case) -> ColumnElement[bool]:
    """Condition: the row belongs to `case`, because `column` refers to `target` of it."""
    roots = {Case.id: case.id, Case.number: case.number, Instance.id: case.instance_id}
    if target in roots:
        return column == roots[target]
    around = [
        of_case(own, further, case) for own, further in BELONGS if own.class_ is target.class_ is not further.class_
    ]
    return column.in_(select(target).where(or_(*around)))
