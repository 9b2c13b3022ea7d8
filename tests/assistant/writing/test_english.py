"""English told from other languages by its small words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.writing.writer import is_english


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Drift is common.",
        "The model is retrained automatically when a trigger fires, and it passes through the same gates.",
        "Late frost killed 37% of the apple blossoms in the valley, and smoke did not protect them.",
        "UTCNN outperforms ILP, CRF and PSL baselines on posts of all stances, by 3.4 points on average.",
    ],
)
def test_english_is_taken_for_it(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kontinuierliches Training trainiert das Modell automatisch neu, wenn ein Auslöser es verlangt, und prüft es.",
        "L'entraînement continu réentraîne le modèle automatiquement dès qu'un déclencheur se produit dans la chaîne.",
        "持续训练会在触发器触发时自动重新训练模型，并使结果通过相同的关卡。",
        "持续训练（CT）会在触发条件满足时自动重新训练模型。",
        "Непрерывное обучение автоматически переобучает модель, когда срабатывает триггер, и проверяет её.",
    ],
)
def test_another_language_is_not(text: str) -> None:
    assert not is_english(text)


@given(st.text())
def test_any_text_is_one_or_the_other(text: str) -> None:
    assert is_english(text) in (True, False)
