"""What a person is in a case. It is loaded once for a request; pages, papers and tasks all ask it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Load, Session
from sqlalchemy.sql.base import ExecutableOption

from app.cases import roles
from app.cases.models import Case, Participant
from app.cases.roles import Right
from app.errors import ForbiddenError, NotFoundError
from app.flow.kinds import ItemKind
from app.flow.models import Instance, WorkItem
from app.people.models import User


class ConsentEndedError(ForbiddenError):
    """Die Einwilligung für Ihre Stelle ist beendet. Sie haben keinen Zugang mehr zu diesem Fall."""


class MandateExpiredError(ForbiddenError):
    """Die Vollmacht ist abgelaufen. Bis sie erneuert ist, haben Sie keinen Zugang zu diesem Fall."""


@dataclass(frozen=True)
class Standing:
    """`user` in `case` at one moment.

    everybody: all participants, in the order in which they joined. own: the parts of `user` or of the institution
    `user` works for; none that depends on a mandate whose last day has passed. Without an own part somebody takes no
    part, whatever `everybody` says.
    """

    user: User
    case: Case
    everybody: Sequence[Participant]
    own: Sequence[Participant]

    @property
    def roles(self) -> frozenset[str]:
        """The roles they hold."""
        return frozenset(row.role for row in self.own)

    @property
    def without_client(self) -> bool:
        """Whether the case has no client (a yearly report), so that there is no consent to ask for."""
        return not any(row.role == roles.CLIENT for row in self.everybody)

    def has(self, right: Right) -> bool:
        """Whether one of their roles brings `right` with it."""
        return roles.have_right(self.roles, right)

    def require(self, right: Right) -> None:
        """Raises ForbiddenError, which the log notes, unless one of their roles brings `right` with it."""
        if not self.has(right):
            raise ForbiddenError().keeping_from(self.case.number)

    def does(self, item: WorkItem) -> bool:
        """Whether they may do this task of the case, or make this report."""
        if item.kind == ItemKind.REPORT:
            return any(f" {row.role} " in (item.roles or "") for row in self.own)
        doers = doers_of(item, self.everybody)
        return any(row in doers for row in self.own)


def is_theirs(row: Participant, user: User) -> bool:
    """Whether `row` is the institution `user` works for or, where the row names none, `user` in person."""
    if row.institution_id is None:
        return row.user_id == user.id
    return row.institution_id == user.institution_id


def mandate_is_over(case: Case, today: date) -> bool:
    """Whether the last day of the client's mandate has passed."""
    return case.mandate_until is not None and case.mandate_until < today


def doers_of(item: WorkItem, everybody: Sequence[Participant]) -> list[Participant]:
    """The participants who are to do a task; `app.cases.queries.may_do` is the same rule in SQL.

    Example: a signature of the client, who has no login, is entered by the case lead; before there is one, by the
    institution that opened the case; without either, by the coordination office.
    """
    # 1. A task that names an institution is for that institution alone, whatever role it holds.
    if item.party is not None:
        found = [row for row in everybody if row.institution is not None and row.institution.key == item.party]
    else:
        # 2. Otherwise it is for everybody who holds the role of its lane.
        found = [row for row in everybody if row.role == item.role]
        # 3. A client without a login signs on paper, and the first stand-in that somebody holds enters it.
        if item.role == roles.CLIENT:
            held = {row.role for row in everybody}
            stand_in = next((role for role in roles.STAND_INS if role in held), None)
            found = [row for row in found if row.user_id] or [row for row in everybody if row.role == stand_in]
    # 4. Nobody is left: the role is not held, or the named institution was sent away. The case must not stop there;
    # but what somebody set for themselves keeps no case waiting, and nobody inherits it.
    if item.kind == ItemKind.OWN:
        return found
    return found or [row for row in everybody if row.role == roles.LAST_RESORT]


def stands_in_for_client(item: WorkItem, standing: Standing) -> bool:
    """Whether an office does what is the client's, who has no login: then it only enters what she did on paper."""
    return item.role == roles.CLIENT and item.party is None and roles.CLIENT not in standing.roles


