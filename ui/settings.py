"""Settings: `refdesk.toml` beside the corpus, then the environment (`REFDESK_*`), then options of the command line."""

import tomllib
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from index.errors import SettingError

FILE_NAME = "refdesk.toml"


class Settings(BaseSettings):
    """What a user may set; each has a default that works."""

    model_config = SettingsConfigDict(env_prefix="REFDESK_", extra="ignore", env_ignore_empty=True)

    corpus: Path = Field(default=Path("corpus"), description="folder with the documents")
    index: Path | None = Field(default=None, description="folder of the index; `.refdesk` beside the corpus by default")
    threads: int = Field(default=2, ge=1, le=64, description="processor cores that reading and embedding may use")
    read_seconds: float = Field(default=60.0, gt=0, le=86_400, description="seconds that reading one file may take")

    @property
    def index_folder(self) -> Path:
        """Where the index lives."""
        return self.index or beside(self.corpus) / ".refdesk"


def beside(corpus: Path) -> Path:
    """The folder that the corpus lies in."""
    return corpus.parent if corpus.name not in ("", "..") else corpus.resolve().parent


def load_settings(corpus: Path | None = None, index: Path | None = None) -> Settings:
    """Settings from all three places; options that are None were not given.

    Raises SettingError, naming the setting and where it was given, for an unknown name or an unusable value.
    """
    given: dict[str, Any] = {name: value for name, value in (("corpus", corpus), ("index", index)) if value is not None}
    try:
        settings = Settings(**given)
    except ValidationError as exc:
        name, fault = _first(exc)
        raise SettingError(f"REFDESK_{name.upper()}: {fault}; set it to another value or unset it") from exc
    path = beside(settings.corpus) / FILE_NAME
    try:
        # Options beat the environment, which beats the file: what neither named is taken from the file.
        return Settings(**(_read(path) | settings.model_dump(exclude_unset=True)))
    except ValidationError as exc:
        name, fault = _first(exc)
        raise SettingError(f"{path}: `{name}`: {fault}; mend that line") from exc


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingError(f"{path}: cannot be read as TOML ({exc}); mend that line") from exc
    for name in told:
        if name not in Settings.model_fields:
            known = ", ".join(Settings.model_fields)
            raise SettingError(f"{path}: there is no setting `{name}`; the settings are {known}")
    for name in ("corpus", "index"):
        if isinstance(told.get(name), str):
            told[name] = path.parent / Path(told[name]).expanduser()
    return told


def _first(error: ValidationError) -> tuple[str, str]:
    """The name of the first setting at fault, and what is wrong with its value."""
    first = error.errors()[0]
    return ".".join(map(str, first["loc"])), f"{first['msg'].lower()}, not {first['input']!r}"
