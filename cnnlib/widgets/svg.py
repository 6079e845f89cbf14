"""Matplotlib's SVG made fit for a page: in the theme's colors, small, alone with its names."""

import hashlib
import re
from xml.etree import ElementTree

NAMESPACE = "http://www.w3.org/2000/svg"
PIXELS_PER_POINT = 96 / 72
_SVG = f"{{{NAMESPACE}}}"
_LINK = "{http://www.w3.org/1999/xlink}href"
_REFERENCE = re.compile(r"url\(#([^)]+)\)")
_NO_TURN = re.compile(r"rotate\(-?0 [^)]*\)")
_LONG_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_SANS = re.compile(r"font-family: [^;\"]*sans-serif;? ?")
_SANS_SHORTHAND = re.compile(r"(font: [^;]*?\dpx) [^;]*sans-serif")
_BLACK = re.compile(r"#000000\b|#000\b(?![0-9a-fA-F])")
_WHITE_FILL = re.compile(r"fill: #ffffff\b")
_COORDINATES = {"d", "x", "y", "width", "height", "points"}
# Backgrounds of figure, axes and legend come first in their group.
_BACKED = re.compile(r"figure_|axes_|legend_")
_FONTS = "'DejaVu Sans', Verdana, sans-serif"

ElementTree.register_namespace("", NAMESPACE)


def themed_svg(svg_text, *, label=None, prefix=None):
    """Return an SVG figure for inlining into an HTML page.

    Black ink becomes ``currentColor``, so that the figure follows the page's light or dark theme; a black
    that must stay black (a label on a bright cell) is drawn as ``"#010101"``. The white backgrounds of the
    figure, its axes and its legend go. The prolog, the metadata and the style element go, whose rules would
    reach the whole page. Names inside get a prefix, so that figures on one page keep theirs apart.
    Coordinates keep two decimals.

    Parameters
    ----------
    svg_text : str
        The figure, as Matplotlib writes it.
    label : str, optional
        The alternative text.
    prefix : str, optional
        What the names inside begin with; by default, a digest of the figure.

    Returns
    -------
    str
        One ``<svg>`` element with ``role="img"``, no wider than the place it stands in.

    Raises
    ------
    ValueError
        If the text is no SVG.

    Examples
    --------
    >>> line = '<svg xmlns="http://www.w3.org/2000/svg"><path stroke="#000000" d="M 0 0 H 8"/></svg>'
    >>> 'stroke="currentColor"' in themed_svg(line, label="A line")
    True
    """
    root = _parsed(svg_text)
    _drop(root, "metadata", "style")
    _drop_backgrounds(root)
    prefix = prefix or "f" + hashlib.sha256(svg_text.encode()).hexdigest()[:6]
    _rename(root, prefix)
    for element in root.iter():
        _adapt(element)
    _unfold(root)
    _head(root, label)
    return ElementTree.tostring(root, encoding="unicode")


def _parsed(svg_text):
    try:
        root = ElementTree.fromstring(svg_text)  # noqa: S314 - the figure is the author's own
    except ElementTree.ParseError as error:
        raise ValueError(f"themed_svg: the text is no SVG: {error}") from error
    if root.tag != f"{_SVG}svg":
        raise ValueError(f"themed_svg: the text is no SVG: its root is {root.tag!r}")
    return root


def _drop(root, *tags):
    for parent in list(root.iter()):
        for child in [each for each in parent if each.tag in {f"{_SVG}{tag}" for tag in tags}]:
            parent.remove(child)


def _drop_backgrounds(root):
    for parent in root.iter(f"{_SVG}g"):
        first = next(iter(parent), None)
        if first is None or not _BACKED.match(parent.get("id", "")):
            continue
        paths = first.findall(f"{_SVG}path")
        is_patch = first.get("id", "").startswith("patch_")
        if is_patch and len(paths) == 1 and _WHITE_FILL.search(paths[0].get("style", "")):
            parent.remove(first)


def _rename(root, prefix):
    """Put the prefix before the names that something refers to, and drop those that nothing refers to."""
    used = {name for element in root.iter() for name in _references(element)}
    for element in root.iter():
        name = element.attrib.pop("id", None)
        for key, value in element.attrib.items():
            element.set(key, _REFERENCE.sub(rf"url(#{prefix}-\1)", value))
        link = element.attrib.pop(_LINK, None) or element.attrib.pop("href", None)
        if link:
            element.set("href", f"#{prefix}-{link[1:]}" if link.startswith("#") else re.sub(r"\s", "", link))
        if name in used:
            element.set("id", f"{prefix}-{name}")


def _references(element):
    link = element.get(_LINK) or element.get("href") or ""
    names = [link[1:]] if link.startswith("#") else []
    return names + [name for value in element.attrib.values() for name in _REFERENCE.findall(value)]


def _adapt(element):
    if _NO_TURN.fullmatch(element.get("transform", "")):
        del element.attrib["transform"]
    for key, value in element.attrib.items():
        if key == "href":
            continue
        if key == "style":
            value = _SANS_SHORTHAND.sub(rf"\1 {_FONTS}", _SANS.sub("", value))
        if key in _COORDINATES:  # not "transform": a scale of 0.0156 would suffer
            value = _LONG_NUMBER.sub(lambda match: f"{float(match[0]):.2f}".rstrip("0").rstrip("."), value)
            value = " ".join(value.split())
        element.set(key, _BLACK.sub("currentColor", value))


def _unfold(root):
    """Take away the white space between elements and the groups that group nothing."""
    for element in root.iter():
        if len(element) and not (element.text or "").strip():
            element.text = None
        if not (element.tail or "").strip():
            element.tail = None
    for parent in list(root.iter()):
        _replace_bare_groups(parent)


def _replace_bare_groups(parent):
    place = 0
    while place < len(parent):
        child = parent[place]
        if _groups_nothing(child):
            parent[place : place + 1] = list(child)
        else:
            place += 1


def _groups_nothing(element):
    if element.tag == f"{_SVG}g":
        return len(element) == 0 or not element.attrib
    return element.tag == f"{_SVG}defs" and len(element) == 0


def _head(root, label):
    width = root.get("width", "")
    if width.endswith("pt"):
        root.set("width", f"{float(width[:-2]) * PIXELS_PER_POINT:g}")
    for key in ("version", "height"):
        root.attrib.pop(key, None)
    root.set("fill", "currentColor")
    root.set("font-family", _FONTS)
    root.set("stroke-linejoin", "round")
    root.set("style", "max-width: 100%; height: auto")
    root.set("role", "img")
    if label:
        root.set("aria-label", label)
