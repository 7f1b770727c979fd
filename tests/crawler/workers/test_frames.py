"""How tasks and results cross a pipe."""

import datetime as dt
import io

from archive.model import CaptureRef, Exchange
from crawler.links.policy import Candidate
from crawler.workers.frames import LENGTH, read_task, result_frames, task_frames
from crawler.workers.task import Result, Task
from pipelines.reading import PageKind, Reading
from pipelines.rules import PageRules


def test_tasks_come_as_they_were_sent_one_after_the_other() -> None:
    """Responses of three megabytes and of nothing at all; after the last there is none."""
    tasks = [
        Task(
            exchange=Exchange(
                url="http://h.example/",
                request=b"GET",
                response=b"x" * size,
                started=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
            ),
            ref=CaptureRef(file="w.warc.gz", offset=0, length=1, record_id="urn:uuid:1", payload_digest="sha1:A"),
            rules=PageRules(site="h"),
            max_body=1_000,
        )
        for size in (3_000_000, 0)
    ]
    pipe = io.BytesIO(b"".join(bytes(piece) for task in tasks for piece in task_frames(task)))
    assert [read_task(pipe), read_task(pipe)] == tasks
    assert read_task(pipe) is None


def test_many_candidates_come_in_several_frames() -> None:
    """A thousand at a time, each frame with its length."""
    candidates = tuple(
        Candidate(url=f"http://h.example/{number}", role="listed", priority=1) for number in range(2_500)
    )
    frames = list(result_frames(Result(reading=Reading(url="", kind=PageKind.SITEMAP), candidates=candidates)))
    assert len(frames) == 3
    assert all(int.from_bytes(frame[:LENGTH], "big") == len(frame) - LENGTH for frame in frames)
