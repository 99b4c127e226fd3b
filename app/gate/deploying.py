"""Makes checked bundles playable: stores them as versions of their procedures, or loads them without a database."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit import service as audit
from app.audit.models import DEPLOYED, GENERAL_CHAIN
from app.audit.service import Actor
from app.flow.bundle import Bundle, opener_of
from app.flow.definitions import Loaded
from app.flow.models import Definition
from app.flow.parser import parse_process
from app.flow.serializer import Specs, dump_specs, load_specs
from app.gate.checked import CheckedBundle, content_of


def deploy(
    session: Session, procedures: Iterable[CheckedBundle], now: datetime, by: Actor = audit.OPERATOR
) -> dict[str, int]:
    """Stores changed procedures as new versions; returns key → version of the new ones.

    An unchanged procedure makes no new version; one that is again as it was before gets the next number for the version
    it was then. Running cases keep the version they were started with. Raises TypeError for anything but a
    CheckedBundle.
    """
    deployed: dict[str, int] = {}
    for checked in procedures:
        bundle = content_of(checked)
        last = session.scalar(select(func.max(Definition.version)).where(Definition.key == bundle.key)) or 0
        known = session.get(Definition, checked.digest)
        if known is not None and known.version == last:
            continue
        if known is not None:
            known.version = last + 1
        else:
            session.add(_definition(checked, last + 1, now))
        session.flush()
        what = f"Verfahren «{bundle.name}», Version {last + 1}"
        audit.record(session, GENERAL_CHAIN, by, DEPLOYED, what, now)
        deployed[bundle.key] = last + 1
    return deployed


def _definition(checked: CheckedBundle, version: int, now: datetime) -> Definition:
    bundle = content_of(checked)
    return Definition(
        digest=checked.digest,
        key=bundle.key,
        name=bundle.name,
        version=version,
        startable=bundle.startable,
        opener=opener_of(bundle),
        specs=dump_specs(_specs_of(bundle)),
        bundle=bundle.packed(),
        created_at=now,
    )


def load(checked: CheckedBundle) -> Loaded:
    """The procedure as `flow.definitions` would load it, without a database: for playing it by itself.

    Raises TypeError for anything but a CheckedBundle.
    """
    bundle = content_of(checked)
    # Written and read once, because the engine connects the rounds of a multi-instance only when it loads.
    return Loaded(checked.digest, load_specs(dump_specs(_specs_of(bundle))), bundle)


def _specs_of(bundle: Bundle) -> Specs:
    return Specs(*parse_process(bundle.key, {name: text.encode() for name, text in bundle.diagrams.items()}))
