"""The form of a task as somebody sees it: filled with what they may read, and with what they typed."""

from collections.abc import Sequence

from app.act import Act
from app.cases.standing import Standing
from app.consent.sharing import share_of
from app.documents import attachments
from app.flow.models import WorkItem
from app.forms import FieldError, FormView, Submission
from app.tasks.service import Tasks


def filled(
    tasks: Tasks,
    act: Act,
    item: WorkItem,
    standing: Standing,
    raw: dict[str, list[str]] | None,
    checked: Submission | None,
    refused: Sequence[FieldError],
) -> tuple[FormView | None, list[str]]:
    """The form, None where a task has none, and in words the categories of what others said that it shows.

    raw: what was typed. checked: answers that were judged and are shown again. refused: mistakes in files.
    """
    form = tasks.form_of(act.session, item)
    if form is None:
        return None, []
    known, share = tasks.known(act, item, form), share_of(act.session, standing, act.now)
    shared = share.of(known)
    uploads = attachments.staged(act.session, act.user, item) if form.takes_files else {}
    if checked is not None:
        view = form.view_again(checked, known, act.now, shared, uploads)
    else:
        view = form.view(known, raw, refused, now=act.now, shared=shared, uploads=uploads)
    return view, share.categories(known, form.shows)
