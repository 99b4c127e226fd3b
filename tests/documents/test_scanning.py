"""Malware is looked for by clamd, where there is one; where it does not answer, nothing passes."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.config import ConfigError, read_settings
from app.documents.scanning import MalwareError, SilentScannerError, scanner_at
from tests.documents.clamd import Clamd, clamd
from tests.documents.samples import EICAR, pdf
from tests.outbox.test_delivery import free_port

CLEAN = pdf(b"x" * 200_000)  # several chunks


@pytest.fixture
def server() -> Iterator[Clamd]:
    with clamd() as running:
        yield running


def test_what_is_clean_passes_and_was_looked_through_as_a_whole(server: Clamd) -> None:
    scanner_at(server.address).scan(CLEAN)
    assert server.seen == [CLEAN]


def test_malware_is_found(server: Clamd) -> None:
    with pytest.raises(MalwareError):
        scanner_at(server.address).scan(pdf(EICAR))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR", b"stream: OK and more", b"x" * 5000])
def test_an_answer_that_is_no_answer_lets_nothing_pass(server: Clamd, answer: bytes) -> None:
    server.answer = answer
    with pytest.raises(SilentScannerError):
        scanner_at(server.address).scan(CLEAN)


def test_a_scanner_that_does_not_answer_lets_nothing_pass(tmp_path: Path) -> None:
    for address in (f"tcp://127.0.0.1:{free_port()}", f"unix://{tmp_path}/none"):
        with pytest.raises(SilentScannerError):
            scanner_at(address).scan(CLEAN)


def test_a_scanner_that_hangs_up_lets_nothing_pass() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.listen()
        server.settimeout(0)
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
    with pytest.raises(SilentScannerError):
        scanner_at(address).scan(CLEAN)


def test_without_the_setting_nothing_is_looked_for() -> None:
    scanner_at("").scan(EICAR)


@pytest.mark.parametrize("address", ["localhost:3310", "tcp://localhost", "http://localhost:3310", "unix://run/clamd"])
def test_an_address_that_is_none_stops_the_start(address: str) -> None:
    with pytest.raises(ConfigError, match="CLAMD"):
        read_settings({"NAHTSTELLE_DEMO": "1", "CLAMD": address})
