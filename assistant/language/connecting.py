"""From a choice to a model that can be asked: the one place that loads a provider's library."""

from assistant.language.choice import ANTHROPIC, GEMINI, LOCAL, OPENAI_LIKE, PROVIDERS, ModelChoice
from assistant.language.model import LanguageModel
from index.errors import SettingError


def connect(choice: ModelChoice) -> LanguageModel:
    """The model that was chosen; a server is asked only where no model is named.

    Raises SettingError where the choice makes no sense, LanguageModelError where the model cannot be used now.
    """
    if choice.provider not in PROVIDERS:
        told = ", ".join(PROVIDERS)
        raise SettingError(f"REFDESK_MODEL_PROVIDER: there is no provider `{choice.provider}`; there are {told}")
    if choice.provider == OPENAI_LIKE:
        from assistant.language.providers import open_openai_like

        return open_openai_like(choice)
    if choice.provider == LOCAL:
        from assistant.language.providers import open_local

        return open_local(choice)
    from assistant.language.providers import open_anthropic, open_gemini

    return {ANTHROPIC: open_anthropic, GEMINI: open_gemini}[choice.provider](choice)
