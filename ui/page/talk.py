"""The conversation of one session: its exchanges, the question on its way, the one that waits, and one that failed."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import streamlit as st

from assistant.history.conversation import KEPT_TURNS
from assistant.questions.question import Facet
from assistant.writing.pen import Cancellation
from index.errors import RefdeskError
from ui.page.asking import Exchange, PageQuestion, put_to_desk, shared
from ui.settings import Settings
from ui.writing import pen_of

# A question being answered on the page: by a thread of its own, so that no click on the page loses what is written.

Work = Callable[["Job"], Exchange]


class StoppedError(RefdeskError):
    """Somebody pressed Stop before anything was there to be shown."""


@dataclass
class Job:
    """One question on its way; the thread writes `stage`, `share` and `draft`, the page reads them.

    `before` are the exchanges that it follows. `share` is of 1, None where nothing can be counted. When it is done,
    either `exchange` or `error` is there.
    """

    asked: PageQuestion
    before: list[Exchange]
    stage: str = "Looking through the corpus"
    share: float | None = None
    draft: str = ""
    exchange: Exchange | None = None
    error: str | None = None
    cancellation: Cancellation = field(default_factory=Cancellation)
    _changed: threading.Event = field(default_factory=threading.Event)

    def start(self, work: Work) -> "Job":
        """Begin; a thread that is still at it when the program ends is no hindrance."""
        threading.Thread(target=self._run, args=(work,), name="refdesk-answer", daemon=True).start()
        return self

    @property
    def done(self) -> bool:
        """Whether the answer is there, or the error."""
        return self.exchange is not None or self.error is not None

    def wait(self, seconds: float) -> bool:
        """Wait until there is something new, no longer than so many seconds; whether it is done."""
        if not self.done:
            self._changed.wait(seconds)
            self._changed.clear()
        return self.done

    def note(self, stage: str, done: int = 0, total: int = 0) -> None:
        """Say how far it is; raises StoppedError where it was stopped."""
        if self.cancellation.cancelled:
            raise StoppedError("Stopped. Nothing was written yet.")
        self.stage, self.share = stage, min(1.0, done / total) if total else None
        self._changed.set()

    def add(self, piece: str) -> None:
        """Add to the draft."""
        self.draft += piece
        self._changed.set()

    def _run(self, work: Work) -> None:
        try:
            self.exchange = work(self)
        except RefdeskError as exc:
            self.error = str(exc)
        except Exception as exc:  # noqa: BLE001  the thread's end: without it the page would wait for ever
            self.error = f"The answer failed ({type(exc).__name__}: {exc}). Ask again; `refdesk ask` may say more."
        finally:
            self._changed.set()


@dataclass(frozen=True, slots=True)
class Next:
    """A question that is asked as soon as the one before it is out of the way.

    It follows the whole conversation, or, where it is asked again in the place of the last one, what came `before`.
    """

    asked: PageQuestion
    before: list[Exchange] | None = None


def talk() -> list[Exchange]:
    """The exchanges of this session, the newest last."""
    exchanges: list[Exchange] = st.session_state.setdefault("talk", [])
    return exchanges


def on_its_way() -> Job | None:
    """The question that is being answered, or was just now."""
    job: Job | None = st.session_state.get("job")
    return job


def failed() -> Job | None:
    """The last question, where it could not be answered."""
    job: Job | None = st.session_state.get("failed")
    return job


def waiting() -> PageQuestion | None:
    """The question that is asked next."""
    following: Next | None = st.session_state.get("next")
    return following.asked if following else None


def put(asked: PageQuestion) -> None:
    """Have a question asked; one that is on its way is stopped, and what is written of it by then comes first."""
    st.session_state.next = Next(asked)
    stop()


def ask_again_without(facet: Facet) -> None:
    """Have the last question asked again in its place, without one facet."""
    *before, last = talk()
    st.session_state.next = Next(replace(last.asked, without=last.asked.without | {facet}), before)


def begin_anew() -> None:
    """Forget the conversation; what is on its way is stopped, and is not waited for."""
    stop()
    for name in ("job", "next", "failed"):
        st.session_state.pop(name, None)
    st.session_state.talk = []


def stop() -> None:
    """Stop what is being answered; what is written of it by then is shown."""
    if job := on_its_way():
        job.cancellation.cancel()


def go_on(settings: Settings) -> None:
    """Take over the answer that has come, and begin with the next question where one waits."""
    job = on_its_way()
    if job and job.done:
        del st.session_state.job
        if job.exchange:
            st.session_state.talk = [*job.before, job.exchange][-KEPT_TURNS:]
        else:
            st.session_state.failed = job
    if not on_its_way() and (following := st.session_state.pop("next", None)):
        st.session_state.pop("failed", None)
        before = talk() if following.before is None else following.before
        st.session_state.job = _begun(settings, following.asked, before)


def _begun(settings: Settings, asked: PageQuestion, before: list[Exchange]) -> Job:
    number = st.session_state.get("asked", 0) + 1
    st.session_state.asked = number
    desk = shared(settings.threads, settings.index_folder)
    quotes_only = st.session_state.get("quotes-only", False)
    pen = None if quotes_only else pen_of(settings, strict=st.session_state.get("strict", False))

    def work(job: Job) -> Exchange:
        with_draft = replace(pen, show=job.add, cancellation=job.cancellation) if pen else None
        return put_to_desk(desk, settings, asked, before, number, with_draft, job.note)

    return Job(asked, before).start(work)
