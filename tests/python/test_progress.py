"""Mirrors python/masseflyt/progress.py: a bar for people, and nothing for programs."""

import io
import sys

import pytest

from masseflyt import progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, screen, *, rich):
    monkeypatch.setattr(sys, "stderr", screen)
    if not rich:
        monkeypatch.setitem(sys.modules, "rich.progress", None)
    with progress.bar("r.csv", 200) as tell:
        tell(50)
        tell(200)
    return screen.getvalue()


def test_nothing_is_written_where_nobody_looks(monkeypatch):
    assert shown(monkeypatch, io.StringIO(), rich=True) == ""


def test_a_plain_bar_where_rich_is_not_installed(monkeypatch):
    text = shown(monkeypatch, Terminal(), rich=False)
    assert " 25%" in text
    assert "100%" in text
    assert text.endswith("\r\x1b[K")  # and gone when it is done


def test_rich_draws_it_where_it_is_installed(monkeypatch):
    pytest.importorskip("rich")
    assert "r.csv" in shown(monkeypatch, Terminal(), rich=True)


def test_an_empty_file_has_no_bar(monkeypatch):
    monkeypatch.setattr(sys, "stderr", Terminal())
    with progress.bar("r.csv", 0) as tell:
        tell(0)
    assert sys.stderr.getvalue() == ""
