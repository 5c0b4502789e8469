"""Elements of SVG with escaped attributes and texts."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape


def draw(name: str, content: str | Markup = "", **attributes: object) -> Markup:
    """One element. `class_` and `text_anchor` become `class` and `text-anchor`."""
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_number(value))}"'
        for key, value in attributes.items()
    )
    return Markup(f"<{name}{given}>{escape(content)}</{name}>")  # noqa: S704  (escaped here)


def draw_picture(width: int, height: float, label: str, shapes: Iterable[Markup]) -> Markup:
    """A picture that shrinks with its column, with a sentence for those who do not see it."""
    return draw(
        "svg",
        Markup("").join(shapes),
        viewBox=f"0 0 {width} {height:g}",
        role="img",
        aria_label=label,
        class_="chart",
        style=f"max-width:{width}px",
    )


def shorten(text: str, letters: int) -> str:
    """The text, cut at `letters` with an ellipsis."""
    return text if len(text) <= letters else text[: letters - 1] + "…"


def _number(value: object) -> object:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else value
