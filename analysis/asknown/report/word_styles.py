"""How a Word file looks: Word's own styles by their names, so that its outline, its navigation and
whoever pastes from it find what they look for, and a few of ours beside them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from docx.document import Document as Word
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from asknown.brand import Brand

INK, MAIN = "ink", "accent"  # as the brand has them
QUIET, GONE, RULE = "#5b5f66", "#a8481c", "#c9cbd0"
FONT = "Calibri"  # every Word has it, and other programs have one of its widths
CODE_FONT = "Consolas"
MARGIN = Mm(20)
TABLE = "Report Table"
_PAGES = {"A4": (Mm(210), Mm(297)), "Letter": (Mm(215.9), Mm(279.4))}
_COMPATIBLE = "15"  # the layout of Word since 2013, where a table begins at the margin
# What Word knows by name but the empty document that we begin with has not.
_LATENT = ("Hyperlink",)


@dataclass(frozen=True)
class Look:
    """How a style looks: size, room above and below in points, and what differs from its base."""

    name: str
    size: float
    before: float = 0
    after: float = 4
    colour: str = INK
    bold: bool = False
    italic: bool = False
    sticky: bool = False  # stays with what follows
    base: str = "Normal"


_PARAGRAPHS = (
    Look("Normal", 10.5, after=6),
    Look("Title", 24, before=10, after=8, bold=True),
    Look("Subtitle", 13, after=8, colour=QUIET),
    Look("Heading 1", 15, before=18, after=5, bold=True, sticky=True),
    Look("Heading 2", 12, before=12, after=4, bold=True, sticky=True),
    Look("Heading 3", 10.5, before=10, after=3, bold=True, sticky=True),
    Look("Caption", 10.5, before=10, after=4, bold=True, sticky=True),
    Look("Quote", 10.5, after=6, italic=True),
    Look("Header", 8.5, after=0, colour=QUIET),
    Look("Footer", 8.5, after=0, colour=QUIET),
    Look("Masthead", 9.5, after=0),
    Look("Brand", 12, after=8, colour=MAIN, bold=True),
    Look("Standfirst", 12.5, after=8),
    Look("Method", 9, after=6, colour=QUIET),
    Look("Chart Subtitle", 9, after=3, colour=QUIET, sticky=True),
    Look("Chart", 9, after=2, sticky=True),
    Look("Chart Source", 8.5, after=10, colour=QUIET),
    Look("Table Text", 8.5, after=0),
    Look("Table Head", 8.5, after=0, bold=True, base="Table Text"),
    Look("Under Table", 3, after=3),
    Look("Source", 9, after=2),
    Look("Code", 8.5, after=6),
)
_CHARACTERS = (
    ("Struck", GONE),
    ("Note", MAIN),
    ("Hyperlink", MAIN),
    ("Key Figure", MAIN),
    ("Key Figure Gone", GONE),
    ("Code Text", INK),
)


def dress(
    word: Word,
    language: str,
    brand: Brand,
) -> None:
    """Give an empty document page, language and styles, in a brand."""
    _set_page(word, brand.page)
    _set_defaults(word, language, brand.family or FONT)
    for look in _PARAGRAPHS:
        _set_paragraph_style(word, look, brand)
    for name, colour in _CHARACTERS:
        style = _style(word, name, WD_STYLE_TYPE.CHARACTER)
        style.font.color.rgb = _colour(colour, brand)
    _set_details(word)
    look_of_tables = parse_xml(_table_look(brand.ink))
    word.styles.element.append(look_of_tables)
    for setting in word.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), _COMPATIBLE)


def _set_details(word: Word) -> None:
    """What single styles have besides."""
    styles = word.styles
    styles["Struck"].font.strike = True
    styles["Note"].font.superscript = True
    for name in ("Key Figure", "Key Figure Gone"):
        font = styles[name].font
        font.size = Pt(14)
        font.bold = True
    for name in ("Code", "Code Text"):
        styles[name].font.name = CODE_FONT
    chart = styles["Chart"].paragraph_format
    chart.line_spacing = 1.0  # of a picture's height


def _table_look(ink: str) -> str:
    """Thin lines between rows, stronger ones around and under the head, none between columns."""
    strong = f'w:color="{_bare(ink)}"'
    thin = f'w:color="{_bare(RULE)}"'
    return f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="ReportTable">
<w:name w:val="{TABLE}"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="99"/>
<w:tblPr><w:tblBorders>
<w:top w:val="single" w:sz="8" w:space="0" {strong}/>
<w:bottom w:val="single" w:sz="8" w:space="0" {strong}/>
<w:insideH w:val="single" w:sz="4" w:space="0" {thin}/>
</w:tblBorders><w:tblCellMar>
<w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>
<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/>
</w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:tcPr><w:tcBorders>
<w:bottom w:val="single" w:sz="6" w:space="0" {strong}/>
</w:tcBorders></w:tcPr></w:tblStylePr>
</w:style>"""


