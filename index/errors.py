"""Every error that Refdesk raises on purpose, as one tree.

RefdeskError
├── UsageError          the question or an option makes no sense; the command line ends with status 2
├── SettingError        a setting's value or the settings file is wrong
├── CorrectionError     `corrections.toml` is wrong or cannot be used
├── CorpusError         the corpus as a whole cannot be used
│   └── ReadError       one file cannot be read; it goes into the ledger, the others are indexed
├── CatalogueError      the catalogue is missing or cannot be used
│   ├── MissingError    there is no index yet
│   ├── DamageError     it is damaged or of another version: only a rebuild mends it
│   └── CollectionError the vector collection is; it can be made again from the catalogue
├── WriterBusyError     another process is building this index and holds its lock
├── ReadingError        the system cannot start a process to read files; no file is at fault
├── ModelError          the embedding or reranking weights are missing or not the expected ones
└── LanguageModelError  the language model cannot be used now; answers are made of quotes instead
    └── ContextError    the prompt is longer than the language model reads

Each message is one line: what is wrong (naming the file or setting), the likely cause, the next step.
"""


class RefdeskError(Exception):
    """Root of the tree; its text can be shown to a user."""


class UsageError(RefdeskError):
    """The question or an option makes no sense."""


class SettingError(RefdeskError):
    """A setting has a value that cannot be used."""


class CorrectionError(RefdeskError):
    """The file of corrections is wrong, or cannot be read or written.

    fault: what is wrong, without the file and the line; empty if no field is at fault.
    """

    def __init__(self, message: str, fault: str = "") -> None:
        super().__init__(message)
        self.fault = fault


class CorpusError(RefdeskError):
    """The corpus cannot be used as a whole."""


class ReadError(CorpusError):
    """One file cannot be read; the text is only the reason, without the file's name."""


class NoTextError(ReadError):
    """A file has no text in it; a note without text tells of no work and is no failure."""


class CatalogueError(RefdeskError):
    """The catalogue cannot be opened or used."""


class MissingError(CatalogueError):
    """There is no index yet."""


class DamageError(CatalogueError):
    """The catalogue is damaged, or was made by another version; only a rebuild from the corpus helps."""


class CollectionError(CatalogueError):
    """The vector collection is missing, damaged, or does not hold what the catalogue says."""


class WriterBusyError(RefdeskError):
    """Another process holds the writer's lock."""


class ReadingError(RefdeskError):
    """The system cannot run a reading process; no file is at fault."""


class ModelError(RefdeskError):
    """Model weights are missing or changed."""


class LanguageModelError(RefdeskError):
    """The language model cannot be used now.

    wait: seconds after which to ask its server again; None if waiting does not help.
    """

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


class ContextError(LanguageModelError):
    """The prompt is longer than the language model reads."""
