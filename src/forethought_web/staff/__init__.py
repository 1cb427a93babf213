"""The pages of a body's own staff: every one asks what its visitor may do, and denies what it does not know."""
