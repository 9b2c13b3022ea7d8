"""Every error that Refdesk raises on purpose, as one tree.

RefdeskError
├── UsageError          the question or an option makes no sense; the command line ends with status 2
├── SettingError        a setting's value or the settings file is wrong
├── CorpusError         the corpus as a whole cannot be used
│   └── ReadError       one file cannot be read; it goes into the ledger, the others are indexed
├── CatalogueError      the catalogue is missing, damaged or of another version
│   └── CollectionError the vector collection is; it can be made anew from the catalogue
├── WriterBusyError     another process is building this index
└── ModelError          the embedding or reranking weights are missing or not the expected ones

Each message is one line: what is wrong (naming the file or setting), the likely cause, the next step.
"""


class RefdeskError(Exception):
    """Root of the tree: its text can be shown to a user as it is."""


class UsageError(RefdeskError):
    """What was asked for cannot be meant."""


class SettingError(RefdeskError):
    """A setting has a value that cannot be used."""


class CorpusError(RefdeskError):
    """The corpus cannot be used as a whole."""


class ReadError(CorpusError):
    """One file cannot be read; the text is the reason alone, without the file's name."""


class CatalogueError(RefdeskError):
    """The catalogue cannot be opened or used."""


class CollectionError(CatalogueError):
    """The vector collection is missing, damaged, or does not hold what the catalogue says."""


class WriterBusyError(RefdeskError):
    """Another process holds the writer's lock."""


class ModelError(RefdeskError):
    """Model weights are missing or changed."""
