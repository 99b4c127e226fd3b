"""Starting the house: the demonstration, web and worker, the database."""

import os
import shutil
import socket
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import click

from app.audit.verification import verify
from app.bootstrap import House, build
from app.cases import lists
from app.cases.queries import any_case
from app.clock import ManualClock
from app.cockpit import pulse
from app.config import DEMO_FILE, ROOT, ConfigError, Settings, read_settings
from app.demo import town
from app.demo.clock import begin_at
from app.demo.people import refuse_real_people, seed_people
from app.designer.check import check_folder
from app.jobs import compare_lists, lanes, timetable
from app.scenarios.errors import ScenarioError
from app.schema import upgrade
from app.workshop.files import read_folder
from app.workshop.publishing import differences, take_over


@click.command()
@click.option("--reset", is_flag=True, help="Alle Daten der Vorführung löschen und neu beginnen.")
@click.option("--prepare", is_flag=True, help="Nur vorbereiten, nicht starten.")
@click.option("--empty", is_flag=True, help="Ohne Beispielfälle beginnen.")
def demo(reset: bool, prepare: bool, empty: bool) -> None:
    """Startet die Vorführung mit Beispielpersonen auf http://localhost:8000."""
    os.environ["NAHTSTELLE_DEMO"] = "1"
    port = _port()
    if not prepare:
        _refuse_taken(port)
    if reset and "DATABASE_URL" not in os.environ:
        for file in DEMO_FILE.parent.glob(DEMO_FILE.name + "*"):
            file.unlink()
        click.echo("Die Daten der Vorführung sind gelöscht.")
    _prepare(build(read_settings()), with_people=True)
    if not empty:
        _live_in(read_settings())
    if not prepare:
        _start(port)


@click.command()
def run() -> None:
    """Startet Web und Worker mit den Einstellungen der Umgebung."""
    house = build(read_settings())
    port = _port()
    _refuse_taken(port)
    _prepare(house, with_people=False)
    _start(port)


@click.command()
@click.option("--tick", default=1.0, type=click.FloatRange(0.05, 3600), help="Sekunden zwischen zwei Durchgängen.")
@click.option("--status", is_flag=True, help="Nur sagen, ob einer läuft und was im Rückstand ist.")
def worker(tick: float, status: bool) -> None:
    """Startet nur den Worker: Fristen und Nachrichten."""
    house = build(read_settings())
    if status:
        _tell_status(house)
        return
    from app.worker import run as run_worker  # its engine is needed by this command alone

    run_worker(lanes(house), tick, partial(compare_lists, house))


def _tell_status(house: House) -> None:
    """Exit code 1 where no worker lives."""
    with house.database.transaction(writes=False) as session:
        found = pulse.read(session, house.clock.now(), house.machine_clock.now())
    house.database.dispose()
    for line in found.in_words():
        click.echo(line)
    if found.stands_still:
        raise SystemExit(1)


@click.group()
def db() -> None:
    """Die Datenbank."""


@db.command("upgrade")
def db_upgrade() -> None:
    """Bringt die Tabellen auf den neuesten Stand."""
    upgrade(build(read_settings()).database)
    click.echo("Die Datenbank ist auf dem neuesten Stand.")


@db.command("audit")
def db_audit() -> None:
    """Prüft, ob alle Einträge des Protokolls noch so dastehen, wie sie geschrieben wurden."""
    database = build(read_settings()).database
    with database.transaction(writes=False) as session:
        verdict = verify(session)
    database.dispose()
    for fault in verdict.faults:
        click.echo(fault, err=True)
    if verdict.faults:
        raise SystemExit(1)
    click.echo(f"{verdict.entries} Einträge in {verdict.chains} Ketten sind unverändert.")


@db.command("lists")
@click.option("--rebuild", is_flag=True, help="Die Listen neu schreiben.")
def db_lists(rebuild: bool) -> None:
    """Prüft, ob auf jeder Aufgabenliste und Fallliste steht, was dort stehen soll."""
    database = build(read_settings()).database
    with database.transaction(writes=rebuild) as session:
        wrong = lists.drift(session)
        if rebuild:
            lists.rebuild(session)
    database.dispose()
    if wrong == 0:
        click.echo("Alle Listen stimmen.")
    elif rebuild:
        click.echo(f"{wrong} Zeilen standen falsch oder fehlten. Die Listen sind neu geschrieben.")
    else:
        click.echo(f"{wrong} Zeilen stehen falsch oder fehlen. Neu schreiben: nahtstelle db lists --rebuild", err=True)
        raise SystemExit(1)


def _prepare(house: House, with_people: bool) -> None:
    click.echo("Datenbank und Verfahren werden bereitgestellt …")
    procedures = check_folder(house.settings.workflows, house.settings.forms).passed()
    files = read_folder(house.settings.workflows, house.settings.forms)
    upgrade(house.database)
    with house.database.transaction() as session:
        if with_people:
            refuse_real_people(session)
            seed_people(session)
        newer = differences(session, files)
        deployed = {} if newer else take_over(session, files, procedures, house.clock.now())
    for line in ["Was in Betrieb ist, ist neuer als der Ordner und bleibt:", *newer] if newer else ():
        click.echo(line, err=True)
    for key, version in deployed.items():
        click.echo(f"Verfahren {key}: Version {version} übernommen.")
    house.database.dispose()


def _live_in(settings: Settings) -> None:
    """Fills a demonstration without cases with those of an office at work, and sets its clock to their day."""
    clock = ManualClock(town.first_day(settings.workflows))
    house = build(settings, clock)
    with house.database.transaction() as session:
        if any_case(session):
            return
        begin_at(session, town.TODAY)
    click.echo("Beispielfälle werden erzählt …")
    try:
        town.tell(house.database, clock, house.tasks, house.act, timetable(house), settings.workflows)
    except ScenarioError as error:
        click.echo(f"Nicht alle Beispielfälle liessen sich erzählen: {error}", err=True)
    house.database.dispose()


def _port() -> int:
    text = os.environ.setdefault("PORT", "8000")
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise ConfigError(f"PORT muss eine Zahl zwischen 1 und 65535 sein, nicht «{text}».")
    return int(text)


def _refuse_taken(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ.get("BIND", "127.0.0.1"), port))
        except OSError as error:
            raise ConfigError(
                f"Port {port} ist schon besetzt. Beenden Sie das andere Programm, oder wählen Sie einen anderen "
                f"Port, zum Beispiel: PORT={port + 1} make run"
            ) from error


def shared_environment(environment: Mapping[str, str], port: int) -> dict[str, str]:
    """The environment of web and worker. Both write links to one address: honcho gives the worker a PORT of its own."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    address = environment.get("BASE_URL") or f"http://localhost:{port}"
    return {**environment, "PATH": path, "PYTHONUNBUFFERED": "1", "BASE_URL": address}


def _start(port: int) -> None:
    commands = Path(sys.executable).parent
    os.environ.update(shared_environment(os.environ, port))
    click.echo(f"Nahtstelle läuft auf http://localhost:{port} (beenden mit Ctrl+C)")
    sys.stdout.flush()
    honcho = shutil.which("honcho", path=str(commands)) or "honcho"
    os.chdir(ROOT)
    os.execvp(honcho, [honcho, "start", "web", "worker"])  # from our own Procfile; `release` has been done before
