"""Understanding a question: where the modules that ask for it find it."""

from assistant.questions.question import Question
from assistant.questions.topics import bare_topic
from assistant.questions.understanding import MAX_LENGTH, understand

__all__ = ["MAX_LENGTH", "Question", "bare_topic", "understand"]
