"""What a question to the bot is about, so that it can be answered from the form, the case and the audit."""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re

from dialogs.conversation.context import TurnContext
from dialogs.conversation.position import in_hand
from dialogs.features.enquiries import Enquire, Topic
from dialogs.understanding.requests import bare
from dialogs.understanding.speech import Line, Speech, asks, line_of, speech
from template_specs.text import folded

_GRADE = r"(?:good|outstanding|ri|requires improvement|adequate|inadequate|better|excellent|poor)"
_IS = r"(?:s|is|are|was|were|does|do|did|r)"
_TOPICS: tuple[tuple[Topic, re.Pattern[str]], ...] = tuple(
    (topic, re.compile(pattern))
    for topic, pattern in (
        (
            Topic.CANNOT,
            r"\b(?:print\w*|reminders?|remind (?:me|us)(?! (?:of|what|which|who|how|when))|e ?mail (?:me|it|this|that|them|us)|welsh|cymraeg|translat\w+|(?:ring|call|phone|text) me|"
            r"download\w*|export\w*|pdf|word doc\w*|real person|human being|(?:speak|talk) to (?:a|some|the)|search (?:for|in)|dark mode|"
            r"settings|font|upload\w*|attach\w*|photo|dictate|voice note|text size)\b(?!.*\bwhat i)",
        ),
        (
            Topic.EXTEND,
            r"\b(?:extend|extension|more time|longer to|few more days|extra (?:day|days|time|week))\b|"
            r"\b(?:move|change|push|shift|put back|alter|later) (?:the |my )?(?:deadline|due date)\b|"
            r"\bdeadline (?:be )?(?:moved|changed|extended|pushed|later)\b|running late|\bwont (?:make|finish|be able|meet)\b",
        ),
        (
            Topic.READERS,
            r"\bconfidential|\bprivate\b|\banonymous|\bdata protection|\bgdpr\b|"
            r"\bwhos? (?:\w+ ){0,3}(?:see|sees|seen|read|reads|look|looks|access|view|views)\b|"
            r"\b(?:will|can|does|do|would|could|is|are|has) (?:\w+ ){1,5}(?:see|sees|read|reads|shown|told|know about|"
            r"find out|able to see|share|shared|get a copy|sent to)\b",
        ),
        (
            Topic.MINE,
            r"\bwhat (?:did|have|had) (?:i|we)(?: already)? (?:put|say|said|write|wrote|written|answer|answered|give|"
            r"given|grade|graded|score|scored|type|typed|rate|rated|do)(?: down)?(?: (?:for|at|about|in|on|to|under|as))*(?: (?P<about>.+))?$"
            r"|\bwhat (?:was it |is it |was |is )?(?:that )?i (?:said|put|wrote|answered|gave|typed)(?: (?:for|at|about|in|on|to|under))*(?: (?P<about4>.+))?$"
            r"|\b(?:show|see|read|tell|give|remind)(?: me)? (?:what i (?:put|said|wrote) )?(?:my |the )?(?:answers?|evidence|grade|"
            r"score|words)?(?: (?:for|at|to|about|in|on|under)) (?P<about2>.+)$"
            r"|\bwhat (?:was|is|s) (?:my|our|the) (?:answer|grade|evidence|score|rating)(?: (?:for|at|to|in|on|about) (?P<about3>.+))?$",
        ),
        (
            Topic.THEIRS,
            r"\bwhat (?:did|does|has|have|had|is|s) (?:he|she|they|my partner|the other(?: auditor| one)?|their|his|her|theirs"
            r"|the (?:first |second )?(?:auditors?|moderator|manager|tm|practitioner|social worker|sw|iro|chair)|(?P<named>[a-z]+))"
            r"(?: \w+)?(?: (?:say|said|put|write|wrote|written|answer|answered|give|given|gave|grade|graded|score|find|found|think|see|saw|judge|rate|rated))"
            r"(?: (?:down|at|for|about|in|on|to|under|of))*(?: (?P<about>.+))?$"
            r"|\bwhat (?:is|s|was) (?:their|his|her|theirs|the auditors?)\b.*|\bwhat (?:did|has|have|had) (?:he|she|they)\b.*"
            r"|\b(?:show|see|read)(?: me)? (?:theirs|his|hers|their (?:answer|version|words|text)|(?:his|her) (?:answer|version|words|text)|the other (?:one|answer|version))\b|^\w+s (?:answer|version)$",
        ),
        (
            Topic.SAVED,
            r"\b(?:is|are|was|were|has|have|did|does|do|will) (?:\w+ ){0,4}(?:sav(?:e|ed|ing)|kept|recorded|stored|lost|"
            r"gone through|go through|been sent|lose)\b|\b(?:need|have) to save\b|\bsaved\b|\bautosave",
        ),
        (
            Topic.DUE,
            r"\b(?:deadline|due)\b|\bwhen (?:\w+ ){0,5}(?:finish|finished|back|done|complete|completed|hand|submit|submitted|needed|in)\b"
            r"|\bhow (?:long|much time) (?:have|do|did) (?:i|we) (?:got|have|get)\b|\bby when\b|\bwhat date\b|\bhow many days\b",
        ),
        (
            Topic.LEFT,
            r"\bhow (?:many|much|long|far)\b.*\b(?:left|longer|more|further|to go|questions?|sections?|pages?|takes?|through|till|until|done|"
            r"remain\w*|along|is (?:it|this)|am i|are we)\b|^how (?:long|many|far)(?: \w+){0,2}$|\b(?:nearly|almost) (?:done|there|finished)\b|"
            r"\b(?:left|to go|remaining) ?$|\bhow (?:big|close)\b|\bprogress\b|\bpercent|\bstill (?:to (?:do|answer|fill in|go)|missing|needed|open)\b|"
            r"\bwhat (?:else|more) (?:is|do|must|have|s|does|needs?)\b(?=.*\b(?:to|need\w*|do|missing|left)\b)",
        ),
        (
            Topic.UNDO,
            r"^(?:how (?:do|can) i |can i |please |i want to )*(?:undo|unsend|revert|take (?:that|it|this|the last \w+|my (?:last )?answer) back|take back|"
            r"(?:delete|remove|scrap|scratch|cancel|take out|ignore|disregard|forget|wipe|bin|retract|clear|withdraw|erase|get rid of|dump|chuck) "
            r"(?:that|it|this|the (?:last|previous)|my|what i|last|previous|answer|me|everything|what ive|the answer|the evidence)|reverse)\b|"
            r"\b(?:wrong (?:one|question|box|child|case|answer|button|thing|place|section|audit|chat|window|tab|person|grade|end|line|field)|(?:was|is) (?:a |an )?(?:mistake|error|typo)|should (?:have )?(?:said|read|been)|^(?:that|this|it|thats) (?:was |is )?(?:all |totally |just )?(?:wrong|not right)$|made a mistake|by mistake|accident\w*|"
            r"did(?:nt| not) mean|(?:was|is) ?(?:nt|not) (?:meant|for (?:you|this|here))|meant for|not (?:meant|supposed)|for (?:someone|somebody) else|take that back)\b",
        ),
        (
            Topic.CHANGE,
            r"\b(?:can|could|may|will|am|is|are) (?:\w+ ){0,4}(?:change|changed|edit|edited|amend|amended|correct|corrected|"
            r"alter|altered|go back|come back|redo|update|fix|add (?:to|more)|too late)\b|\bhow (?:do|can|would) i "
            r"(?:change|edit|amend|correct|fix|redo|update|alter|go back|add)\b|\bchange my (?:mind|answer|grade|score)|"
            r"\bwhat if i (?:get|make|got|change|need|want|put|say)\b|\bedit\b",
        ),
        (
            Topic.LOOKS_LIKE,
            rf"\bwhat (?:would |does |should |might |{_IS} )?(?:an? |the )?(?P<about>{_GRADE})? ?(?:\w+ ){{0,3}}looks? like\b"
            rf"|\bwhat (?:would |could |will |does )?makes? (?:\w+ ){{0,3}}(?P<about2>{_GRADE})\b|\bwhat (?:do|should|am|would|must|shall|can|does) (?:i|you|we|it|they|u)(?: \w+)? "
            r"(?:look|looking|write|writing|put|answer|expect|need|want|say|include|check|type|record|evidence|saying|assess|focus|think about)\b|"
            r"\bwhat counts\b|\bindicators?\b|\bguidance\b|\bexamples?\b|\bwhat (?:kind|sort|type|evidence)\b|"
            rf"\b(?:how|what) (?:do|can|would|to|does) (?:\w+ )?(?:get|reach|make|earn|be|achieve|give)(?: \w+)? (?P<about3>{_GRADE})\b|"
            r"\bhow (?:much|many|long|detailed|recent|short)\b|\bstandards?\b|\bbullet|\benough\b|\bcut ?off\b",
        ),
        (
            Topic.GRADES,
            r"\b(?:grades?|ratings?|scales?|scores?|judg?ements?|options|choices|levels|bands?) (?:\w+ )?(?:mean|are|there|descriptor|stand)|"
            r"\bwhat (?:are|r) (?:the|my) (?:grades?|options|choices|ratings?|scores?|answers|possible)|\bdescriptors?\b|"
            rf"\bdifference between {_GRADE}\b|\bwhich grade\b|\bwhat grade\b|\bgrade (?:meanings|descriptions|definitions|guide)\b|"
            r"\bhow (?:do|should|would) i (?:grade|rate|score|judge)\b",
        ),
        (
            Topic.WHO,
            r"\bwho(?:s|m|se)?\b|\b(?:name|number|email|phone|contact) (?:of|for) (?:the |my |our )?(?:manager|worker|social worker|"
            r"partner|iro|qa lead|practitioner|auditor|chair|tm)\b|\bam i (?:alone|on my own|with)\b|\bis (?:anyone|someone|anybody) else\b",
        ),
        (
            Topic.NEXT,
            r"\bwhat(?:s|ll)? (?:will |is going to |would |do |does )?(?:happens?|happening|comes?|occurs?|be done|follows?)\b|"
            r"\b(?:then what|and then|after (?:i|we|this|that|submit\w*|the audit))\b|\bwhere (?:do|does|will|would) (?:\w+ ){1,3}go\b|"
            r"\bnext steps?\b|\bwhat(?:s| is) next (?:after|when|once)\b",
        ),
        (
            Topic.OPTIONAL,
            r"\b(?:do|must|should|am|does) (?:i|we|it|this|they) (?:really |actually )?(?:have to|need(?:ed)? to|got to|answer|fill|obliged|required|need)\b|"
            r"\b(?:optional|required|compulsory|mandatory|obligatory|necessary)\b|\bcan (?:i|we) (?:skip|leave|miss|pass|ignore|decline|refuse|"
            r"say nothing|opt out)\b",
        ),
        (
            Topic.EXPLAIN,
            r"^(?:(?:sorry )?what(?:s| is| was| were)?(?: (?:the|my|this|it|that|you|i|we|last))?(?: (?:question|one|(?:being )?ask(?:ed|ing)))?(?: (?:about|again|now|here|please|then))*|"
            r"(?:(?:can|could|would) you )?(?:please )?(?:remind me of|read|repeat|say|show|give|tell)(?: me)? (?:the |this |that |last |my )?question(?: (?:again|out|please|now))*|"
            r"(?:the |this |last |same )?question(?: (?:again|please|now))*|what(?: am| are|re|m)? (?:i|we) (?:meant|supposed) to (?:\w+ ?){1,2}(?: (?:here|now|then))?|"
            r"(?:what (?:do you|does (?:this|that|it)|does this question|s that|is (?:this|that|it)|are you|am i|did you|u) ?"
            r"(?:mean|asking|ask|about|for|on about|answering|doing|question|say|meant)?(?: here| now| about| by (?:that|this|it))?|(?:i )?(?:still )?(?:dont|do not|didnt|cant) (?:quite |really )?(?:understand|get|follow)\b.*|"
            r"explain(?: (?:it|this|that|please|more|the question|this question|further))*|(?:can|could|would) you (?:explain|clarify|rephrase|reword|say|repeat|help)\b.*|"
            r"clarify.*|rephrase.*|reword.*|confused|unclear|not clear|huh|eh|pardon|meaning|in what way|how so|like what|such as|for example|eg|"
            r"what question.*|which question.*|say (?:that|it) (?:again|differently)|more (?:info|information|detail)|"
            r"(?:i )?(?:m |am )?not sure what (?:you|this|that|it|i).*|(?:i )?dont know what (?:you|this|that|it|to|i).*|wdym|what))$",
        ),
        (
            Topic.MEANING,
            r"^what (?:do|does|did) (?:you|u|it|they|we) mean (?:by|with) (?:the |an? )?(?P<about3>.+)$|"
            rf"^(?:what(?:s|ever)?|wot|wots|wats?) ?(?:{_IS} )?(?:the )?(?:initials |letters |word |term |acronym |abbreviation |meaning of |definition of |difference in )*"
            r"(?P<about>.+?)(?: (?:mean|means|stand for|stands for|short for|meant|refer to|stand 4|in this form|here))?(?: (?:by|in|on|here|again|then|please|when).*)?$"
            r"|^(?:define|meaning of|definition of|explain|remind me what|tell me what|(?:i )?(?:dont|do not) (?:know|understand) what|"
            r"(?:can|could) you (?:tell me what|explain|define)) (?:an? |the |is |are )?(?P<about2>.+?)(?: (?:is|are|mean|means|stands for))?$",
        ),
        (
            Topic.WHY,
            r"^why\b|\bhow (?:was|were|come|is) (?:\w+ ){0,4}(?:chosen|picked|selected|audited)\b|\bwhat(?:s| is) (?:the|this) "
            r"(?:\w+ )?(?:point|purpose|for|reason)\b|\bpurpose\b",
        ),
        (
            Topic.BOT,
            r"\b(?:are|r) (?:you|u) (?:\w+ ){0,2}(?:there|a bot|human|real|person|working|ok|listening|ai|a robot|a machine|alive|awake|still)\b|\bwho are you\b|\bwhat are you\b|"
            r"^(?:hello |hi )?(?:is )?(?:anyone|anybody|someone|you|u) (?:there|here)\b|\b(?:chatgpt|copilot|robot)\b|\bcan (?:you|u) hear\b",
        ),
        (
            Topic.HELP,
            r"\bhow (?:do|does|to|can|should|would)\b|\bhelp\b|\bstuck\b|\blost\b|\bwhat (?:can|do|should) i (?:do|type|say)\b|\bconfused\b",
        ),
    )
)
MOST_UNSURE = 8
"""Words: a longer line is a question to the bot only with a question mark, or where it says "I" or "you"."""
_HERE = re.compile(r"^(?:(?:this|here|now|it|that|again|please|one|question)\b ?)+$")
"""Words that name the question in hand, and no other."""
_WHICH_ONE = re.compile(r"^(?:is|are|was|were|does|do you mean|if|or) (?:it|this|that|the|they|these)\b")
"""Asks which thing is meant, whatever kind of file is named in it."""
_EXPLETIVE = re.compile(r" (?:on earth|the hell|the heck|the devil|exactly|even|actually|in gods name)\b")
_SELF = re.compile(r"\b(?:i|im|ill|ive|id|me|my|we|our|us|you|u|your|ur)\b")
_ABOUT_HOW = re.compile(
    r"\b(?:should|shall|do|must|am) (?:i|we)\b|\bdo you (?:mean|want|need|count)\b|\bwould you\b|\bdoes (?:that|this|it) count\b"
)
"""How the question in hand is to be answered: what it asks, and what good looks like, is the answer."""
_AS_A_WORD = re.compile(r"\b(?:mean|means|stands? for|short for|define|definition|initials)\b")
_ROLES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (role, re.compile(rf"\b(?:{pattern})\b"))
    for role, pattern in (
        ("qa_lead", r"qa leads?|qa|quality assurance|lead|programme lead|in charge|sends? (?:me )?the list|allocates"),
        ("moderator", r"moderat\w+"),
        ("iro", r"iro|chairs?|reviewing officer|conference chair|cp chair"),
        ("partner", r"partners?|pair|other auditor|co ?auditor|second auditor|with me|working with|else is (?:on|doing)|"
         r"else is auditing|my buddy|colleague|doing this with|auditing (?:this )?with"),
        ("auditor", r"auditors?|audited|did (?:this|the) audit|auditing|audits|graded"),
        ("manager", r"managers?|tm|team manager|line manager|gets? (?:this|it|the summary)|sent to|goes to|receives?"),
        ("practitioner", r"social workers?|sw|workers?|practitioners?|case ?worker|case ?holder|allocated to|holds? (?:the|this) case"),
    )
)  # fmt: skip


