"""`sandbox serve`: where its files may be."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from bot.cli.sandbox import app


def test_the_folders_of_what_it_writes_are_made(sandbox: Callable[..., Any], tmp_path: Path) -> None:
    there = sandbox("--record", f"{tmp_path}/c/d/record.jsonl", "--data", f"{tmp_path}/e/f")
    assert there.ready["graph_url"]
    assert (tmp_path / "c" / "d" / "record.jsonl").exists() and (tmp_path / "e" / "f" / "port").exists()


def test_the_folder_of_the_ready_file_is_made_before_anything_is_served(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        done = CliRunner().invoke(app, ["serve", "--ready", str(tmp_path / "a" / "b" / "ready.json"), "--port", port])
    assert done.exit_code == 1 and f"--port {port}: cannot be used" in done.output
    assert (tmp_path / "a" / "b").is_dir()


def test_a_tenant_that_is_stopped_leaves_no_keys_behind(
    sandbox: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "scratch").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    there = sandbox()
    assert list((tmp_path / "scratch").iterdir())
    there.stop()
    assert there.process.returncode == 0
    assert list((tmp_path / "scratch").iterdir()) == []


@pytest.mark.parametrize("option", ["--ready", "--record", "--data"])
def test_a_place_that_cannot_be_written_is_told_in_one_line(tmp_path: Path, option: str) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = CliRunner().invoke(app, ["serve", option, str(tmp_path / "file" / "below" / "x")])
    assert done.exit_code == 1
    assert done.output.startswith(f"{option} {tmp_path}") and done.output.count("\n") == 1


@pytest.mark.parametrize("option", ["--ready", "--record"])
def test_a_folder_in_place_of_a_file_is_told(tmp_path: Path, option: str) -> None:
    done = CliRunner().invoke(app, ["serve", option, str(tmp_path)])
    assert done.exit_code == 1 and f"{option} {tmp_path}: is a folder" in done.output
