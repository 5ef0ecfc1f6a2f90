"""Word documents as this bot lays them out: A4, headings, tables whose heads repeat, page numbers."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.documents.columns import column_widths
from bot.documents.texts import for_xml

_INK = RGBColor(0x1F, 0x2A, 0x44)
_GREY = RGBColor(0x55, 0x5F, 0x6D)
_HEAD = "E8ECF2"
"""The background of a table's first row."""
_BAR = "4F6BAF"
_AIR = (
    f"<w:tblCellMar {nsdecls('w')}>"
    '<w:top w:w="40" w:type="dxa"/><w:bottom w:w="20" w:type="dxa"/></w:tblCellMar>'
)
"""Room above and below the text of a table's cells."""
_TOGETHER = 12
"""Rows of a table that is kept on one page."""
_STEPS = 40
"""Parts into which the room for a chart's bars is divided."""
_LABEL, _ROOM, _FIGURE = 6.0, 8.0, 4.0
"""Centimetres of a chart: what a bar is of, the bar, its figure."""
_ALL_MARGINS = 4.0
"""Centimetres of a page's width that are margins."""


@dataclass(frozen=True, slots=True)
class _Finish:
    """What python-docx has no names for, done when the document is saved."""

    head: bool = False
    """The first row is one, shaded and repeated on every page."""
    bars: tuple[bool, ...] = ()
    """Of a chart: which rows have a bar."""
    description: str = ""
    """What a chart says to somebody who cannot see it."""


