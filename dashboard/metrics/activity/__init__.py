"""The states of operators: facts, rules, reasons, now and on every day."""
