"""Text from an archive on a terminal."""


def printable(text: str) -> str:
    """The text without anything that a terminal would obey: control characters become escapes."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)
