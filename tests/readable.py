"""Whether a person can read a figure: no text cut off, none over another."""

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.text import Text


def texts_of(figure):
    """Every text that is shown, with its box in pixels."""
    figure.canvas.draw()
    renderer = figure.canvas.get_renderer()
    shown = [t for t in figure.findobj(Text) if t.get_visible() and t.get_text().strip()]
    ticks = {id(t) for ax in figure.axes for axis in (ax.xaxis, ax.yaxis) for t in _outside(axis)}
    return [(t.get_text(), t.get_window_extent(renderer)) for t in shown if id(t) not in ticks]


def _outside(axis):
    """Labels of ticks beyond the limits: they exist and are not drawn."""
    low, high = sorted(axis.get_view_interval())
    slack = 1e-9 * max(1.0, high - low)
    for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
        if not low - slack <= tick.get_loc() <= high + slack:
            yield from (tick.label1, tick.label2)


def assert_readable(figure):
    FigureCanvasAgg(figure)
    width, height = figure.canvas.get_width_height()
    texts = texts_of(figure)
    for text, box in texts:
        assert box.x0 >= 0, f"cut off: {text!r}"
        assert box.y0 >= 0, f"cut off: {text!r}"
        assert box.x1 <= width, f"cut off: {text!r}"
        assert box.y1 <= height, f"cut off: {text!r}"
    for i, (text, box) in enumerate(texts):
        for other, other_box in texts[:i]:
            wide = min(box.x1, other_box.x1) - max(box.x0, other_box.x0)
            tall = min(box.y1, other_box.y1) - max(box.y0, other_box.y0)
            assert wide <= 1 or tall <= 1, f"{text!r} overlaps {other!r}"


def texts_of_agg(figure):
    FigureCanvasAgg(figure)
    return texts_of(figure)
