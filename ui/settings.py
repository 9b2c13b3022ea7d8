"""Settings: `refdesk.toml` beside the corpus, then the environment (`REFDESK_*`), then options of the command line."""

import os
import re
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from assistant.language.choice import FORMER_PROVIDERS, LOCAL, OPENAI_LIKE, ModelChoice, provider_fault
from index.errors import SettingError
from index.files import beside

if TYPE_CHECKING:
    from collections.abc import Callable

    from index.build import BuildRequest
    from index.reading.corpus import Corpus

# Names of settings that hold a key: "api_key", "TOKEN"
_A_KEY = re.compile(r"key|token|secret|password", re.IGNORECASE)
# "sk-proj-abc", or a word of 16 characters or more, longer than any sensible value of a setting
_LIKE_A_KEY = re.compile(r"\b(sk|pk|gsk|hf|xai|AIza)[-_\w]*|[-_+=\w]{16,}", re.IGNORECASE)
_SHOWN = 40
"""Characters of a value that an error message quotes. A guess."""


class ModelSettings(BaseSettings):
    """The language model that writes answers: `[model]` in refdesk.toml, then `REFDESK_MODEL_*`."""

    model_config = SettingsConfigDict(
        env_prefix="REFDESK_MODEL_",
        extra="ignore",
        env_ignore_empty=True,
        protected_namespaces=(),
        hide_input_in_errors=True,
    )

    provider: str = Field(
        default=OPENAI_LIKE, description="`openai-like` is a server; `local` is a small model, to try things out"
    )
    base_url: str | None = Field(default=None, min_length=1, description="address of the model's server")
    name: str | None = Field(default=None, min_length=1, description="name of the model, as its server knows it")
    context: int = Field(
        default=8192, ge=512, le=10_000_000, description="tokens that the model reads and writes at once"
    )
    seconds: float = Field(default=60.0, gt=0, le=3600, description="longest wait for the next piece of a reply")
    answer_seconds: float = Field(default=120.0, gt=0, le=86_400, description="longest time to write an answer")
    budget: int | None = Field(
        default=None, ge=0, description="tokens, in and out, that a day may cost; no limit if unset"
    )
    api_key: SecretStr | None = Field(default=None, repr=False, exclude=True, description="from the environment only")

    @field_validator("provider")
    @classmethod
    def _is_provider(cls, provider: str) -> str:
        if fault := provider_fault(provider):
            raise ValueError(fault)
        return provider

    @property
    def is_set(self) -> bool:
        """True if the settings name a model."""
        return self.provider == LOCAL or bool(self.base_url or self.name)


def check_table(table: Any, path: object) -> None:
    """Check the names in a file's `[model]`; raises SettingError, which shows no value."""
    if not isinstance(table, dict):
        raise SettingError(f"{path}: `model` is a table; write `[model]` and below it `name = ...`")
    known = [name for name in ModelSettings.model_fields if name != "api_key"]
    for name in table:
        if name in known:
            continue
        if _A_KEY.search(name):
            raise SettingError(
                f"{path}: `model.{name}`: a key does not belong in a file; remove it and set "
                "REFDESK_MODEL_API_KEY, or keep it with `refdesk model --keep-key`"
            )
        raise SettingError(f"{path}: there is no setting `model.{name}`; the settings are {', '.join(known)}")


def shown(value: Any) -> str:
    """A bad value for an error message: ", not 'many'"; "" if it is long or may hold a key."""
    text = value if isinstance(value, str) else repr(value)
    whole = isinstance(value, str | int | float) and len(text) <= _SHOWN
    return f", not {value!r}" if whole and not (_A_KEY.search(text) or _LIKE_A_KEY.search(text)) else ""


FILE_NAME = "refdesk.toml"


