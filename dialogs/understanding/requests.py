"""Commands as people word them: "save and exit", "go back to chronology", "go to 2.10 and then pause".

A line is a command here only as a whole: nothing of it may be left over, so that no evidence is taken for one.
"""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.conversation.command import Command
from dialogs.conversation.context import TurnContext
from dialogs.conversation.pending import AwaitingCell, LastYes
from dialogs.conversation.position import in_hand, target
from dialogs.features.briefing import ShowNotes
from dialogs.features.enquiries import Enquire, Topic
from dialogs.features.in_turn import InTurn
from dialogs.features.navigation import GoBack, GoOn, GoTo, ShowCard, Skip
from dialogs.features.pausing import Pause
from dialogs.features.sections import ShowWhere
from dialogs.features.submission import ReadBack, SubmitStage
from dialogs.understanding.speech import Line, line_of
from template_specs.kinds import beginning

_AND = re.compile(
    r"\b(?:n|nd|an)(?= (?:exit|close|quit|pause|stop|leave|save|continue|submit|go|finish|log)\b)"
)
"""As "and" is typed in a hurry."""
MOST = 12
"""Words: a longer line is no command."""

_POLITE = re.compile(
    r"^(?:(?:please|pls|plz|ok|okay|right|so|oh|hi|hello|hey|sorry|now|and|then|just|actually|yes|no|well|um|"
    r"thanks|cheers|can you|could you|would you|will you|can we|could we|shall we|can i|could i|may i|might i|"
    r"i want to|i wanna|i need to|i have to|ive got to|i got to|i gotta|i would like to|i would rather|"
    r"id like to|id rather|im going to|im gonna|i am going to|i will|ill|let me|let us|lets|we should|"
    r"i think i will|i think ill|i think we should|i think we can|how do i|how can i|how do you|"
    r"time to|ready to|want to|need to|possible to|is it possible to|is it ok to|let you) )+(?=\w)"
)
_AFTER = re.compile(
    r"(?: (?:please|pls|plz|(?<!for )now|thanks|thank you|ta|cheers|then|for me|if you can|if possible|if thats ok|"
    r"if thats okay|mate|love|ok|okay|instead|first|again|straight away|quickly|quick))+$"
)
_LATER = r"(?:later|for now|until later|till later|at the end|another time|in a bit|when i can|tomorrow|next time|after)"
_IT = r"(?:it|this|that|this one|that one|this question|that question|the question|the one|one)"
_TODAY = r"(?:today|now|tonight|the day|this evening|this morning|the moment|a bit|a while|a minute|lunch)"
_AUDIT = r"(?:the |this |my )?(?:whole )?(?:audit|form|thing)"

