"""Draw the pictures of the home screen from the thread of page/thread.svg: the whole square, so that any mask fits."""

from pathlib import Path

from PIL import Image, ImageDraw

PLACE = Path(__file__).resolve().parent.parent / "goldthread" / "page" / "static" / "page"
GREEN, GOLD = "#1f3d3a", "#d9a93f"
FINER = 4  # drawn larger, then made smaller, so that the edge is smooth
# The two curves of the thread, as in thread.svg, on a square of 32.
CURVES = [((7, 23), (12, 23), (11, 9), (16, 9)), ((16, 9), (21, 9), (20, 23), (25, 23))]


def points(steps: int = 400) -> list[tuple[float, float]]:
    """Points of the thread, close together."""
    found = []
    for a, b, c, d in CURVES:
        for step in range(steps + 1):
            t = step / steps
            x, y = (
                a[i] * (1 - t) ** 3 + 3 * b[i] * t * (1 - t) ** 2 + 3 * c[i] * t**2 * (1 - t) + d[i] * t**3
                for i in (0, 1)
            )
            found.append((x, y))
    return found


def picture(size: int) -> Image.Image:
    """The thread on its ground, `size` pixels square."""
    scale = size * FINER / 32
    drawn = Image.new("RGB", (size * FINER, size * FINER), GREEN)
    pen = ImageDraw.Draw(drawn)
    for x, y in points():
        pen.ellipse([(x - 1.5) * scale, (y - 1.5) * scale, (x + 1.5) * scale, (y + 1.5) * scale], fill=GOLD)
    return drawn.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    for size in (192, 512):
        picture(size).save(PLACE / f"icon-{size}.png", optimize=True)
