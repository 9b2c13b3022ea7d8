"""The entailment model `index/models/entailment.onnx`: its data, its training, its export and its card."""