def width(word: Word) -> int:
    """How wide the text of a page is, in Word's units."""
    page = word.sections[0]
    assert page.page_width
    whole = int(page.page_width)
    return whole - 2 * int(MARGIN)


def _set_page(word: Word, size: str) -> None:
    page = word.sections[0]
    wide, high = _PAGES[size]
    page.page_width = wide
    page.page_height = high
    page.left_margin = MARGIN
    page.right_margin = MARGIN
    page.top_margin = MARGIN
    page.bottom_margin = MARGIN
    page.header_distance = Mm(9)
    page.footer_distance = Mm(9)
    page.different_first_page_header_footer = True


def _set_defaults(
    word: Word,
    language: str,
    family: str,
) -> None:
    """Fonts and language of everything that does not say its own, none of them a theme's."""
    styles = word.styles.element
    _without(styles, "w:rFonts")
    steps = ("w:docDefaults", "w:rPrDefault", "w:rPr")
    plain = styles.find("/".join(map(qn, steps)))
    assert plain is not None
    fonts = OxmlElement("w:rFonts")
    for script in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{script}"), family)
    plain.insert(0, fonts)
    spoken = plain.find(qn("w:lang"))
    assert spoken is not None
    spoken.set(qn("w:val"), locale(language))


def locale(language: str) -> str:
    """A language as Word knows it: days are written the British way in our English."""
    if language == "en":
        return "en-GB"
    return language


def _set_paragraph_style(
    word: Word,
    look: Look,
    brand: Brand,
) -> None:
    style = _style(word, look.name, WD_STYLE_TYPE.PARAGRAPH)
    if look.name != "Normal":
        style.base_style = word.styles[look.base]
    _strip(style.element)
    size = round(look.size * brand.scale * 2) / 2  # Word knows halves of a point
    font = style.font
    font.size = Pt(size)
    _size_of_other_scripts(style, size)
    font.bold = look.bold
    font.italic = look.italic
    font.color.rgb = _colour(look.colour, brand)
    lines = style.paragraph_format
    lines.space_before = Pt(look.before)
    lines.space_after = Pt(look.after)
    lines.line_spacing = 1.1
    lines.keep_with_next = look.sticky


def _strip(style: Any) -> None:
    """Take out what the empty document says of a style: ours says it."""
    for part in list(style):
        if part.tag in (qn("w:rPr"), qn("w:semiHidden")):
            style.remove(part)
    _without(style, "w:pBdr")
    _without(style, "w:tabs")


def _colour(named: str, brand: Brand) -> RGBColor:
    """A colour, or that of a brand which is named."""
    of_brand = {INK: brand.ink, MAIN: brand.accent}
    colour = of_brand.get(named, named)
    return RGBColor.from_string(_bare(colour))


def _bare(colour: str) -> str:
    """A colour as Word writes it."""
    return colour.removeprefix("#").upper()


def _size_of_other_scripts(style: Any, size: float) -> None:
    """Letters that run the other way have a size of their own in Word: give them the same."""
    halves = round(size * 2)
    other = OxmlElement("w:szCs")
    other.set(qn("w:val"), str(halves))
    ours = style.element.rPr.find(qn("w:sz"))
    ours.addnext(other)


def _without(element: Any, name: str) -> None:
    """Take out of an element the parts of a name, however deep."""
    for part in list(element.iter(qn(name))):
        part.getparent().remove(part)


def _style(
    word: Word,
    name: str,
    kind: WD_STYLE_TYPE,
) -> Any:
    """A style by its name, which is added where the document has none."""
    styles = word.styles
    if name in styles:
        return styles[name]
    return styles.add_style(name, kind, builtin=name in _LATENT)
