"""Graph, coverage, rules and the gate: pure functions of the model."""