class WordFile:
    """A document that grows from top to bottom.  Every text goes through `for_xml`."""

    def __init__(self, title: str, *, landscape: bool = False):
        self.document: WordDocument = Document()
        self._tables: list[_Finish] = []
        self._styles()
        section = self.document.sections[0]
        long, short = Cm(29.7), Cm(21.0)
        section.page_width, section.page_height = (long, short) if landscape else (short, long)
        section.left_margin = section.right_margin = Cm(2)
        section.top_margin = section.bottom_margin = Cm(1.9)
        self.document.core_properties.title = for_xml(title)
        self.document.core_properties.author = "Case-file audit bot"
        self._page_numbers()

    def save(self, path: str) -> None:
        """Write it to `path`; it is finished then."""
        self._finish_tables()
        self._tables.clear()
        self.document.save(path)

    def title(self, text: str, below: str = "") -> None:
        """The document's title, and a line below it."""
        self.document.add_heading(for_xml(text), 0)
        if below:
            self.paragraph(below, grey=True)

    def heading(self, text: str, level: int = 1) -> Paragraph:
        """A heading; level 1 is a section's."""
        made: Paragraph = self.document.add_heading(for_xml(text), level)
        return made

    def paragraph(
        self, text: str, *, bold: bool = False, grey: bool = False, italic: bool = False, indent: float = 0
    ) -> Paragraph:
        """A paragraph; the text's own lines stay lines.  `indent` in centimetres."""
        made = self.document.add_paragraph()
        run = made.add_run(for_xml(text))
        run.bold, run.italic = bold, italic
        if grey:
            run.font.color.rgb = _GREY
        if indent:
            made.paragraph_format.left_indent = Cm(indent)
        return made

    def bullet(self, text: str) -> None:
        """A line of a list."""
        self.document.add_paragraph(for_xml(text), style="List Bullet")

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float] = (), *, head: bool = True
    ) -> Table:
        """A table of `rows`, the first one its head, which is repeated on every page.  `widths` in cm; or by
        what the columns hold."""
        widths = widths or column_widths(rows, self.width)
        long = head and len(rows) > _TOGETHER
        formatted = [rows[0], [""] * len(rows[0])] if long else rows
        table: Table = self.document.add_table(rows=len(formatted), cols=len(rows[0]), style="Table Grid")
        self._tables.append(_Finish(head))
        table.autofit = False
        _set_widths(table, widths)
        for number, (row, texts) in enumerate(zip(table.rows, formatted, strict=True)):
            for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                paragraph.paragraph_format.keep_with_next = number + 1 < len(rows) <= _TOGETHER
                run = paragraph.add_run(for_xml(text))
                run.bold = (head and number == 0) or (not head and place == 0)
                run.font.size = Pt(9.5)
        if long:
            self._repeat_last_row(rows[1:])
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)
        return table

    def _repeat_last_row(self, rows: Sequence[Sequence[str]]) -> None:
        """The last row of the last table with each of these texts instead: to format a cell takes ten times
        as long as to copy it."""
        table = self.document.element.body.findall(qn("w:tbl"))[-1]
        pattern = table.findall(qn("w:tr"))[-1]
        for texts in rows:
            row = deepcopy(pattern)
            for run, text in zip(row.iter(qn("w:r")), texts, strict=True):
                run.text = for_xml(text)
            table.append(row)
        table.remove(pattern)

    def chart(self, description: str, bars: Sequence[tuple[str, float, str]]) -> None:
        """Bars of (what it is of, width of 100, its figure), drawn with shaded cells, so that its words are
        words.  `description` is what it says to somebody who cannot see it."""
        table: Table = self.document.add_table(rows=len(bars), cols=_STEPS + 2)
        filled = [round(_STEPS * min(max(share, 0), 100) / 100) or int(share > 0) for _l, share, _f in bars]
        self._tables.append(_Finish(bars=tuple(map(bool, filled)), description=description))
        table.autofit = False
        _set_widths(table, (_LABEL, *(_ROOM / _STEPS for _step in range(_STEPS)), _FIGURE))
        for row, (label, _share, figure), steps in zip(table.rows, bars, filled, strict=True):
            cells = list(row.cells)
            for first, last in ((1, steps), (steps + 1, _STEPS)):
                if first <= last:
                    whole = cells[first].merge(cells[last])
                    whole.paragraphs[0].paragraph_format.space_after = Pt(0)
            for cell, text in ((cells[0], label), (cells[-1], figure)):
                cell.paragraphs[0].paragraph_format.space_after = Pt(0)
                cell.paragraphs[0].paragraph_format.keep_with_next = True
                cell.paragraphs[0].add_run(for_xml(text)).font.size = Pt(9.5)
        between = self.document.add_paragraph().paragraph_format
        between.space_after, between.keep_with_next = Pt(2), True

    @property
    def width(self) -> float:
        """Centimetres between the margins."""
        page = self.document.sections[0].page_width
        return (page.cm if page is not None else 21.0) - _ALL_MARGINS

    def _styles(self) -> None:
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = "Calibri", Pt(10.5)
        normal.paragraph_format.space_after = Pt(4)
        for name, size in (("Title", 20), ("Heading 1", 14), ("Heading 2", 11.5), ("Heading 3", 10.5)):
            style = self.document.styles[name]
            style.font.name, style.font.size, style.font.color.rgb = "Calibri", Pt(size), _INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for script in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
                fonts.attrib.pop(qn(script), None)  # the theme's font would win over the one that is named
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "en-GB")
        normal.element.get_or_add_rPr().append(language)

    def _page_numbers(self) -> None:
        footer = self.document.sections[0].footer
        footer.is_linked_to_previous = False
        footer.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph = next(footer.part.element.iter(qn("w:p")))
        paragraph.append(parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="PAGE"/>'))

    def _finish_tables(self) -> None:
        """Heads that repeat and are shaded, rows that stay whole, air above words, bars and what they say."""
        for table, finish in zip(self.document.element.body.iter(qn("w:tbl")), self._tables, strict=True):
            properties = table.find(qn("w:tblPr"))
            look = properties.find(qn("w:tblLook"))
            (look.addprevious if look is not None else properties.append)(parse_xml(_AIR))
            if finish.description:
                words = OxmlElement("w:tblDescription")
                words.set(qn("w:val"), for_xml(finish.description))
                properties.append(words)
            for number, row in enumerate(table.iter(qn("w:tr"))):
                row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
                cells = list(row.iter(qn("w:tc")))
                if finish.head and number == 0:
                    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
                    _shade(cells, _HEAD)
                if finish.bars and finish.bars[number]:
                    _shade(cells[1:2], _BAR)


def _set_widths(table: Table, widths: Sequence[float]) -> None:
    """Of the columns and of each cell: Word goes by the cells, other programs by the columns."""
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Cm(width)


def _shade(cells: Sequence[Any], colour: str) -> None:
    for cell in cells:
        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{colour}"/>')
        cell.get_or_add_tcPr().append(shade)
