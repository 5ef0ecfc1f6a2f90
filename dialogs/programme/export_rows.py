"""An audit as rows of tables, for exports: everything that was answered and decided, under stable names.

A table's columns keep their names and their order; new ones come last.  Codes and ids are the keys, words
stand beside them.  Left out are only the bot's own doings: deliveries, readings, drafts and reminders.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from dialogs.audits.audit import Answer, Audit, PersonId
from dialogs.audits.manager_reply import Challenge, Reply, ReplyKind
from dialogs.audits.route import path_through
from dialogs.conversation.cells import cells_of, shown
from dialogs.conversation.context import number_of, reads
from dialogs.programme.comparison import stored
from dialogs.programme.given_grades import GivenAs, given_grades, overall_grades
from dialogs.programme.recommended import first_asked, recommended
from template_specs.kinds import label
from template_specs.model import Question, Template

Cell = str | int | bool | date | datetime | None
Row = Mapping[str, Cell]
NAMES_BETWEEN = "; "

AUDIT = ("audit_id", "case_ref")
"""The columns that every table begins with."""
TABLES: Mapping[str, tuple[str, ...]] = {
    "audits": (
        *AUDIT,
        *("case_type", "team", "month", "theme", "list"),
        *("form", "form_version", "form_title", "form_hash"),
        *("state", "stage", "answered", "to_answer"),
        *("auditors", "practitioner", "manager", "iro", "due"),
        *("submitted_at", "submitted_by", "given_back"),
        *("overall_initial", "overall_moderated", "overall_after_reply", "overall_final"),
        *("actions", "concerns", "manager_reply"),
    ),
    "answers": (
        *AUDIT,
        *("question", "row", "number", "question_text", "section", "kind"),
        *("revision", "stands", "asked", "code", "answer", "evidence"),
        *("answered_by", "answered_at", "remark"),
    ),
    "grades": (
        *AUDIT,
        *("question", "name", "overall", "given_as", "stage", "code", "grade"),
        *("given_by", "given_at", "reason", "counts"),
    ),
    "actions": (
        *AUDIT,
        *("action", "what", "who", "by_when", "progress", "done", "overdue", "reviewed"),
        *("recommended_at", "acknowledged_by", "acknowledged_at", "other_columns"),
    ),
    "concerns": (
        *AUDIT,
        *("concern", "raised_by", "raised_at", "sent_to", "delivered_at", "read_by", "read_at"),
        *("words", "what_happened_next"),
    ),
    "replies": (
        *AUDIT,
        *("submission", "kind", "replied_by", "replied_at", "due", "comment"),
        *("question", "challenged_code", "challenged_grade", "challenge"),
        *("answer_code", "answer_grade", "answered_by", "answered_at", "answer", "objections"),
    ),
    "notes": (*AUDIT, "note", "written_by", "written_at", "words", "placed"),
    "panels": (
        *AUDIT,
        *("panel", "stage", "question", "name", "member", "leads", "code", "grade", "reason"),
        *("given_at", "stands", "closed_at", "cut_off"),
    ),
    "second_audits": (
        *AUDIT,
        *("question", "name", "first_code", "first_grade", "second_code", "second_grade", "steps_apart"),
    ),
}
"""The columns of each table."""


@dataclass(frozen=True, slots=True)
class ExportedAudit:
    """An audit about to be exported, and what is needed to put it in words."""

    template: Template
    audit: Audit
    name: Callable[[PersonId | None], str]
    """Somebody's name; empty for nobody."""
    today: date
    answered: int
    to_answer: int

    def rows(self) -> dict[str, list[Row]]:
        """The rows of every table, by its name."""
        first: Row = {"audit_id": self.audit.id, "case_ref": self.audit.case.reference}
        made = {
            "audits": iter([self._audit()]),
            "answers": self._answers(),
            "grades": self._grades(),
            "actions": self._actions(),
            "concerns": self._concerns(),
            "replies": self._replies(),
            "notes": self._notes(),
            "panels": self._panels(),
            "second_audits": self._compared(),
        }
        return {table: [{**first, **row} for row in rows] for table, rows in made.items()}

    def _audit(self) -> Row:
        audit, template, case = self.audit, self.template, self.audit.case
        grades = {grade.given_as: grade.label for grade in overall_grades(template, audit)}
        counts = [grade.label for grade in overall_grades(template, audit) if grade.counts]
        stage = template.stage_by_id.get(audit.stage)
        replied = next((r for r in reversed(audit.replies) if r.kind is not ReplyKind.UNSENT), None)
        return {
            "case_type": case.case_type,
            "team": case.team,
            "month": case.month,
            "theme": case.theme,
            "list": case.list,
            "form": template.id,
            "form_version": template.version,
            "form_title": template.title,
            "form_hash": audit.template_hash,
            "state": audit.state.value,
            "stage": stage.title if stage is not None else "",
            "answered": self.answered,
            "to_answer": self.to_answer,
            "auditors": NAMES_BETWEEN.join(self.name(person) for person in audit.auditors),
            "practitioner": self.name(audit.practitioner),
            "manager": self.name(audit.manager),
            "iro": self.name(audit.iro),
            "due": audit.due,
            "submitted_at": audit.submitted_at,
            "submitted_by": self.name(audit.submitted_by),
            "given_back": audit.reopenings,
            "overall_initial": grades.get(GivenAs.INITIAL, ""),
            "overall_moderated": grades.get(GivenAs.MODERATED, ""),
            "overall_after_reply": grades.get(GivenAs.REPLY, ""),
            "overall_final": counts[-1] if counts else "",
            "actions": len(recommended(template, audit)),
            "concerns": len(audit.concerns),
            "manager_reply": replied.kind.value if replied is not None else "",
        }

    def _answers(self) -> Iterator[Row]:
        """Every answer ever given, the form's questions in its order; the one that stands is marked."""
        order = {question.id: n for n, question in enumerate(self.template.questions)}
        route = path_through(self.template, self.audit)
        histories = sorted(
            self.audit.history.items(), key=lambda kept: order.get(kept[0].partition("/")[0], len(order))
        )
        for key, answers in histories:
            question = self.template.by_id.get(key.partition("/")[0])
            for answer in answers:
                stands = answer is answers[-1] and not answer.removed
                yield self._answer(question, answer, stands=stands, asked=answer.question in route)

    def _answer(self, question: Question | None, answer: Answer, *, stands: bool, asked: bool) -> Row:
        section = self.template.section_by_id[question.section].title if question is not None else ""
        words = answer.passage.text if answer.passage is not None else ""
        said, code = "", answer.value
        if question is None:
            said = ""
        elif question.kind.in_rows:
            cells = cells_of(answer)
            said = NAMES_BETWEEN.join(
                f"{column.label}: {shown(column, cells[column.id])}"
                for column in question.columns
                if cells.get(column.id)
            )
            code, words = json.dumps(cells, ensure_ascii=False, sort_keys=True), ""
        elif question.kind.in_words:
            said, words = words, ""
        else:
            said = reads(question, answer)
            words = "" if question.identity else words
        return {
            "question": answer.question,
            "row": answer.key.partition("/")[2],
            "number": number_of(question) if question is not None else "",
            "question_text": question.text if question is not None else "",
            "section": section,
            "kind": question.kind.code if question is not None else "",
            "revision": answer.revision,
            "stands": stands,
            "asked": asked,
            "code": ",".join(code) if isinstance(code, tuple) else code if not isinstance(code, dict) else "",
            "answer": said,
            "evidence": words,
            "answered_by": self.name(answer.by),
            "answered_at": answer.at,
            "remark": "removed" if answer.removed and not answer.thin else answer.thin,
        }

    def _grades(self) -> Iterator[Row]:
        for grade in given_grades(self.template, self.audit):
            yield {
                "question": grade.question.id,
                "name": grade.question.name,
                "overall": self.template.is_overall(grade.question),
                "given_as": grade.given_as.value,
                "stage": grade.stage,
                "code": grade.code,
                "grade": grade.label,
                "given_by": self.name(grade.by),
                "given_at": grade.at,
                "reason": grade.passage.text if grade.passage is not None else "",
                "counts": grade.counts,
            }

    def _actions(self) -> Iterator[Row]:
        for action in recommended(self.template, self.audit):
            read = next((a for a in reversed(self.audit.acknowledgements) if a.subject == action.key), None)
            named = ("what", "who", "by_when", "progress")
            others = {c.label: action.shown(c) for c in action.question.columns if c.part not in named}
            filled = {column: cell for column, cell in others.items() if cell}
            yield {
                "action": action.key,
                "what": action.cell("what"),
                "who": action.cell("who"),
                "by_when": action.by_when,
                "progress": action.progress,
                "done": action.done,
                "overdue": action.overdue(self.today),
                "reviewed": action.reviewed,
                "recommended_at": first_asked(self.audit, action.key),
                "acknowledged_by": self.name(read.by if read is not None else None),
                "acknowledged_at": read.at if read is not None else None,
                "other_columns": NAMES_BETWEEN.join(f"{c}: {cell}" for c, cell in filled.items()),
            }

    def _concerns(self) -> Iterator[Row]:
        for concern in self.audit.concerns:
            yield {
                "concern": concern.id,
                "raised_by": self.name(concern.by),
                "raised_at": concern.at,
                "sent_to": NAMES_BETWEEN.join(self.name(person) for person in concern.sent_to),
                "delivered_at": concern.delivered_at,
                "read_by": self.name(concern.acknowledged_by),
                "read_at": concern.acknowledged_at,
                "words": concern.passage.text,
                "what_happened_next": "\n".join(outcome.passage.text for outcome in concern.outcomes),
            }

    def _replies(self) -> Iterator[Row]:
        """A row for each reply that was sent; for each challenge and each answer to it, where there are."""
        for reply in self.audit.replies:
            if reply.kind is ReplyKind.UNSENT:
                continue
            first: Row = {
                "submission": reply.submission + 1,
                "kind": reply.kind.value,
                "replied_by": self.name(reply.by) if reply.kind is not ReplyKind.NONE else "",
                "replied_at": reply.at,
                "due": reply.due,
                "comment": reply.comment.text if reply.comment is not None else "",
            }
            yield from ({**first, **row} for row in self._challenges(reply))

    def _challenges(self, reply: Reply) -> Iterator[Row]:
        if not reply.challenges:
            yield {}
        for challenge in reply.challenges:
            made: Row = {
                "question": challenge.question,
                "challenged_code": challenge.grade,
                "challenged_grade": self._grade(challenge, challenge.grade),
                "challenge": challenge.passage.text,
            }
            for answer in challenge.answers:
                yield {
                    **made,
                    "answer_code": answer.grade,
                    "answer_grade": self._grade(challenge, answer.grade),
                    "answered_by": self.name(answer.by),
                    "answered_at": answer.at,
                    "answer": answer.passage.text,
                    "objections": "\n".join(objection.passage.text for objection in answer.objections),
                }
            if not challenge.answers:
                yield made

    def _grade(self, challenge: Challenge, code: str) -> str:
        question = self.template.by_id.get(challenge.given)
        return label(question, code) if question is not None else code

    def _notes(self) -> Iterator[Row]:
        for note in self.audit.notes:
            yield {
                "note": note.id,
                "written_by": self.name(note.by),
                "written_at": note.at,
                "words": note.passage.text,
                "placed": note.settled,
            }

    def _panels(self) -> Iterator[Row]:
        """Every grade of the panels that were closed, replaced ones included; of one that is open, or was cut
        off before that, nobody is shown any."""
        for number, panel in enumerate(self.audit.panels, 1):
            for grade in panel.given if panel.closed_at is not None else ():
                question = self.template.by_id.get(grade.question)
                yield {
                    "panel": number,
                    "stage": panel.stage,
                    "question": grade.question,
                    "name": question.name if question is not None else "",
                    "member": self.name(grade.by),
                    "leads": grade.by == panel.lead,
                    "code": grade.grade,
                    "grade": label(question, grade.grade) if question is not None else grade.grade,
                    "reason": grade.why.text,
                    "given_at": grade.at,
                    "stands": panel.grades_of(grade.by).get(grade.question) is grade,
                    "closed_at": panel.closed_at,
                    "cut_off": panel.cut_off.value if panel.cut_off is not None else "",
                }

    def _compared(self) -> Iterator[Row]:
        """What this audit and the blind second one of the case both graded, once the two were compared."""
        for both in () if self.audit.second_of else stored(self.audit.compared):
            question = self.template.by_id.get(both.question)
            grades = {
                "first_grade": label(question, both.first) if question is not None else both.first,
                "second_grade": label(question, both.second) if question is not None else both.second,
            }
            yield {
                "question": both.question,
                "name": question.name if question is not None else "",
                "first_code": both.first,
                "second_code": both.second,
                "steps_apart": both.apart(question) if question is not None else None,
                **grades,
            }