class ZoteroSettings(BaseModel):
    """A Zotero library that is read with the corpus: `[zotero]` in refdesk.toml; `REFDESK_ZOTERO` is its `path`."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    path: Path | None = Field(default=None, description="Zotero's data folder, the one with zotero.sqlite in it")
    collections: tuple[Annotated[str, Field(min_length=1)], ...] = Field(
        default=(), description="collections to read, with those inside them; all of the library by default"
    )
    base: Path | None = Field(
        default=None, description="folder in which relative links to files begin, if Zotero has one"
    )


class Settings(BaseSettings):
    """All settings; each has a default that works."""

    model_config = SettingsConfigDict(
        env_prefix="REFDESK_", extra="ignore", env_ignore_empty=True, hide_input_in_errors=True
    )

    corpus: Path = Field(default=Path("corpus"), description="folder with the documents")
    index: Path | None = Field(default=None, description="folder of the index; `.refdesk` beside the corpus by default")
    threads: int = Field(default=2, ge=1, le=64, description="processor cores that reading and embedding may use")
    ocr_seconds: float = Field(
        default=900.0, gt=0, le=86_400, description="seconds that OCR may take for one file in one run of `index`"
    )
    read_seconds: float = Field(default=60.0, gt=0, le=86_400, description="seconds that reading one file may take")
    ignore: tuple[str, ...] = Field(
        default=(), description="files to leave out, as a list of rules in gitignore's grammar"
    )
    private: tuple[str, ...] = Field(
        default=(),
        description="sources of which a language model elsewhere must know nothing, as a list of rules in gitignore's"
        " grammar",
    )
    zotero: Annotated[ZoteroSettings, NoDecode] = Field(
        default_factory=ZoteroSettings, description="a Zotero library to read with the corpus, a table of its own"
    )
    model: Annotated[ModelSettings, NoDecode] = Field(
        default_factory=ModelSettings, description="the language model, a table of its own"
    )

    @property
    def index_folder(self) -> Path:
        """The folder of the index."""
        return self.index or beside(self.corpus) / ".refdesk"

    @field_validator("zotero", mode="before")
    @classmethod
    def _as_table(cls, value: Any) -> Any:
        return {"path": value} if isinstance(value, str | Path) else value

    @property
    def whole_corpus(self) -> "Corpus":
        """The folder with the documents, and the Zotero library if one is named."""
        from index.reading.corpus import Corpus
        from index.zotero.database import FILE_NAME as ZOTERO_FILE
        from index.zotero.library import Zotero

        named = self.zotero
        library = None
        if named.path:
            folder = named.path.parent if named.path.name == ZOTERO_FILE else named.path
            library = Zotero(folder.expanduser(), named.collections, named.base)
        return Corpus(self.corpus, library, "corpus" not in self.model_fields_set, self.ignore)

    @property
    def is_private(self) -> "Callable[[str], bool] | None":
        """Whether the source at a path is private; None if no rule is set. Raises SettingError for a bad rule."""
        if not self.private:
            return None
        from index.reading.corpus import Rules

        rules = Rules((rule, "`private` in the settings") for rule in self.private)
        return lambda path: rules.against(path) is not None

    @property
    def model_choice(self) -> ModelChoice | None:
        """The language model with its key from the environment or the keyring, or None if no model is set.

        Raises LanguageModelError if the keyring cannot be read.
        """
        model = self.model
        if not model.is_set:
            return None
        key = model.api_key.get_secret_value() if model.api_key else self._kept_key()
        return ModelChoice(model.provider, model.base_url, model.name, key, model.context, model.seconds)

    @property
    def budget(self) -> int | None:
        """Tokens that language models may use in a day, in and out; None is no limit."""
        return self.model.budget

    def _kept_key(self) -> str | None:
        from assistant.language.keys import kept_key, place_of

        place = place_of(self.model.provider, self.model.base_url)
        return kept_key(place) if place else None


def load_settings(corpus: Path | None = None, index: Path | None = None, zotero: Path | None = None) -> Settings:
    """Settings from the options, the environment and the file.

    Raises SettingError with the setting and its place for an unknown name or a bad value.
    """
    named = (("corpus", corpus), ("index", index), ("zotero", zotero))
    options: dict[str, Any] = {name: value for name, value in named if value is not None}
    _refuse_whole_model()
    try:
        model = ModelSettings().model_dump(exclude_unset=True)
    except ValidationError as exc:
        raise _in_environment("REFDESK_MODEL_", exc) from None
    try:
        settings = Settings(**options)
    except ValidationError as exc:
        raise _in_environment("REFDESK_", exc) from exc
    path = beside(settings.corpus) / FILE_NAME
    # Options beat the environment, which beats the file.
    document = _read(path)
    try:
        document["model"] = ModelSettings(**(document.get("model", {}) | model))
    except ValidationError as exc:
        raise _in_file(path, "model.", exc) from None
    stated = settings.model_dump(exclude={"model"}, exclude_unset=True)
    if isinstance(document.get("zotero"), dict):
        stated["zotero"] = document["zotero"] | stated.get("zotero", {})
    try:
        settings = Settings(**(document | stated))
    except ValidationError as exc:
        raise _in_file(path, "", exc) from exc
    if settings.zotero.collections and settings.zotero.path is None:
        raise SettingError(
            f"{path}: `zotero.collections` needs a library; write `path = ...` under it, or give --zotero"
        )
    return settings


def _read(path: Path) -> dict[str, Any]:
    if not path.is_file():
        return {}
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as exc:
        raise SettingError(f"{path}: cannot be read as TOML ({exc}); mend that line") from exc
    for name in document:
        if name not in Settings.model_fields:
            known = ", ".join(Settings.model_fields)
            raise SettingError(f"{path}: there is no setting `{name}`; the settings are {known}")
    check_table(document.get("model", {}), path)
    for name in ("corpus", "index"):
        if isinstance(document.get(name), str):
            document[name] = path.parent / Path(document[name]).expanduser()
    if isinstance(library := document.get("zotero"), dict):
        if wrong := next((name for name in library if name not in ZoteroSettings.model_fields), None):
            known = ", ".join(ZoteroSettings.model_fields)
            raise SettingError(f"{path}: there is no setting `zotero.{wrong}`; the settings are {known}")
        for name in ("path", "base"):
            if isinstance(library.get(name), str):
                library[name] = path.parent / Path(library[name]).expanduser()
    elif library is not None:
        raise SettingError(f"{path}: `zotero` is a table; write `[zotero]` and below it `path = ...`")
    return document


def _refuse_whole_model() -> None:
    """Raise SettingError for REFDESK_MODEL, without its value, which may hold a key."""
    if any(name.upper() == "REFDESK_MODEL" and value for name, value in os.environ.items()):
        raise SettingError(
            "REFDESK_MODEL: not a setting; unset it, and set REFDESK_MODEL_NAME, REFDESK_MODEL_BASE_URL and the like"
        )


def _in_environment(prefix: str, error: ValidationError) -> SettingError:
    name, fault = _first(error, "set it to another value or unset it")
    return SettingError(f"{prefix}{name.upper()}: {fault}")


def _in_file(path: Path, table: str, error: ValidationError) -> SettingError:
    name, fault = _first(error, "mend that line")
    return SettingError(f"{path}: `{table}{name}`: {fault}")


def _first(error: ValidationError, step: str) -> tuple[str, str]:
    """The name of the first bad setting, and what is wrong with its value; `step` is what to do about it."""
    first = error.errors()[0]
    name, value = ".".join(map(str, first["loc"])), first["input"]
    if first["type"] != "value_error":
        return name, f"{first['msg'].lower()}{shown(value)}; {step}"
    fault = str(first["ctx"]["error"])  # of a provider; that of a former one says what to do
    return name, fault if value in FORMER_PROVIDERS else f"{fault}{shown(value)}; {step}"


def request_for(
    settings: "Settings", *, rebuild: bool = False, retry: bool = False, check: bool = False, ocr: bool = False
) -> "BuildRequest":
    """The build request of these settings and options.

    ocr: read pages without text by OCR, for minutes; otherwise only those are read that were before.
    """
    from index.build import BuildRequest
    from index.reading.reading import Limits
    from index.reading.scans import ScanLimits

    limits = Limits(seconds=settings.read_seconds)
    scans = ScanLimits(settings.ocr_seconds if ocr else 0.0, settings.threads, retry)
    return BuildRequest(rebuild, retry, check, limits, settings.threads, scans)
