"""The answer to a page that saves by itself what somebody types (`static/js/keeping.js`)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from app import drafts
from app.i18n import gettext as _
from app.web.context import db, parts, signed_in_user


def kept_answer(path: str | None = None) -> ResponseReturnValue:
    """When it was saved, in words, and the mark of the draft; an empty mark where there was nothing to save.

    path: where the draft is kept, if not under the address of this request.
    """
    found = drafts.all_of(db(), signed_in_user().id, path or request.path)
    window = drafts.windows(dict(request.form.lists()))[0]
    mark = next((draft.mark for draft in found if draft.window == window), "")
    said = _("Gespeichert %(time)s") % {"time": f"{parts().clock.now():%H:%M}"} if mark else ""
    return jsonify(said=said, mark=mark)
