"""Consultations: a draft of guidance, its paragraphs and questions, when it is open, and who runs it."""
