"""Comparisons that were asked for: one runs, a few wait, and those that are done are kept for a while."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from enum import StrEnum

from brolly import Error, Internal, NotFound, ResourceExhausted
from ml_tools.main.comparison import Comparison, Dataset, Progress, Question, compare
from ml_tools.main.services import Services

__all__ = ["Job", "Jobs", "State"]

logger = logging.getLogger("ml_tools.main")


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job:
    """One comparison that was asked for."""

    def __init__(self, dataset: Dataset, question: Question) -> None:
        self.id = secrets.token_urlsafe(9)
        self.source = dataset.source
        self.question = question
        self.asked_at = datetime.now(UTC)
        self.state = State.WAITING
        self.progress = Progress(step="waiting", service="main", done=0, total=0)
        self.comparison: Comparison | None = None
        self.error: Error | None = None
        self.dataset: Dataset | None = dataset
        """Let go of when it has run."""

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state not in (State.WAITING, State.RUNNING)

    def observe(self, progress: Progress) -> None:
        """Keep how far it is."""
        self.progress = progress


class Jobs:
    """Runs jobs one after another; use it as an asynchronous context manager."""

    def __init__(self, services: Services, *, most_waiting: int, most_kept: int) -> None:
        self._services = services
        self._most_waiting = most_waiting
        self._most_kept = most_kept
        self._jobs: dict[str, Job] = {}
        self._arriving = 0
        self._queue: asyncio.Queue[Job] = asyncio.Queue()
        self._running: tuple[Job, asyncio.Task[Comparison]] | None = None
        self._worker: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Jobs:
        self._worker = asyncio.create_task(self._work())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._worker is not None
        self._worker.cancel()
        await asyncio.wait({self._worker})

    @contextmanager
    def room(self) -> Generator[None, None, None]:
        """Keep a place while the rows of a job are read, so that no more are in memory than may wait.

        Raises:
            ResourceExhausted: As many wait as may.
        """
        waiting = sum(job.state is State.WAITING for job in self._jobs.values())
        if waiting + self._arriving >= self._most_waiting:
            raise ResourceExhausted(f"{waiting + self._arriving} comparisons wait already; try again later")
        self._arriving += 1
        try:
            yield
        finally:
            self._arriving -= 1

    def add(self, dataset: Dataset, question: Question) -> Job:
        """Let a job wait for its turn."""
        job = Job(dataset, question)
        over = [one.id for one in self._jobs.values() if one.is_over]
        for excess in over[: max(0, len(self._jobs) + 1 - self._most_kept)]:
            del self._jobs[excess]
        self._jobs[job.id] = job
        self._queue.put_nowait(job)
        return job

    def get(self, job_id: str) -> Job:
        """Return a job.

        Raises:
            NotFound: There is none of that id, or it had to make room.
        """
        job = self._jobs.get(job_id)
        if job is None:
            raise NotFound(f"there is no comparison {job_id[:40]!r}; it may have made room for newer ones")
        return job

    def newest(self) -> tuple[Job, ...]:
        """Return all that are kept, the newest first."""
        return tuple(reversed(self._jobs.values()))

    def remove(self, job_id: str) -> None:
        """Cancel a job that is not over, and forget one that is.

        Raises:
            NotFound: There is none of that id.
        """
        job = self.get(job_id)
        if job.is_over:
            del self._jobs[job_id]
            return
        job.state, job.dataset = State.CANCELLED, None
        if self._running is not None and self._running[0] is job:
            self._running[1].cancel()

    async def _work(self) -> None:
        while True:
            job = await self._queue.get()
            if job.state is State.WAITING and job.dataset is not None:
                await self._run(job, job.dataset)
                job.dataset = None

    async def _run(self, job: Job, dataset: Dataset) -> None:
        job.state = State.RUNNING
        task = asyncio.create_task(compare(self._services, dataset, job.question, job.observe))
        self._running = (job, task)
        try:
            await asyncio.wait({task})
        finally:
            self._running = None
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError, Exception):
                    await task
        if not task.cancelled() and job.state is State.RUNNING:
            self._finish(job, task)

    def _finish(self, job: Job, task: asyncio.Task[Comparison]) -> None:
        error = task.exception()
        if error is None:
            job.comparison, job.state = task.result(), State.DONE
            return
        job.error, job.state = _known(error, job), State.FAILED


def _known(error: BaseException, job: Job) -> Error:
    if isinstance(error, Error):
        return error
    error_id = secrets.token_hex(4)
    logger.error("comparison %s failed unexpectedly (id %s)", job.id, error_id, exc_info=error)
    return Internal(f"internal error (id {error_id})", id=error_id)
