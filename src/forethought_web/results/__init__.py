"""You said, we did: for each paragraph and question what was heard, what was decided, and the words that changed."""
