"""What kind of line somebody typed: words about a child and a file, or words to the bot.

Told apart by how a line is built, not by lists of what people have said: its first words, whether it has a
verb turned round ("is it"), whom it speaks to, and whether anything is left of it besides greetings, nods and
the small words between them.  A long line is content, whatever it begins with.
"""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from dialogs.features.small_talk import Tone
from template_specs.text import clean, legible


class Speech(StrEnum):
    """What a line is."""

    CONTENT = "content"
    """It may be about the child and the file."""
    TALK = "talk"
    """A greeting, a nod, thanks, a sign: nothing in it can be about a child."""
    TO_BOT = "to the bot"
    """A question, or a wish about the audit itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """A typed line, taken apart once."""

    text: str
    words: tuple[str, ...]
    """In lower case, without apostrophes; "1.2" is one word."""

    @property
    def plain(self) -> str:
        """The words with a space between each."""
        return " ".join(self.words)

    @property
    def marked(self) -> bool:
        """It ends with a question mark."""
        return self.text.rstrip(" !.\"')").endswith("?")


_GOES_ON = re.compile(r"\?\W+\w+\W+\w+")
"""Words that follow a question."""
_ME = re.compile(r"\b(?:i|im|ill|ive|me|you|u|your)\b")
LONGEST_ASKED = 16
"""Words: what is longer and begins like a question is an account of something."""

_WORD = re.compile(r"[^\W_]+(?:\.[0-9]+)*")
_LAUGHTER = re.compile(r"a?(?:ha|he|hee|lo)+[hl]*")
_REPEATED = re.compile(r"(\w)\1+")
_BETWEEN = re.compile(r"(?<=\w)'(?=\w)")

_TONES: dict[Tone, frozenset[str]] = {
    tone: frozenset(words.split())
    for tone, words in {
        Tone.THANKS: (
            "thanks thank thankyou thx thanx tx ty ta cheers ace appreciated appreciate grateful diolch fawr"
        ),
        Tone.GREETING: (
            "hi hiya hello hey heya morning afternoon evening shwmae helo bore prynhawn noswaith yalright howdo"
        ),
        Tone.PARTING: ("night nite bye goodbye goodnight weekend farewell hwyl tara tatty ttfn laters dash"),
        Tone.WAITING: (
            "brb bbl afk hang hold wait waiting moment sec secs second minute minutes mins min "
            "typing thinking phone lunch coffee tea doorbell interrupted busy break ringing"
        ),
        Tone.UNSURE: ("sure unsure idk dunno know idea clue maybe perhaps possibly dno"),
        Tone.SORRY: ("sorry apologies oops whoops ooops soz pardon ignore"),
        Tone.NOD: (
            "ok okay okey k kk great brilliant lovely perfect super fab fabulous fantastic wonderful "
            "nice cool amazing right yes yep yeah yup y no nope nah n fine noted understood gotcha "
            "alright welcome agreed lol haha hehe hmm hm um erm ah oh wow yay phew ugh please pls "
            "plz true absolutely definitely exactly indeed correct sound sorted fair argh gosh "
            "blimey ffs omg grand champion smashing aye okey dokey spot iawn ie"
        ),
    }.items()
}
"""A word of any of these makes a line small talk, where all its other words are small too."""
_SOCIAL = frozenset().union(*_TONES.values())
_SMALL = frozenset(
    """
    a about actually again all always am an and any anything are as at back be been bit but can cant could day
    did do done dont else enough everyone everything finished finishing for from get getting go going gone good
    got had happy has have havent haven here how i id if ill im in is it its ive just later like little look
    looking looks lot made makes mate may me mean meant message mind mistake more much my need nearly not
    nothing now of off on one only out over person pretty quick quite really reading said same say seems should
    so some somebody someone something soon still take tbh team than that thats the them then there these they
    thing things think this those to today tomorrow too totally us very was wasnt we well were what whatever
    when will with work works would writing wrong yet you your youve hope hoping
    gotta gonna give love duck pal da yn mawr dda run
    youre patience point check checking busy bear let brew call tired shattered knackered ages long hard tough
    """.split()  # noqa: SIM905 (a list of words reads better as words)
)
"""Words that stand between: a line of these alone says nothing of a child."""
MOST_TALK = 14
"""Words."""

_WH = r"(?:who|whos|whose|whom|what|whats|wot|wots|wat|when|whens|where|wheres|why|whys|how|hows|which)"
_AUX = (
    r"(?:is|are|am|was|were|do|does|did|can|could|should|shall|would|will|may|might|must|has|have|had|isnt|"
    r"arent|wasnt|dont|doesnt|didnt|cant|couldnt|shouldnt|wouldnt|wont|havent|hasnt|r)"
)
_AUX_FIRST = (
    r"(?:is|are|am|was|were|do|does|did|can|could|should|shall|would|will|may|must|has|have|isnt|arent|dont|"
    r"doesnt|didnt|cant|wont|havent|hasnt|r)"
)
_ONE = (
    r"(?:i|we|you|u|it|this|that|these|those|they|he|she|there|the|my|your|our|anyone|anybody|someone|"
    r"somebody|everyone|anything|everything|any|all|both)"
)
_LEAD = re.compile(
    r"^(?:(?:ok|okay|right|so|and|but|also|oh|er|um|hmm|well|sorry|hi|hello|hey|please|pls|plz|quick|question|"
    r"just|now|actually|wait|btw|fyi|ps|one|more|thing|sorry to ask|excuse me|thanks|cheers|ta|yes|no|yeah) )+"
    r"(?=\w)"
)
_QUESTION = re.compile(
    rf"^{_WH}(?: \w+){{0,3}}? {_AUX} {_ONE}\b"
    r"|^(?:what|who|when|where|why|how|which) (?:would|should|could|can|do|does|did|will) \w+"
    r"|^(?:whats|whos|whens|wheres|whys|hows|wots)\b"
    r"|^(?:will|can|could|would|should|do|does|did|is|are|has) (?:the |my |our |both |any )?(?:mum|dad|mother|father|parents?|"
    r"family|child|worker|manager|auditor|iro|school|social worker|sw|team|council|grade|audit|system) \w+"
    rf"|^{_WH}s? (?:happens|happen|comes|about|if|else|next|now|then|many|much|long|far|soon|often|to)\b"
    rf"|^{_AUX_FIRST} {_ONE}\b"
    r"|^(?:any (?:idea|ideas|chance|way|tips|advice|news|help|update)|is there|are there|anyone|anybody|"
    r"(?:i )?(?:was )?(?:just )?wonder(?:ing)?|tell me|remind me|explain|define|meaning of|definition of|"
    r"not sure (?:what|how|where|if|whether|which|why|who|when|about this|i)|"
    r"(?:i )?(?:still )?(?:dont|do not|didnt|cant) (?:quite |really )?(?:know|understand|get|follow|remember) "
    r"(?:what|how|where|if|why|which|who|when|this|that|it|the|any|your)|confused|(?:im |i am )?(?:a bit |"
    r"totally |so )?(?:confused|lost|stuck)|curious)\b"
    rf"|^{_WH} (?:\w+ ){{0,3}}(?:left|due|mean|means|for)$"
    rf"|^{_WH}(?: \w+){{0,2}} (?:do|does|can|could|should|would|shall) \w+ \w+"
    r"|^(?:wdym|do you mean|does (?:that|this|it) count|if .* does (?:that|this|it) count)\b"
)
_SHORT_QUESTION = re.compile(rf"^{_WH}\b")
_WISHING = re.compile(
    r"^(?:(?:can|could|would|will|may|might) (?:you|u|i|we|someone|somebody|anyone)\b"
    r"|lets?\b (?:me|us|go|do|move|skip|leave|start|stop|finish|see|try|come|get|pause)\b"
    r"|(?:i|we) (?:(?:really|just|also|still|do|now|only|think|guess) )*(?:need|want|wanna|wish|prefer|hope|have "
    r"to|had to|got to|gotta|would like|would rather|d like|should (?:go|be|stop|have|probably)|must (?:go|"
    r"dash|stop|leave)|will (?:do|come|be|finish|get|have|go|try|leave|carry|send|ring|call|ask|check|look|"
    r"return|pick|fill|answer|add|sort)|am (?:going|off|done|finished|in|on|at|not|driving|about|back|stuck|"
    r"lost|here|confused|away)|might|cant (?:do|type|use|submit|log|save|finish|concentrate|stay|talk)|didnt "
    r"mean|did not mean|dont (?:want|like|need|have time|think i|think this|see the point|mind)|made a|"
    r"pressed|clicked|typed|meant|forgot|hit the wrong|accidentally|already (?:did|answered|told|said|sent|"
    r"gave|put|typed|filled)|keep (?:getting|pressing|typing)|thought (?:i|this was a)|just (?:did|sent|"
    r"answered|told|said|typed)|have (?:already )?(?:finished|done (?:this|that|it|all|with)|answered|"
    r"submitted|to|a meeting|a visit|no idea|no clue|no time))\b"
    r"|(?:im|ive|id|ill) (?:(?:just|also|really|so|still|a bit|now) )*(?:need|want|like|rather|do|come|be|"
    r"finish|get|have|go|going|gonna|off|done|finished|in|on|at|not|driving|about|back|stuck|lost|here|"
    r"confused|away|already|just|made|pressed|typed|forgotten|forgot|got to|had to|tired|leave|try|send|ring|"
    r"call|ask|check|look|return|pick|fill|answer|add|sort|carry|afraid|hoping|trying|struggling|running|"
    r"late|sorry|happy to|unable)\b"
    r"|(?:please|pls|plz)\b(?=(?: \w+){0,8}$)"
    r"|(?:thank|thanks|cheers|hi|hiya|hello|hey|sorry|apologies|haha\w*|lol|ugh|argh|phew|yay|morning|bear with)\b(?=(?: \w+){0,7}$)"
    r"|(?:got|just|off|gotta|going|popping|nipping|back) (?:to|off|out|in|grabbing|getting|popping|nipping|having|doing|taking|making) (?:\w+ ?){0,6}$"
    r")"
)
_VERBS = (
    r"(?:show|tell|give|go|get|open|start|begin|continue|carry|resume|skip|save|send|submit|undo|delete|remove|"
    r"change|edit|correct|amend|move|put|print|email|mail|export|download|remind|extend|stop|cancel|exit|quit|"
    r"close|log|finish|pause|help|explain|list|search|find|look|translate|read|check|repeat|restart|clear|"
    r"reset|copy|review|shut|dump|chuck|park|add|take|leave|ignore|scrap|scratch|forget|come|return|jump|switch|turn|make|set|let|keep|"
    r"hold|say|write|fill|do|dont|reassign|swap|share|forward|withdraw|reopen|scroll|pass|park|disregard|bin|"
    r"wipe|redo|retract|replace|rewind|flip|step|put|bring|pull|load|display|view|see|refresh|close|answer|"
    r"mark|record|assign|transfer|pick)"
)
_OURS = (
    r"(?:audits?|questions?|answers?|sections?|forms?|pages?|lists?|deadlines?|cards?|extension|reminders?|"
    r"last|first|next|previous|rows?|screen|start|beginning|end|top|overview|menu|chat|conversation|"
    r"grades?|due date|responses?|entry|entries|actions?|one|bit|part)"
)
_IMPERATIVE = re.compile(
    rf"^get rid of\b|^{_VERBS} (?:ahead|along|down)\b|^{_VERBS} (?:(?:it|this|that|these|those|them|me|us|everything|all)\b|(?:back|on|off|out|up|over)\b|"
    rf"(?:to |at |for |with |from |through )?(?:the |my |this |that |an? |another )?{_OURS}\b|"
    r"(?:to|for) (?:the )?\d|\d|for (?:today|now|tonight|the day)|later|again|please$|now$)"
)
_THIS = re.compile(
    r"^(?:that|this|it|the last one|last one|my last (?:one|message|answer)|the last (?:message|answer|bit)|"
    r"previous one)(?: last)?(?: one| bit| message| answer| grade)? (?:was|is|wasnt|isnt|should|goes|belongs|needs|shouldnt|must|meant) "
    r"(?:\w+ )?(?:meant|for|about|wrong|not|to|supposed|go|have|be|under|at|intended|a mistake|by mistake)\b"
    r"|^(?:that|this)s (?:not|wrong|for|a mistake)\b|^wrong (?:one|question|box|child|case|audit|section|chat)\b"
    r"|^not (?:that|this|you|for you|here|what i (?:meant|said|typed))\b|^(?:by )?(?:mistake|accident)$"
)
_APPARATUS = re.compile(
    r"\b(?:bot|chatbot|button|buttons|keyboard|wifi|undo|typo|"
    r"(?:this|next|previous|last|that|another|same|first|which|each|every|any) (?:question|section|page|card)|"
    r"(?:my|last|previous|that|an?other) (?:answers?|audits?)|questions? (?:left|again|please|before)|due date|"
    r"(?:this|whole|entire|your) (?:audit|form|app|thing|chat)|audit (?:list|form|deadline)|deadline|"
    r"come back to (?:this|it|that)|later on today|(?:press|pressed|click|clicked|tap|tapped) (?:the|it|on|send|save))"
    r"\b"
)
_YOU = re.compile(r"\b(?:you|u|your|ur|youre|youve|youll|yourself|yours)\b")
_ANYBODY = re.compile(
    r"\byou (?:can|could|get|see|feel|would|cant|cannot|dont|do not|know|have to|need to)\b"
)
"""You as anybody: "you can follow her story from birth"."""
_TOLD_TO = re.compile(
    r"\b(?:said|says|say|saying|told|tells|tell|asked|asks|wrote|writes|written|replied|feels|felt|quote|quoted|"
    r"letter|texted|words|shouted|screamed|answered|stated|states|reported|described|commented|thank)\b"
)
_AMISS = re.compile(
    r"^(?:that|this|it|thats) (?:was |is |)(?:all |totally |just )?(?:wrong|not right|a mistake|a typo)$"
    r"|^(?:(?:oops|whoops|ah|argh|sorry) )*wrong (?:one|question|box|child|case|audit|section|chat|button|file)$"
)
"""Something is wrong, and not what."""
_SOON = (
    r"(?:(?:in (?:a )?(?:\d+|few|couple|bit|sec|second|min|mins|minute|minutes|moment|while|hour|half)|at (?:\d+|half|noon|lunch)|"
    r"after (?:lunch|tea|this|school|my|the)|by \d+|soon|shortly|later|tomorrow|tonight|on (?:mon|tues|wednes|thurs|fri)day)(?: \w+){0,3})"
)
_ERRAND = (
    r"(?:(?:a |an |the |my |another |next |do |get |pick up |collect )*(?:meeting|conference|icpc|court|visit|visits|lunch|tea|"
    r"dinner|brew|home|bed|work|school|nursery|gym|dentist|doctors|appointment|supervision|call|phone|school run|run|kids|children))"
)
_AWAY = re.compile(
    rf"^(?:(?:ill be|i will be|ill|im|be|will be|should be) )?(?:right )?(?:back|bbs|brb) {_SOON}$"
    rf"|^(?:(?:sorry|ok|right|just|so|really) )*(?:(?:i|ive|ill|im|we|weve) )?(?:(?:have|need|needs|got|gotta|must|had|better|will|going|to|should) )+"
    rf"(?:go|dash|run|shoot|fly|leave|nip out|pop out|log off|be off|be going)(?: now| out| off| soon)?(?: to)?(?: {_ERRAND})?(?: back {_SOON})?$"
    rf"|^(?:(?:sorry|ok|right|just|so) )*(?:(?:im|i am) )?(?:off|leaving|going|nipping|popping|gone)(?: out| off)?(?: now| soon)?(?: (?:to|for|into) {_ERRAND})(?: (?:now|back {_SOON}))?$"
)
"""That somebody goes, or will be back: "off to conference back at 2"."""
_QUOTED = re.compile(r"[\"“”«»]|(?:^|\s)['‘’]\w")
MOST_TO_BOT = 20
"""Words: what is longer is not for the bot, unless a question mark ends it."""


@lru_cache(maxsize=256)
def line_of(text: str) -> Line:
    """`text` taken apart."""
    read = legible(clean(text)).casefold()
    return Line(read, tuple(_WORD.findall(_BETWEEN.sub("", read))))


@lru_cache(maxsize=256)
def speech(text: str) -> Speech:
    """What `text` is."""
    line = line_of(text)
    if not line.words:
        return Speech.TO_BOT if "?" in line.text else Speech.TALK
    if len(line.words) > MOST_TO_BOT:
        return Speech.CONTENT
    if asks(line):
        return Speech.TO_BOT
    if is_away(line):
        return Speech.TALK
    if _AMISS.match(line.plain):
        return Speech.TO_BOT
    if is_talk(line):
        return Speech.TALK
    return Speech.TO_BOT if wishes(line) else Speech.CONTENT


def is_talk(line: Line) -> bool:
    """Whether nothing is left of a line besides greetings, nods, and the words between."""
    words = line.words
    if len(words) > MOST_TALK or line.marked:
        return not words
    # "Good" alone is a grade, and "nothing" may be an answer.
    words = tuple(_squeezed(w) for w in words)
    return all(w in _SOCIAL or w in _SMALL for w in words) and (
        any(w in _SOCIAL for w in words) or len(words) > 2
    )


def is_away(line: Line) -> bool:
    """Whether it says no more than that its writer leaves, or comes back soon."""
    return _AWAY.match(line.plain) is not None and "\n" not in line.text.strip()


def _squeezed(word: str) -> str:
    """ "ahhh" as "ah", "hahaha" as "haha"."""
    if word in _SOCIAL or word in _SMALL:
        return word
    if _LAUGHTER.fullmatch(word):
        return "haha"
    return _REPEATED.sub(r"\1", word)


def asks(line: Line) -> bool:
    """Whether it is a question."""
    plain = _LEAD.sub("", line.plain)
    count = len(line.words)
    if _GOES_ON.search(line.text) and not _ME.search(line.plain):
        return False  # "Has anyone told dad? No record of it."
    if line.marked and count <= LONGEST_ASKED:
        return True
    if count <= LONGEST_ASKED and _QUESTION.match(plain):
        return True
    return count <= 5 and _SHORT_QUESTION.match(plain) is not None


def wishes(line: Line) -> bool:
    """Whether it wants something done, or speaks of the audit itself and not of a child."""
    plain = _LEAD.sub("", line.plain)
    count = len(line.words)
    if "\n" in line.text.strip() or _QUOTED.search(line.text):
        return False
    if _WISHING.match(line.plain) or _WISHING.match(plain) or _THIS.match(plain):
        return True
    if count <= 10 and _IMPERATIVE.match(plain):
        return True
    if count <= LONGEST_ASKED and _APPARATUS.search(line.plain):
        return True
    if _YOU.search(line.plain) is None or _TOLD_TO.search(line.plain):
        return False
    return count < 8 or _ANYBODY.search(line.plain) is None


def tone(text: str) -> Tone:
    """What small talk says."""
    line = line_of(text)
    words = line.words
    if is_away(line):
        return Tone.WAITING if "back" in words else Tone.PARTING
    for kind in (Tone.SORRY, Tone.WAITING, Tone.THANKS, Tone.UNSURE, Tone.PARTING, Tone.GREETING):
        if not _TONES[kind].isdisjoint(words):
            return kind
    return Tone.NOD