_WORDED: tuple[tuple[re.Pattern[str], Command], ...] = tuple(
    (re.compile(rf"^(?:{pattern})$"), command)
    for pattern, command in (
        (
            rf"(?:save and |save then )?(?:exit|quit|close|log ?(?:off|out)|leave|sign (?:off|out))(?: {_AUDIT})?"
            rf"|save and (?:stop|pause|finish)(?: (?:here|later|for {_TODAY}|{_LATER}))?"
            rf"|(?:stop|pause|leave|leave it|park it|park this|finish|break|done|finished|that is it|thats it|thats all|enough|call it a day)"
            rf" (?:here|there|here {_LATER}|for {_TODAY}|{_LATER})(?: (?:and )?(?:back|will be back|continue|finish|carry on|come back) .*)?"
            rf"|(?:im |i am |ive )?(?:done|finished|off|out)(?: here)? for {_TODAY}(?: .*)?"
            rf"|call it a day|call it quits|(?:shut|close|wrap) (?:it|this|that|things) (?:down|up)(?: (?:here|for {_TODAY}|{_LATER}))?|log me (?:out|off)"
            rf"|(?:let me )?(?:finish|do|complete) (?:this|it|the rest|that) (?:at home|at work|in the office)(?: .*)?|(?:take|have|need|taking|having) a (?:break|rest|pause)|(?:do|finish|complete|continue) (?:the rest|it|this|this audit|the audit) (?:later|tomorrow|another time|next week)"
            rf"|(?:stop|pause)(?: {_AUDIT})?|save and (?:come back|continue|finish|do the rest|carry on) (?:later|tomorrow)",
            Pause(),
        ),
        (
            rf"skip|skip (?:{_IT}|ahead|to the next(?: one)?|past {_IT}|over {_IT})(?: {_LATER})?|pass(?: on {_IT})?|skip {_LATER}"
            rf"|(?:come|go|get|coming|going) back to {_IT}(?: {_LATER})?|(?:do|answer|leave|fill in|park|finish|return to) {_IT}(?: blank| empty| open| out)? {_LATER}"
            rf"|(?:leave|miss|park|pass) (?:that|this|the) (?:one|question|bit)(?: out)?(?: {_LATER})?|skip {_IT} {_LATER}"
            rf"|(?:leave|keep) {_IT} (?:blank|empty|open|unanswered|out)|(?:idk|dunno|not sure|dont know|no idea|unsure) (?:skip|pass|next)(?: {_IT})?"
            rf"|(?:later|not now|move past {_IT}|next question|the next question|next one|another question)",
            Skip(),
        ),
        (
            r"next|save and (?:continue|next|carry on|go on|move on)|next (?:page|section|bit|part|please)|"
            r"(?:move|carry|go) on|keep going|proceed|continue on|onwards|forward|move (?:me )?(?:along|on|forward)|(?:give|show|send|ask)(?: me)? (?:the )?next(?: (?:one|question|page|bit))?|(?:to )?the next (?:page|section)|"
            r"go to (?:the )?next(?: page| section)?|continue to (?:the )?next(?: page| section)?",
            GoOn(),
        ),
        (
            r"(?:go |step |take me |move )?back(?: (?:a|one) (?:page|step|question)| one| a bit| to (?:the )?(?:previous|last)(?: page| one| question| section)?| (?:a|one) (?:sec|second|bit|moment|minute|tick))?|"
            r"(?:go to )?(?:the )?previous(?: (?:page|question|one|section))?|page before|the page before|undo page|prev",
            GoBack(),
        ),
        (
            r"(?:im |i am |ive |i have |we are |were |all )?(?:finished|done|complete|completed|all done|all finished)(?: (?:everything|it all|all of it|here|the audit|this audit|with (?:it|the audit|this audit)))?"
            rf"|thats (?:it|all|everything|me done|me finished|the lot)|that is (?:it|all|everything)|nothing (?:else|more)"
            rf"|(?:submit|send|hand in|finish|complete|close|finalise|finalize|sign off)(?: (?:it|this|{_AUDIT}))?(?: (?:in|off|to (?:the |my )?manager|to \w+|and submit))?|finish and submit|ready to (?:submit|send)",
            SubmitStage(),
        ),
        (
            r"(?:show|read|check|see|review|view|let me see|look at|list)(?: (?:me|back|over|through))*(?: (?:it|all|everything|my|the|of|what i have|what ive|answers?|so far|audit|back|over|through|written|said|put|done))*"
            r"|(?:my|all my|the) answers(?: so far)?|what (?:have|did) (?:i|we) (?:said|say|put|written|write|answered|answer|done|do)(?: so far| already| up to now| until now)?"
            r"|read ?back|summary so far|overview so far|what ive (?:said|put|written|answered|done)(?: so far)?",
            ReadBack(),
        ),
        (
            r"(?:show|see|open|post|bring|get|display)(?: me)?(?: up)? (?:the |this |my )?(?:card|page|form|boxes)(?: again| up)?|(?:the )?(?:card|form|page) again",
            ShowCard(),
        ),
        (
            r"(?:show|read|see|open)(?: me)? (?:the |my )?notes(?: again)?|(?:the )?notes again|(?:the )?look ?back(?: period)?|"
            r"how far (?:back )?(?:do|should|must|does|shall|will|can) (?:i|we|it|this|the audit|this audit) (?:look|go)(?: back)?|"
            r"what(?: i)?s the look ?back(?: period)?|what period (?:do|should|must) (?:i|we) look at",
            ShowNotes(),
        ),
        (
            r"where (?:am|was|were|are) (?:i|we)(?: (?:up to|now|at|again|got to|in this|in the audit))*|where did (?:i|we) (?:get to|stop|leave off|leave it|get up to)|"
            r"whereabouts (?:am|are|was) (?:i|we)|which (?:question|page|section|one) (?:am i|are we|is this|is it|was it|are we on|am i on)(?: on| at)?",
            ShowWhere(),
        ),
        (
            r"(?:whats|what is|what comes|what do i do|what do you want|what) (?:next|now)(?: then)?|what question|"
            r"(?:repeat|say|ask|show)(?: me)? (?:that|it|this|the question|again)(?: again| once more)?|(?:come again|repeat|again)",
            Enquire(Topic.HERE),
        ),
        (r"save(?: (?:it|this|that|everything|all|my (?:work|answers|progress)))?", Enquire(Topic.SAVED)),
        (
            r"(?:help(?: me)?(?: out)?|i need help|need help|help with this|what can i (?:do|type|say|ask|write)(?: here)?|(?:list )?commands|options|menu|instructions|"
            r"what are (?:the|my) (?:options|commands)|how does (?:this|it|the bot) work|how do i (?:use|work|do) (?:this|it)|what do i (?:do|type)(?: here)?|"
            r"(?:im |i am )?(?:stuck|lost|confused|totally lost|a bit lost|a bit stuck)|how to)",
            Enquire(Topic.HELP),
        ),
    )
)
_START = re.compile(
    r"^(?:(?:go |take me |jump |get |move |start )?(?:back )?(?:to |from )?(?:the )?(?:very )?(?:start|beginning|top|first (?:page|question|one))"
    r"(?: again| over)?|start (?:again|over)(?: from the (?:start|beginning|top))?)$"
)
_END = re.compile(
    r"^(?:(?:go|skip|jump|take me|move|get) (?:straight |right |ahead )?(?:to |on to )?)(?:the )?(?:very )?(?:end|last (?:page|question|one|section)|bottom)$"
)
_CARRY_ON = re.compile(
    r"^(?:carry on|continue|resume|pick up|go on|start|back)(?: (?:from )?where (?:we|i) (?:left off|left it|stopped|were|was|got to)| the audit| this audit| with (?:it|the audit))?$"
    r"|^(?:im |i am )back(?: now| again)?$|^ready(?: to (?:go on|continue|carry on|start))?(?: now)?$"
)
_PLACE = re.compile(
    r"^(?:(?:(?:go|take me|jump|skip|move|switch|get|turn|return|come|bring me|send me|head)(?: me)? (?:back |on |over |straight |ahead |forward )?(?:to|onto)"
    r"|goto|go|back to|return to|(?:show me|show|open|look at|display|pull up|bring up|load|fetch|get me)(?: again)?|(?:do|answer) (?=(?:section|question|\d))|on to|onto|to)"
    r"(?: the| my)? )?(?P<place>(?P<kind>(?:section|question|part|item|number|no|page|qu|q)s? )?.+?)(?: (?:section|question|part|bit|one|page|questions))?(?: again| now| first)?$"
)
_AND_THEN = re.compile(r"\s*(?:,|;|\.\s|\band then\b|\bthen\b|\band\b|&|\+)\s*", re.IGNORECASE)


