"""Working on procedures: check them, play scenarios, put them into service."""

from functools import cache, partial
from pathlib import Path

import click

from app.bootstrap import build
from app.cli.doors import ExistingFile, ExistingFolder, print_json
from app.config import read_settings
from app.designer.check import Finding, check_folder, check_these, procedures_in
from app.designer.coverage import DiagramCoverage, cover, tell
from app.designer.footprints import Footprints
from app.errors import InvalidError
from app.gate import CheckedBundle, Level
from app.jobs import timetable
from app.scenarios.player import Player
from app.scenarios.script import read_scenario
from app.stage import play, stage
from app.workshop.files import read_folder
from app.workshop.publishing import changed_in, exported, refuse_older, take_over


@click.command()
@click.argument("paths", type=click.Path(exists=True, path_type=Path), nargs=-1)
@click.option("--hints", is_flag=True, help="Nennt auch, was nicht falsch, aber vielleicht überflüssig ist.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen.")
def check(paths: tuple[Path, ...], hints: bool, as_json: bool) -> None:
    """Prüft Diagramme, Tabellen, Formulare, Szenarien oder ganze Ordner von Verfahren (sonst: workflows).

    Warnungen und Hinweise folgen, sobald kein Fehler mehr da ist; nur Fehler führen zum Exit-Code 1.
    """
    if not paths and not Path("workflows").is_dir():
        raise click.UsageError("Bitte nennen Sie eine Datei oder einen Ordner.")
    paths = paths or (Path("workflows"),)
    findings = check_these(paths, hints=hints)
    failed = any(finding.level is Level.ERROR for finding in findings)
    # What refuses comes first: the rest can wait until that is mended.
    findings = [finding for finding in findings if finding.level is Level.ERROR] if failed else findings
    if as_json:
        print_json([finding.__dict__ for finding in findings])
    for finding in [] if as_json else findings:
        click.echo(str(finding), err=True)
    if failed:
        raise SystemExit(1)
    if not as_json:
        where, warned = ", ".join(str(path) for path in paths), sum(one.level is Level.WARNING for one in findings)
        fine = "ist alles in Ordnung." if not warned else f"ist kein Fehler. Warnungen: {warned}."
        click.echo(f"In {where} {fine}")


@click.command()
@click.argument("folder", type=ExistingFolder)
@click.option("--force", metavar="GRUND", help="Ersetzt auch, was in Betrieb neuer ist; der Grund steht im Protokoll.")
def deploy(folder: Path, force: str | None) -> None:
    """Übernimmt die Verfahren in FOLDER mit Formularen und Tabellen als neue Versionen.

    Was sich ändert, spielt zuerst seine Szenarien. Ein Ordner, der älter ist als das, was in Betrieb ist, oder der in
    der Werkstatt Geändertes anders hat, wird verweigert.
    """
    verdict = check_folder(folder)
    procedures = verdict.passed()
    for warning in verdict.warnings:
        click.echo(str(warning), err=True)
    files = read_folder(folder, folder.resolve().parent / "forms")
    house = build(read_settings())
    with house.database.transaction(writes=False) as session:
        refuse_older(session, files, force)
        changed = changed_in(session, procedures)
    if failures := _played(folder, procedures, changed):
        raise InvalidError("\n".join((*failures, "Es wurde nichts übernommen.")))
    with house.database.transaction() as session:
        deployed = take_over(session, files, procedures, house.clock.now(), force)
    for key, version in deployed.items():
        click.echo(f"Verfahren {key}: Version {version} übernommen.")
    if not deployed:
        click.echo("Alle Verfahren sind auf dem neuesten Stand.")


def _played(folder: Path, procedures: tuple[CheckedBundle, ...], keys: set[str]) -> list[str]:
    """Plays the scenarios of these procedures; what came out otherwise than expected."""
    failures: list[str] = []
    for file in sorted(folder.glob("*/scenarios/*.yaml")):
        scenario = read_scenario(file)
        if scenario.process in keys:
            click.echo(f"Szenario «{scenario.title}»")
            failures += play(scenario, folder, procedures)
    return failures


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def export(folder: Path) -> None:
    """Schreibt, was in Betrieb ist, nach FOLDER/workflows und FOLDER/forms, Byte für Byte."""
    house = build(read_settings())
    with house.database.transaction() as session:
        files = exported(session)
        for path, content in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content)
    click.echo(f"{len(files)} Dateien nach {folder} geschrieben.")


@click.command()
@click.argument("scenarios", type=ExistingFile, nargs=-1, required=True)
@click.option("--workflows", type=ExistingFolder, help="Ordner der Verfahren; ohne Angabe der um das Szenario.")
@click.option("--database", help="Eine PostgreSQL-Adresse; ohne Angabe läuft alles auf SQLite.")
@click.option("--quiet", is_flag=True, help="Nur das Ergebnis, kein Tagebuch.")
@click.option("--coverage", is_flag=True, help="Nennt auch jeden Pfeil der Diagramme, den kein Szenario begeht.")
@click.option("--json", "as_json", is_flag=True, help="Für Maschinen; was geschieht, steht auf der Fehlerausgabe.")
def simulate(
    scenarios: tuple[Path, ...],
    workflows: Path | None,
    database: str | None,
    quiet: bool,
    coverage: bool,
    as_json: bool,
) -> None:
    """Spielt Szenarien Tag für Tag durch und prüft jede Erwartung."""
    failures: list[str] = []
    footprints: dict[Path, Footprints] = {}
    read = cache(procedures_in)  # each folder is checked once, not for each of its scenarios
    for file in scenarios:
        scenario, folder = read_scenario(file), workflows or _workflows_of(file)
        with stage(scenario, folder, read(folder), database) as (house, clock):
            if coverage:
                house.flow.definitions = footprints.setdefault(folder, Footprints()).definitions
            click.echo(f"Szenario «{scenario.title}»", err=as_json)
            player = Player(
                scenario=scenario,
                database=house.database,
                clock=clock,
                tasks=house.tasks,
                acts=house.act,
                timetable=timetable(house),
                say=None if quiet else partial(click.echo, err=as_json),
            )
            player.play()
            failures += player.failures
    diagrams = [diagram for folder, steps in footprints.items() for diagram in cover(folder, steps.found)]
    findings = [finding for diagram in diagrams for finding in diagram.findings()]
    if as_json:
        print_json({"failures": failures, "coverage": [diagram.for_machines() for diagram in diagrams]})
    else:
        _tell(failures, diagrams, findings)
    if failures or findings:
        raise SystemExit(1)


def _tell(failures: list[str], diagrams: list[DiagramCoverage], findings: list[Finding]) -> None:
    """Prints the outcome for people: differences, then how much of each diagram was walked."""
    for line in (*failures, *findings):
        click.echo(str(line), err=True)
    if not failures:
        click.echo("Alles wie erwartet.")
    for diagram in diagrams:
        click.echo(f"{diagram.file}: {diagram.told()}")
    if diagrams:
        click.echo(f"Insgesamt {tell(diagrams)}.")


def _workflows_of(file: Path) -> Path:
    """The folder of procedures around a scenario file; a copy elsewhere is played on those of this directory."""
    around, here = file.resolve().parents, Path.cwd()
    folder = around[2] if len(around) > 2 and (around[2].parent / "forms").is_dir() else here / "workflows"
    return folder.relative_to(here) if folder.is_relative_to(here) else folder
