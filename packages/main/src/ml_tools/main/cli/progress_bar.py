"""The bar that shows how far a comparison is, on terminals."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from ml_tools.main.comparison import Observer, Progress

__all__ = ["progress_bar"]


@contextmanager
def progress_bar(title: str) -> Generator[Observer, None, None]:
    """Show progress on standard error while this is entered; nothing where that is no terminal."""
    console = Console(stderr=True)
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bar(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(title, total=None)

        def observe(progress: Progress) -> None:
            text = f"{title}: {progress.step}"
            bar.update(task, description=text, completed=progress.done, total=progress.total or None)

        yield observe
