"""Moderation: decisions with a reason from a published policy, never edits; appeals; a log that everybody sees."""