def standing_in(session: Session, user: User, number: str, today: date) -> Standing:
    """`user` in the case with this number.

    Raises MandateExpiredError where they took part until the mandate ran out, ConsentEndedError where they took part
    until the client withdrew their consent, NotFoundError where they never took part or there is no such case.
    """
    found = session.scalars(_case_with_number(), {"number": number}, execution_options=_anew(session))
    case = found.unique().one_or_none()
    if case is None:
        raise NotFoundError().keeping_from(number)
    return require_standing(user, case, today)


def require_standing(user: User, case: Case, today: date) -> Standing:
    """`user` in `case`. Raises MandateExpiredError, ConsentEndedError, NotFoundError like `standing_in`."""
    found = standing_of(user, case, today)
    if found.own:
        return found
    rows = [row for row in case.participants if is_theirs(row, user)]
    if any(row.until is None or row.expired for row in rows):
        raise MandateExpiredError().keeping_from(case.number)
    if any(row.barred for row in rows):
        raise ConsentEndedError().keeping_from(case.number)
    raise NotFoundError().keeping_from(case.number)


def standing_of(user: User, case: Case, today: date) -> Standing:
    """`user` in `case`; with an empty `own` where they take no part."""
    return standing_among(user, case, [row for row in case.participants if row.until is None], today)


def standing_among(user: User, case: Case, everybody: Sequence[Participant], today: date) -> Standing:
    """`user` in `case`, whose participants at the moment are `everybody`."""
    own = [row for row in everybody if is_theirs(row, user) and _is_in_time(row, case, everybody, today)]
    return Standing(user, case, everybody, own)


def item_with_case(session: Session, item_id: str) -> tuple[WorkItem, Case] | None:
    """A task or report and its case with everybody who ever took part, read anew; None where there is no such task."""
    found = session.execute(_item_with_id(), {"item": item_id}, execution_options=_anew(session))
    row = found.unique().one_or_none()
    return (row[0], row[1]) if row is not None else None


@cache
def _case_with_number() -> Select[Case]:
    return select(Case).where(Case.number == bindparam("number")).options(*_whole(Load(Case)))


@cache
def _item_with_id() -> Select[WorkItem, Case]:
    statement = select(WorkItem, Case).join(Case, Case.instance_id == WorkItem.instance_id)
    return statement.where(WorkItem.id == bindparam("item")).options(*_whole(Load(Case)))


def _anew(session: Session) -> dict[str, bool]:
    """Options by which what this transaction has read of cases before is read again."""
    # Not where nothing was: it would also forget, and read again, the roles of the person who asks.
    known = any(isinstance(row, Case | Participant) for row in session.identity_map.values())
    return {"populate_existing": known}


def in_time(case: Case, everybody: Sequence[Participant], today: date) -> list[Participant]:
    """Those of `everybody` whose part in `case` counts today, also before the end of a mandate was noted."""
    return [row for row in everybody if _is_in_time(row, case, everybody, today)]


def _is_in_time(row: Participant, case: Case, everybody: Sequence[Participant], today: date) -> bool:
    """Whether this part counts today: after the last day of a mandate only `roles.STAYING` and their offices do."""
    if not mandate_is_over(case, today) or row.role in roles.STAYING:
        return True
    office = row.institution_id
    return office is not None and any(one.institution_id == office and one.role in roles.STAYING for one in everybody)


def _whole(case: Load) -> Sequence[ExecutableOption]:
    """Options that load a case, its process and everybody who ever took part by one statement."""
    instance = case.joinedload(Case.instance)
    return (
        instance.undefer(Instance.state),
        instance.joinedload(Instance.definition),
        case.joinedload(Case.participants).joinedload(Participant.user).lazyload(User.institution),
        case.joinedload(Case.participants).joinedload(Participant.deputy).lazyload(User.institution),
        case.joinedload(Case.participants).joinedload(Participant.institution),
    )