def asked(context: TurnContext, text: str) -> Enquire | None:
    """The question that `text` puts to the bot, where it is one that can be answered; None where it is not."""
    line = line_of(text)
    if speech(text) is not Speech.TO_BOT:
        return None
    if not line.words:
        return Enquire(Topic.EXPLAIN, text=text)
    enquiry = _enquiry(context, line, text)
    if enquiry is None and asks(line) and (not _takes_words(context) or _ABOUT_HOW.search(line.plain)):
        return Enquire(Topic.EXPLAIN, text=text)
    return enquiry


def _takes_words(context: TurnContext) -> bool:
    place = in_hand(context)
    return place is None or place.evidence is not None or place.kind.in_words or place.kind.in_rows


def _enquiry(context: TurnContext, line: Line, text: str) -> Enquire | None:
    whole = _EXPLETIVE.sub("", line.plain.replace("wdym", "what do you mean"))
    plain = bare(whole)
    if len(line.words) == 1 and asks(line) and _explained(context, whole):
        return Enquire(Topic.MEANING, whole, text)
    for topic, pattern in _TOPICS:
        topical = pattern.search(plain) or pattern.search(whole)
        if topical is None:
            continue
        groups = topical.groupdict()
        somebody = groups.pop("named", None)
        if somebody and not _is_of_audit(context, somebody):
            continue
        about = _HERE.sub("", next((said for said in groups.values() if said), "") or "")
        if topic is Topic.CANNOT and _WHICH_ONE.match(plain):
            continue
        if topic is Topic.WHO:
            about = next((role for role, named in _ROLES if named.search(plain)), "")
        if topic is Topic.MEANING:
            about = re.sub(r"^(?:an?|the|is|are) ", "", about)
            # Only what is plainly asked about as a word is answered with "the form does not explain".
            if not _explained(context, about) and (len(line.words) > 7 or not _AS_A_WORD.search(whole)):
                continue
        if topic is Topic.WHO and not about and "who" not in whole:
            continue
        if len(line.words) > MOST_UNSURE and not line.marked and _SELF.search(whole) is None:
            continue  # it may be an account: it is asked about, and kept
        return Enquire(topic, about, text)
    return None


def _is_of_audit(context: TurnContext, name: str) -> bool:
    """Whether somebody of this audit goes by `name`: an auditor, or whoever has answered something."""
    people = {*context.audit.auditors, *(given[-1].by for given in context.audit.history.values())}
    return any(name in context.name(person).casefold().split() for person in people)


def _explained(context: TurnContext, about: str) -> bool:
    """Whether the form says something of this word."""
    wanted = folded(about)
    if not wanted:
        return False
    template, question = context.template, in_hand(context)
    if any(folded(word) == wanted for word in template.glossary):
        return True
    options = question.options if question is not None else ()
    scales = (option for scale in template.scales.values() for option in scale.options)
    if any(wanted in (folded(o.label), o.code) for o in (*options, *scales)):
        return True
    if question is not None and len(wanted) > 3 and wanted in folded(f"{question.name} {question.text}"):
        return True
    return any(folded(q.name) == wanted for q in template.questions)
