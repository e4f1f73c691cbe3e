"""How well two colours can be told apart (WCAG 2.2, relative luminance)."""

Colour = tuple[int, int, int]


def colour_of(written: str) -> Colour:
    """Return "#rrggbb" as its three parts."""
    red, green, blue = bytes.fromhex(written.removeprefix("#"))
    return red, green, blue


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Colour) -> float:
    parts = [part / 255 for part in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
