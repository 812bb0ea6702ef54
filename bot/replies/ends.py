"""Long texts cut in the middle: what somebody adds to one stands at its head or at its tail."""


def ends(text: str, most: int) -> str:
    """The text, or three quarters of `most` characters of its head and a quarter of its tail."""
    if len(text) <= most:
        return text
    tail = most // 4
    return f"{text[: most - tail]}\n{text[-tail:]}"
