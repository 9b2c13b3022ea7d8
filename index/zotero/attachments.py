"""Where the files attached to Zotero's items are, and which of them may be read."""

import json
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from unicodedata import normalize

STORED = (0, 1)
"""Link modes of a file in `storage`: one that was added, one that was fetched (also a snapshot of a page)."""
LINKED = 2
LINK_TO_PAGE = 3
"""Link mode of a web address, to which no file belongs."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file attached to an item; `path` identifies its source. `location` is None if it may not or cannot be read."""

    path: str
    location: Path | None
    reason: str = ""
    """Why it cannot be read."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where files lie: `storage` of Zotero's data folder, and the `base` of relative links, if known; both resolved."""

    storage: Path
    base: Path | None

    @classmethod
    def of(cls, folder: Path, base: Path | None) -> "Places":
        """The places of a data folder; `base` as the settings name it, else as Zotero's preferences do."""
        base = base_folder(folder, base)
        return cls((folder / "storage").resolve(), base.resolve() if base else None)


def file_name(stated: str) -> str:
    """The name of an attached file, from a path as Zotero states it on any system."""
    return PureWindowsPath(stated.partition(":")[2] if stated.startswith(("storage:", "attachments:")) else stated).name


def attachment(path: str, key: str, mode: int, stated: str, places: Places, group: bool) -> Attachment:
    """The attachment `path` whose file is stated as "storage:a.pdf", "attachments:2020/a.pdf" or an absolute path.

    A stored file lies in the folder of its own `key`; only a path that the researcher's own library links may lead
    elsewhere (`group`: others write that library).
    """
    within: Path | None
    if mode in STORED:
        within = places.storage / key
        location = within / stated.removeprefix("storage:")
    elif group:
        return Attachment(path, None, "is a link in a group's library to a file outside of it: it is not followed")
    elif stated.startswith("attachments:"):
        if places.base is None:
            why = "is linked below Zotero's base directory, which is unknown: name it as `base` under [zotero]"
            return Attachment(path, None, f"{why} in refdesk.toml")
        within, location = places.base, places.base / stated.removeprefix("attachments:")
    else:
        within, location = None, Path(stated)
        if not location.is_absolute():
            return Attachment(path, None, f"is not on this machine: it is linked as {stated}, a path of another system")
    below = stated.partition(":")[2] if within is not None else stated
    if ".." in PurePosixPath(below.replace("\\", "/")).parts or "\0" in stated:
        return Attachment(path, None, "is linked by a path with `..`: it is not followed")
    try:
        if not location.exists():
            location = _as_stored(location)
        if not location.exists():
            return Attachment(path, None, f"is not on this machine ({location}): let Zotero fetch it, or copy it there")
        if within is not None and not location.resolve().is_relative_to(within):
            return Attachment(path, None, "is a link that leaves its folder: it is not followed")
        if not location.is_file():
            return Attachment(path, None, "is not a file")
    except OSError as exc:
        return Attachment(path, None, f"cannot be looked at ({exc.strerror or exc}): check its rights")
    return Attachment(path, location)


def _as_stored(location: Path) -> Path:
    """The path with its accents as the file system has them: composed, or apart as on a Mac."""
    forms = (normalize(form, location.name) for form in ("NFC", "NFD"))
    return next((other for name in forms if (other := location.with_name(name)).exists()), location)


# Zotero's preferences, for the base folder of relative links.

# user_pref("extensions.zotero.baseAttachmentPath", "/home/ada/papers");
_PREFERENCE = re.compile(r'^user_pref\("extensions\.zotero\.(\w{1,40})", ("(?:[^"\\\n]|\\.){0,4000}")\);', re.MULTILINE)
_PROFILES = {
    "darwin": "Library/Application Support/Zotero/Profiles",
    "win32": "AppData/Roaming/Zotero/Zotero/Profiles",
    "linux": ".zotero/zotero",
}


def base_folder(folder: Path, stated: Path | None) -> Path | None:
    """The base folder of relative links: as `stated`, else from the preferences of the profile that uses `folder`."""
    if stated is not None:
        return stated
    copied = [folder / "prefs.js", folder.parent / "prefs.js"]
    profiles = Path.home() / _PROFILES.get(sys.platform, _PROFILES["linux"])
    for path in (*copied, *sorted(profiles.glob("*/prefs.js"))):
        preferences = _preferences(path)
        used = Path(preferences.get("dataDir") or Path.home() / "Zotero")
        if preferences.get("baseAttachmentPath") and (path in copied or used.resolve() == folder.resolve()):
            return Path(preferences["baseAttachmentPath"])
    return None


def _preferences(path: Path) -> dict[str, str]:
    """The preferences that are text; none if the file cannot be read."""
    with suppress(OSError, ValueError):
        text = path.read_text(encoding="utf-8", errors="replace")
        return {name: json.loads(value) for name, value in _PREFERENCE.findall(text)}
    return {}
