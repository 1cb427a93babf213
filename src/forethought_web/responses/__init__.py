"""Responses: what people answer, saved as they write, sent with a receipt, and theirs to change until it closes."""
