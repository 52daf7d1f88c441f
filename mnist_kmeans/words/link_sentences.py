"""What is said of a link to the dashboard."""

# Longer values say no more.
_LONGEST = 30


def refused_value(name: str, asked: str, value: object) -> str:
    """Say that a control could not take the value that a link has for it.

    Parameters
    ----------
    name : str
        The control's, in the link.
    asked : str
        The value in the link; whatever anybody wrote there.
    value : object
        What the control is set to instead; None or empty where to nothing.

    Returns
    -------
    str
        Markdown, in which `asked` is code.

    Examples
    --------
    >>> from mnist_kmeans.words.link_sentences import refused_value
    >>> refused_value("k", "1e9", 10)
    "The link's `k=1e9` is not possible here: k is 10."
    """
    if len(asked) > _LONGEST:
        asked = asked[:_LONGEST] + "…"
    written = " ".join(asked.replace("`", "'").split())
    values = value if isinstance(value, list) else [] if value is None else [value]
    now = ", ".join(map(str, values)) or "empty"
    return f"The link's `{name}={written}` is not possible here: {name} is {now}."
