"""Word documents as this bot lays them out: A4, headings, tables whose heads repeat, page numbers."""

from __future__ import annotations

from collections.abc import Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from bot.documents.texts import for_xml

_INK = RGBColor(0x1F, 0x2A, 0x44)
_GREY = RGBColor(0x55, 0x5F, 0x6D)
_HEAD = "E8ECF2"
"""The background of a table's first row."""


class WordFile:
    """A document that grows from top to bottom.  Every text goes through `for_xml`."""

    def __init__(self, title: str, *, landscape: bool = False):
        self.document: WordDocument = Document()
        self._heads: list[bool] = []
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
        self._heads.clear()
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
        """A table of `rows`, the first one its head, which is repeated on every page.  `widths` in cm."""
        table: Table = self.document.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        self._heads.append(head)
        table.autofit = not widths
        for number, (row, texts) in enumerate(zip(table.rows, rows, strict=True)):
            for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
                if widths:
                    cell.width = Cm(widths[place])
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(1)
                run = paragraph.add_run(for_xml(text))
                run.bold = (head and number == 0) or (not head and place == 0)
                run.font.size = Pt(9.5)
        self.document.add_paragraph().paragraph_format.space_after = Pt(2)
        return table

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
        """What python-docx has no names for: heads that repeat and are shaded, rows that stay whole."""
        for table, head in zip(self.document.element.body.iter(qn("w:tbl")), self._heads, strict=True):
            for number, row in enumerate(table.iter(qn("w:tr"))):
                row.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
                if head and number == 0:
                    row.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
                    for cell in row.iter(qn("w:tc")):
                        shade = parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:fill="{_HEAD}"/>')
                        cell.get_or_add_tcPr().append(shade)
