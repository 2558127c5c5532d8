"""A bar on stderr for what takes a while: by rich where it is installed, on terminals only."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["bar"]


@contextmanager
def bar(told: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how much of ``total`` is done; what is yielded is called with it, rising.

    Nothing is written where stderr is no terminal.
    """
    if not sys.stderr.isatty() or total <= 0:
        yield lambda done: None
        return
    try:
        rich: Any = importlib.import_module("rich.progress")
        console: Any = importlib.import_module("rich.console")
    except ImportError:
        with _plain(told, total) as tell:
            yield tell
        return
    with rich.Progress(console=console.Console(stderr=True), transient=True) as shown:
        task = shown.add_task(told, total=total)
        yield lambda done: shown.update(task, completed=done)


@contextmanager
def _plain(told: str, total: int) -> Iterator[Callable[[int], None]]:
    def tell(done: int) -> None:
        share = min(done / total, 1)
        filled = "#" * round(share * 30)
        text = f"\r\x1b[K{told} [{filled:<30}] {share:4.0%}"
        print(text, end="", file=sys.stderr, flush=True)

    try:
        yield tell
    finally:
        print("\r\x1b[K", end="", file=sys.stderr, flush=True)
