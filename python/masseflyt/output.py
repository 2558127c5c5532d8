"""Writes results so that nobody ever finds half of them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from secrets import token_hex

from masseflyt.errors import ErrorCode, MasseflytError, make

__all__ = ["check_file", "check_folder", "write_file", "write_folder"]


def check_folder(folder: Path, names: Collection[str]) -> None:
    """See whether ``write_folder`` would be refused, before the work is done.

    Raises
    ------
    ConflictError
        If the folder holds anything but files called ``names``, or is a file.
    FileError
        If it cannot be looked into or written.
    """
    try:
        is_file = folder.exists() and not folder.is_dir()
    except OSError as error:  # a name that is too long
        raise _cannot("written", folder, error) from None
    if is_file:
        raise make(ErrorCode.CONFLICT, f"{folder} is a file, expected a folder", str(folder))
    _check_writable(folder)
    try:
        inside = list(folder.iterdir()) if folder.exists() else []
    except OSError as error:
        raise _cannot("read", folder, error) from None
    foreign = sorted(p.name for p in inside if p.name not in names or not p.is_file())
    if foreign:
        some = ", ".join(foreign[:3]) + (", ..." if len(foreign) > 3 else "")
        message = f"{folder} holds other files ({some}), expected a new folder or an earlier result"
        raise make(ErrorCode.CONFLICT, message, str(folder))


def check_file(file: Path) -> None:
    """See whether ``write_file`` would be refused, before the work is done.

    Raises
    ------
    FileError
        If the file is a folder, or its folder cannot be written.
    """
    if file.is_dir():
        raise make(ErrorCode.IO, f"{file} is a folder, expected a file", str(file))
    _check_writable(file.absolute().parent)


def _check_writable(path: Path) -> None:
    try:
        nearest = next(p for p in (path, *path.absolute().parents) if p.exists())
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise _cannot("written", path, error) from None
    if not nearest.is_dir():
        raise make(ErrorCode.IO, f"{path} cannot be written: {nearest} is no folder", str(path))
    if not os.access(nearest, os.W_OK | os.X_OK):
        message = f"{path} cannot be written: no permission to write to {nearest}"
        raise make(ErrorCode.IO, message, str(path))


def _cannot(what: str, path: Path, error: OSError) -> MasseflytError:
    reason = error.strerror or str(error)
    return make(ErrorCode.IO, f"{path} cannot be {what}: {reason}", str(path))


def write_file(file: Path, text: str) -> None:
    """Write one file, or leave what was there. Makes the folders above it.

    Raises
    ------
    FileError
        If the file cannot be written.
    """
    staged = _beside(file)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        staged.write_bytes(text.encode())
        staged.replace(file)
    except OSError as error:
        raise _cannot("written", file, error) from None
    finally:
        staged.unlink(missing_ok=True)


def write_folder(folder: Path, files: Mapping[str, str], known: Collection[str] = ()) -> None:
    """Write all of ``files`` (text by name) or nothing.

    The files are written beside the folder and then take its place in one step. An earlier set of
    the same files, or of files called ``known``, is replaced.

    Raises
    ------
    ConflictError
        If the folder holds anything else.
    FileError
        If it cannot be written.
    """
    folder = folder.resolve()
    check_folder(folder, {*files, *known})
    # A mount point cannot be renamed, nor can a folder inside one that is not ours.
    fixed = folder.exists() and (folder.is_mount() or not os.access(folder.parent, os.W_OK))
    staged = _beside(folder / "all" if fixed else folder)
    try:
        staged.mkdir(parents=True)
        for name, text in files.items():
            (staged / name).write_bytes(text.encode())
        if fixed:
            for name in files:
                (staged / name).replace(folder / name)
            for name in set(known) - set(files):
                (folder / name).unlink(missing_ok=True)
        else:
            _take_place(staged, folder)
    except OSError as error:
        raise _cannot("written", folder, error) from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)


def _beside(path: Path) -> Path:
    return path.with_name(f".{path.name[:100]}.{token_hex(6)}")


def _take_place(staged: Path, folder: Path) -> None:
    if not folder.exists():
        staged.rename(folder)
        return
    old = _beside(folder)
    folder.rename(old)
    try:
        staged.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
