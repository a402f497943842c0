"""A QR code as a picture of its own: dark on white with its quiet zone, in dark mode too, since cameras want it so."""

QUIET = 4


def draw(text: str) -> str:
    """Return TEXT as an SVG document of black squares, one unit each."""
    import segno  # few pages draw one: it need not be there when the process starts

    rows = list(segno.make(text, error="m", micro=False).matrix)
    size = len(rows) + 2 * QUIET
    squares = "".join(
        f"M{column + QUIET} {line + QUIET}h1v1h-1z"
        for line, row in enumerate(rows)
        for column, dark in enumerate(row)
        if dark
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" shape-rendering="crispEdges">'
        f'<path fill="#fff" d="M0 0h{size}v{size}H0z"/><path d="{squares}"/></svg>'
    )
