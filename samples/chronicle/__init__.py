"""A newspaper that lives through a month by a script: it publishes, edits, takes away, brings back and moves."""
