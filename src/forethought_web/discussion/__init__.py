"""The discussion beside a draft: comments on its paragraphs, replies, agreement, and reports."""