def _is_done(context: TurnContext, words: str) -> bool:
    """Whether "all complete" or "yes done" may be the answer to the question in hand."""
    place = in_hand(context)
    if place is None or isinstance(context.conversation.pending, LastYes):
        return False
    first = beginning(place, words.split(" ")[0], context.turn.today)
    if first is not None and not place.kind.in_words and len(words.split()) > 1:
        return True
    asked = set(line_of(f"{place.name} {place.text}").words)
    return bool({word for word in words.split() if len(word) > 4} & asked)


def wished(context: TurnContext, text: str) -> Command | None:
    """The command that the whole of `text` is; None where it is none, or may be something else."""
    line = line_of(text)
    if not line.words or len(line.words) > MOST or "\n" in text.strip():
        return None
    return _one(context, line) or both_wished(context, text)


def both_wished(context: TurnContext, text: str) -> Command | None:
    """Two commands in one line ("go to 2.10 and then pause"); None where either part is none."""
    if len(line_of(text).words) > MOST or "\n" in text.strip():
        return None
    parts = [part for part in _AND_THEN.split(text) if part.strip()]
    if len(parts) != 2:
        return None
    first, second = (_one(context, line_of(part)) for part in parts)
    return InTurn((first, second)) if first is not None and second is not None else None


def _one(context: TurnContext, line: Line) -> Command | None:
    plain = _AND.sub("and", line.plain)
    asked = bare(plain)
    for words in dict.fromkeys((plain, asked)):
        if _is_answer_here(context, words):
            return None
        for pattern, command in _WORDED:
            if pattern.match(words):
                return None if isinstance(command, SubmitStage) and _is_done(context, plain) else command
        if _CARRY_ON.match(words):
            return GoOn() if words in ("continue", "go on", "carry on") else ShowCard()
        if _START.match(words) and context.route.questions:
            return GoTo(context.route.questions[0].id)
        if _END.match(words) and context.route.questions:
            return GoTo(context.route.questions[-1].id)
    return _place(context, asked, line)


def bare(plain: str) -> str:
    """A line without the courtesies around its wish."""
    return _AFTER.sub("", _POLITE.sub("", plain))


def _place(context: TurnContext, words: str, line: Line) -> Command | None:
    """A place to go to: named with a verb, as a section or question, or by a title alone."""
    place = _PLACE.match(words)
    if place is None:
        return None
    said = place["place"]
    verb = place.start("place") > 0
    if verb or place["kind"]:
        for name in (said, _without_kind(said)):
            there = target(context, name)
            if there:
                return GoTo(name)
        return None
    titles = {s.title.casefold() for s in context.template.sections}
    return GoTo(words) if words in titles and target(context, words) else None


def _without_kind(said: str) -> str:
    return re.sub(r"^(?:section|question|part|item|number|no|page|qu|q)s? ", "", said)


def _is_answer_here(context: TurnContext, words: str) -> bool:
    """Whether `words` fill a cell of the row that is being typed, where almost any word may stand."""
    pending = context.conversation.pending
    return isinstance(pending, AwaitingCell) and bool(pending.cells) and words in ("later", "today")
