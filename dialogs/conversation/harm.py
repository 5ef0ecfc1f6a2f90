"""Recognises text that speaks of a child being harmed now, by rules: who, what harm, and when.

A match leads to the offer of a concern and to nothing else.  One offer too many costs the reader a line; a
missed one may cost a child.  So harm counts as happening now unless its sentence places it in the past or
denies it.  A sentence about how the file deals with risk ("risks are analysed") does not count as harm.
"""

# ruff: noqa: E501 (a pattern that is cut anew at each change is harder to read than a long line)
from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from dialogs.conversation.sentences import in_reach, sentences
from dialogs.conversation.sentences import plain as plain

RECENT_DAYS = 7
"""Harm on a date this recent counts as now: it may still go on, and nobody may have acted yet."""

_CORE = re.compile(
    r"hit|punch|slap|kick|beat|belted|whip|strangl|throttl|chok|burn|scald|bit|butt|stab|shot|smack|shak|shook|"
    r"hurt|harm|attack|assault|abus|rape|raping|molest|grop|threat|shov|pinned|dragg|batter|lock|starv|suffoc|"
    r"drug|traffic|exploit|groom|cuff|thump|whack|lash|drown|poison|spat|grab|throw|threw|push|touch|cut|dose|"
    r"tried|domestic|dv|sexual|violen|aggress|safe|scared|afraid|fright|terrif|petrif|fear|risk|danger|suicid|"
    r"die|kill|end |jump|hang|knife|knives|gun|machete|blade|firearm|weapon|hammer|alone|unattend|unsuperv|own|"
    r"food|heating|electric|gas|napp|eaten|fed|breath|conscious|collaps|respons|bleed|sleeping|away|abscond|"
    r"whereabouts|abandon|drunk|intox|passed out|high on|shut|county|marriage|fgm|offender|paedo|pregnan|nude|"
    r"naked|indecent|room|bed|worried|where|broken|fractur|swollen|throat|neck|hair|left|breach|abroad|country|"
    r"bruis|black eye|mark|print|ligature|lip|injur|scratch|welt|swell|lump|wound|blood|missing|mfh|seen|home|gone|"
    r"overdos|shoot|come back"
)
"""Every rule below needs one of these words.  A sentence without any is not made one of harm by the few words after it."""

_CHILD = (
    r"(?:(?:the |this |that |their |his |her |my |a |another |older |younger |eldest |youngest |little |both ){0,3}"
    r"(?:child|children|kid|kids|boy|girl|boys|girls|baby|babies|infant|toddler|newborn|twin|twins|son|"
    r"daughter|brother|sister|brothers|sisters|sibling|siblings|young person|young people|teenager|yp|"
    r"lad|little ones?|nephew|niece|grandson|granddaughter|pupil|student|bub|lo))"
)
_ADULT = (
    r"(?:(?:the |this |their |his |her |my |a |birth |foster |step){0,3}"
    r"(?:mum|mom|mam|mother|dad|father|parent|parents|stepdad|stepmum|stepfather|stepmother|partner|"
    r"boyfriend|girlfriend|ex|husband|wife|uncle|aunt|cousin|grandad|grandfather|gran|grandmother|nan|"
    r"carer|carers|man|woman|adult|someone|somebody|neighbour|perpetrator|mof|fof))"
)
_WHOM = rf"(?:him|her|them|me|us|hims|hers|himself|herself|themselves|each other|{_CHILD}|{_ADULT})"
_WHO = rf"(?:he|she|they|i|we|hes|shes|theyre|im|{_CHILD}|{_ADULT}|[a-z]{{1,2}})"
_BE = r"(?:is|are|was|were|been|being|be|got|gets|get|getting|has been|have been|had been|am)"
_BY_THE = r"(?: (?:just|also|really|badly|now|again|still|both|all|being|been|repeatedly|allegedly)){0,3}"

_BLOWS = (
    r"(?:hit|hits|hitting|punch|punched|punches|punching|slap|slapped|slaps|slapping|kick|kicked|kicks|"
    r"kicking|beat|beats|beaten|beating|belted|whipped|strangled|strangles|strangling|throttled|choked|"
    r"chokes|choking|burned|burnt|burns|scalded|bitten|bites|headbutted|stabbed|stabs|shot|smacked|smacks|"
    r"smacking|shaken|shakes|shaking|shook|hurt|hurts|hurting|harmed|harms|harming|attacked|attacks|"
    r"attacking|assaulted|assaults|assaulting|abused|abuses|abusing|raped|rapes|raping|molested|molests|"
    r"groped|gropes|threatened|threatens|threatening|shoved|shoves|shoving|pinned|dragged|battered|"
    r"batters|locked|starved|starves|starving|suffocated|drugged|trafficked|exploited|groomed|cuffed|"
    r"thumped|thumps|whacked|lashed out at|drowned|poisoned|spat at|grabbed|grabs)"
)
_BLOW_WORDS = frozenset(way.split()[0] for way in _BLOWS.removeprefix("(?:").removesuffix(")").split("|"))
_STRUCK = (
    rf"{_BLOWS} (?:out at |at )?{_WHOM}\b|{_WHO} {_BE}{_BY_THE} {_BLOWS}\b"
    rf"|\b{_BE}{_BY_THE} {_BLOWS} (?:by|with|at|in|on|again|last|today|this|yesterday)\b"
    rf"|\b(?:says?|said|saying|told|tells|disclosed|reports?|reported|that|alleges?|alleged) "
    rf"{_ADULT} {_BLOWS}\b"
)
"""A blow, and whom it met; each way of saying it has one of `_BLOWS` in it."""
_OTHER_DEEDS = (
    rf"\b(?:throw|threw|throws|thrown|throwing|push|pushed|pushes|pushing)(?: {_WHOM})? "
    rf"(?:down|into|against|at|off|out|over|onto|to the|across)\b"
    rf"|\b(?:touch|touched|touches|touching) (?:{_WHOM} )?(?:sexually|inappropriately|private|down there"
    rf"|between|in a sexual|(?:his|her|their) (?:private|bottom|breast|chest|bits))"
    rf"|\bself ?harm(?:s|ed|ing)?\b|\bcut(?:s|ting)? (?:himself|herself|themselves|himself|his wrists?|"
    rf"her wrists?|their (?:wrists?|arms?)|his arms?|her arms?)\b"
    rf"|\b(?:took|taken|taking|takes) an overdose\b|\boverdos(?:e|ed|ing)\b"
    rf"|\btried to (?:kill|hang|drown|strangle|hurt|jump)\b|\bdomestic (?:violence|abuse)\b|\bdv\b"
    rf"|\b(?:sexual(?:ly)?|physical(?:ly)?) (?:abuse|abused|assault|assaulted|exploitation|exploited)\b"
    r"|\b(?:violent|violence|aggressive|assault|attack)\b"
)
_DOING = re.compile(rf"\b(?:{_STRUCK}|{_OTHER_DEEDS})")
"""Something done to somebody: harm when it is placed in the last hours or days, or in the present."""
_OTHER_DEED = re.compile(rf"\b(?:{_OTHER_DEEDS})")
_IN_OTHER_DEEDS = (
    "throw", "threw", "push", "touch", "harm", "cut", "overdos", "tried to", "domestic", "dv", "sexual", "physical",
    "violen", "aggressive", "assault", "attack",
)  # fmt: skip
"""Each way of telling of another deed has one of these in it: where none is, the pattern is not tried."""

_AFRAID = r"worried|concerned|scared|frightened|fearful|anxious"
_STATE = re.compile(
    rf"\b(?:(?:is|are|was|were|feels?|felt|feeling|be|being|shes|hes|theyre|am|im) (?:\w+ )?unsafe"
    r"|(?:not|isnt|arent|wasnt|werent|doesnt|dont|didnt|never|no longer|wont|cannot|cant|nt)"
    r"(?: (?:feel|felt|be|been|currently|really|very|at|all|now|being|kept|keeping|always|\w+ing)){0,4} safe\b"
    rf"|(?:scared|afraid|frightened|terrified|petrified|fearful|too scared) (?:to (?:go|be|come|return|"
    rf"sleep|stay|leave|say|speak|live)|of (?:going|being|him|her|{_ADULT}|{_CHILD}|home)|at home|"
    rf"for (?:his|her|their|my) (?:life|safety))"
    rf"|(?:at|in) (?:\w+ )?(?:risk|danger)\b(?! assess| management| plan| level| factor| indicat| analys"
    rf"| of (?:\w+ )?(?:drift\w*|delay\w*|being (?:lost|missed|late|overlooked|forgotten)))"
    rf"|suicidal|wants? to (?:die|kill (?:him|her|them)sel(?:f|ves)|end (?:it|his|her|their))"
    rf"|wanting to die|(?:going to|will|gonna|threatening to|threatened to) (?:kill|hurt|stab|harm|jump|"
    rf"hang|burn|shoot|beat)"
    rf"|(?:has|have|had|with|carrying|carries|carried|holding|waving|got|a|the) (?:\w+ )?(?:knife|knives|"
    rf"gun|machete|blade|firearm|weapon|hammer)\b"
    rf"|(?:knife|knives|gun|machete|blade|firearm|weapon)s? (?:was |were |been |is |has been )?(?:found|seen|"
    rf"brought|pulled|used|hidden|in his|in her|in the|in their)"
    rf"|(?:left|home|leaving|leaves|been) (?:\w+ )?(?:alone|unattended|unsupervised|on (?:his|her|their) own)"
    rf"|(?:alone|on (?:his|her|their) own) (?:all night|overnight|with (?:him|her|the)|in the (?:house|flat|"
    rf"home|car))"
    rf"|no (?:food|heating|electricity|gas|nappies) (?:in|at) |(?:hasnt|not|havent|has not) (?:eaten|been fed)"
    rf"|not breathing|unconscious|collapsed|unresponsive|bleeding|starving|sleeping (?:rough|in a car)"
    rf"|(?:ran|run|running|runs) away|absconded|absconding|(?:his |her |their )?whereabouts (?:is|are|un)\w*"
    rf"|abandoned|drunk|intoxicated|on drugs|passed out|high on"
    rf"|(?:locked|shut) (?:\w+ )?(?:in|out)\b|being (?:groomed|exploited|trafficked|abused|hurt)"
    rf"|county lines|forced marriage|fgm|trafficked|unsafe|sex(?:ual)? offender|paedophile|pregnant by"
    rf"|(?:nudes?|naked (?:pictures|photos|images)|sexual (?:messages|pictures|photos|images)|indecent images)"
    rf"|(?:comes?|coming|came|gets?|climbs?) (?:in|into|in to) (?:his|her|their) (?:room|bed|bedroom)"
    rf"|worried (?:about|for) (?:him|her|them|{_CHILD}|his|their) ?(?:safety|life)?\b(?= tonight| now| today)"
    rf"|\b(?:i am|im|we are) (?:\w+ )?(?:{_AFRAID}) (?:about|for) (?:him|her|them|{_CHILD}|his|their)\b"
    rf"(?=.*\b(?:tonight|now|today|safety|life)\b)"
    rf"|(?:dont know|nobody knows|no one knows|not known|do not know) where (?:he|she|they|{_CHILD})\b"
    rf"|(?:arm|leg|wrist|rib|ribs|nose|jaw|skull|collarbone) (?:is|are|looks?|may be|might be) (?:broken|"
    rf"fractured|swollen)|(?:by|round|around) (?:the|his|her|their) (?:throat|neck|hair)"
    rf"|(?:gone|went|walked out) and left (?:{_WHOM}|the)|breach(?:ed|ing|es)? (?:of )?(?:the |his |her |an )?"
    rf"(?:order|bail|injunction|safety plan|agreement)|(?:take|taken|taking|took) {_WHOM} (?:\w+ )?(?:abroad|"
    rf"out of the country)|(?:might|could|may|will) (?:get|be) (?:hurt|hit|killed|harmed|beaten|stabbed))"
)
"""How somebody is: harm when the sentence speaks of the present, or of the last days."""

_MARKS = re.compile(
    r"\b(?:bruis(?:e|es|ed|ing)|black eyes?|broken (?:arm|leg|wrist|rib|ribs|nose|bones?|jaw|collarbone)"
    r"|fractur(?:e|es|ed)|bite ?marks?|finger ?marks?|hand ?prints?|slap marks?|ligature|scald(?:s|ed)?|"
    r"(?:cigarette )?burns?(?: marks?)? (?:on|to|all)|(?:marks?|cuts?|scratches|welts?|swelling|lumps?|"
    r"wounds?|injur(?:y|ies)|blood) (?:\w+ ){0,2}?(?:on|to|across|all over|around|round) (?:his|her|their|"
    r"the (?:childs?|babys?)|\w+s) |split lip|(?:unexplained|new|fresh|visible|head|facial) injur(?:y|ies))"
)
"""What is left on a body: harm unless it is placed in the past."""
_IN_MARKS = (
    "bruis", "black eye", "broken", "fractur", "mark", "hand", "ligature", "scald", "burn", "cut", "scratch", "welt",
    "swelling", "lump", "wound", "injur", "blood", "split lip",
)  # fmt: skip
"""As `_IN_OTHER_DEEDS`."""

_IS_MISSING = re.compile(
    rf"\b{_WHO}(?:s)?(?: is| are| has| have)?(?: been| gone| went| still| currently| now| again)* missing\b"
)
_UNSEEN = re.compile(
    r"\b(?:missing|mfh|gone|not been (?:seen|home)|not come (?:home|back)|nobody has seen \w+|no one has seen"
    r" \w+|hasnt been seen|havent been seen|not seen|unseen)(?: from (?:home|care|school|placement))?"
    r" (?:since|for (?:\w+ )?(?:days|hours|nights|weeks)|overnight|all night|again|tonight|today|last night|"
    r"this (?:morning|evening|afternoon|weekend|week)|now)"
)
_DOCUMENTS = re.compile(
    r"\b(?:chronolog\w*|genogram|assessments?|plans?|minutes|records?|reports?|forms?|signatures?|views?|"
    r"dates?|files?|documents?|evidence|details|information|sections?|case notes?|reviews?|page|copy|names?) "
    r"(?:(?:of|for|from|by) (?:\w+ ){1,3})?(?:(?:is|are|was|were|has been|have been|still|gone|went|all) ){0,4}"
    r"(?:missing|not seen)\b|\b(?:voices?|sections?|wishes|analysis|history) (?:\w+ ){0,4}missing\b"
    r"|\bmissing (?:from|in|on|for) (?:the |this |both |its |his |her |all )?(?:\w+ )?(?:chronolog\w*|genogram|"
    r"assessments?|plans?|minutes|records?|reports?|forms?|files?|documents?|evidence|sections?|reviews?|notes?|"
    r"meetings?|summary|analysis|conference|system|ics|paperwork)\b"
    r"|\bmissing (?:from|in|on) (?:it|them|this|these|here)\b"
)

_WEEKDAY = r"(?:mon|tues?|wednes|wed|thurs?|thu|fri|satur|sat|sun)(?:day)?"
_NOW = re.compile(
    rf"\b(?:now|today|tonight|last night|the night before|yesterday|overnight|currently|presently|ongoing|"
    rf"at the moment|right away|this (?:very )?(?:morning|afternoon|evening|week|weekend|minute|am|pm)|again|"
    rf"still|keeps?|just|every (?:day|night|week|weekend|time)|all (?:day|night|week|weekend|morning)|each (?:night|day)|the other (?:day|night)|"
    rf"(?:last|this|at the|over the|on|since|from|by) (?:\w+ )?(?:weekend|{_WEEKDAY})(?: (?:night|morning|"
    rf"evening|afternoon))?|{_WEEKDAY} (?:night|morning|evening|afternoon)|immediate|imminent|urgent\w*|"
    rf"(?:an?|one|two|three|four|five|six|few|couple of|some|\d+) (?:minutes?|hours?|hrs?|days?|nights?) ago|"
    rf"(?:in|over|for|during|within) the (?:last|past) (?:few |couple of |\w+ )?(?:minutes?|hours?|days?|"
    rf"nights?|week|24|48|72)|last (?:few )?(?:hours|days)|since (?:i|we|the (?:visit|weekend))|straight away|"
    rf"asap|going on|happening|continues?|continuing|constantly|regularly|earlier|recently|escalating)\b"
)
_PRESENT = re.compile(
    r"\b(?:is|are|isnt|arent|am|im|hes|shes|theyre|has|have|hasnt|havent|says|say|tells|told|been|discloses|"
    r"disclosed|disclosure|feels|fears|wants|hits|beats|hurts|punches|slaps|kicks|threatens|bites|smacks|"
    r"strangles|attacks|assaults|abuses|rapes|being|hitting|beating|hurting|doesnt|dont|wont|cannot|cant|"
    r"needs|lives with|sleeps)\b"
)
_WAS = re.compile(r"\b(?:was|were|had)\b")
_PAST = re.compile(
    r"\b(?:(?:19|20)\d\d|histor\w+|previous\w*|in the past|formerly|former|(?:\w+ )?(?:years|yrs|months) ago|"
    r"last (?:year|month|spring|summer|autumn|winter|term)|ago when|as a (?:child|baby|toddler|boy|girl|teen\w*)|"
    r"when (?:he|she|they|mum|dad|mother|father) (?:was|were)|at (?:the|that) time|at the age of|aged \d+ when|"
    r"used to|since then|has since|have since|was since|no longer(?! safe)|any more|anymore|stopped|ended|childhood|"
    r"growing up|had been|chronology (?:shows|sets|records|says|notes|includes)|background|earlier (?:referral|"
    r"assessment|incident)s?|past (?:\w+ )?(?:harm|abuse|injur\w+|incidents?|violence|trauma|concerns?)|"
    r"led to the (?:referral|s47|section|assessment)|reason for (?:the )?referral|before (?:the|he|she|they)|"
    r"first (?:episode|incident)|resolved|historically|long ago)\b"
)
_NOT_SO = re.compile(
    r"\b(?:no (?:\w+ ){0,3}(?:risks?|danger|harm|injur\w+|bruis\w+|marks?|violence|abuse|incidents?|evidence|"
    r"concerns?|signs?|disclosures?|indication)|not (?:\w+ )?(?:at (?:\w+ )?risk|in danger|suicidal|missing|"
    r"injured|hurt|harmed|hit|afraid|scared|drunk|left alone|seen as)|never (?:been )?(?:hit|hurt|harmed|"
    r"missing|left)|isnt (?:at risk|in danger|suicidal|missing)|without (?:\w+ ){0,2}(?:harm|injury|bruis\w+|"
    r"incident)|ruled out|unfounded|unsubstantiated|denie[sd] (?:any )?(?:self|suicid|harm)|nor (?:was|is)|"
    r"(?:was|were|wasnt|isnt) not (?:hit|hurt|harmed)|none of)\b"
)
_HANDLED = re.compile(
    r"\b(?:risks?|harm|danger|violence|abuse|exploitation|safety|missing episodes?|dv|injur\w+) (?:\w+ ){0,4}"
    r"(?:is|are|was|were|has been|have been|had been|isnt|arent|wasnt|werent|being) (?:\w+ ){0,2}?(?:analys\w+|"
    r"assess\w*|identif\w+|consider\w*|explor\w+|address\w*|record\w*|list\w*|weigh\w*|understood|"
    r"manag\w+|review\w*|discuss\w*|reduced|name[sd]?|set out|clear\w*|known|evident|reflected|monitor\w*|"
    r"investigated|spotted|measured|scored|rated|balanced|treated)\b"
    r"|\b(?:analys\w+|assess\w*|identif\w+|consider\w*|explor\w+|address\w*|understand\w*|reduc\w+|manag\w+|"
    r"recogni[sz]\w+|respon\w+|prevent\w*|analysis|impact|effects?|signs|forms|types|level|history|chronology|"
    r"theme|work|service|programme|support|referral|worker|conference|policy|tool|checklist|screening|training|"
    r"awareness|response|assessment|mapping|strategy|protocol|panel|pathway|episodes?|marac|return) "
    r"(?:\w+ ){0,2}?(?:of|on|for|around|about|to|from|the|any|and|in)? ?(?:\w+ ){0,2}?(?:risks?|harm|danger|"
    r"violence|abuse|exploitation|dv|self ?harm|at risk|missing|fgm|county lines|injur\w+)\b"
    r"|\b(?:risk|harm|dv|domestic (?:violence|abuse)|exploitation|abuse|violence|missing|fgm|county lines|"
    r"self ?harm|attack|gun|knife|weapon) (?:assessment|management|matrix|plan|tool|programme|worker|service|"
    r"checklist|statement|level|episodes?|strategy|protocol|interview|panel|screening|indicators?|factors?|"
    r"perpetrator|history|notifications?|awareness|support|work|training|crime|course)\b"
    r"|\b(?:whether|how) (?:\w+ ){0,3}(?:is|are|was|were) (?:\w+ )?(?:safe|at risk|unsafe)\b"
)
"""How the file or the work deals with harm: about practice, and not about what is done to a child."""

_OUTCOME = re.compile(
    r"\b(?:follow\w* up|investigat\w+|explor\w+|record\w*|strategy|medical|police|s47|assess\w*|address\w*|"
    r"work(?:ed)? (?:through|with|on)|understood|set out|analys\w+|referr\w+|arrest\w*|charged|convicted|"
    r"prosecut\w+|moved|removed|placed|conference|court|order|dealt with|sets? out|described|covers?|shows?)\b"
)
"""What was done about it: a thing of the file, where no hour or day of this week is named."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 (reads better as words)
_ON = re.compile(
    r"\b(\d{1,2})(?:st|nd|rd|th)? (?:of )?(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*(?: (\d{4}))?\b"
)
_IN_MONTH = re.compile(
    r"\b(?:in|since|during|of|until|from|by|between|throughout) (?:early |late |mid )?(jan|feb|mar|apr|may|jun|"
    r"jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|tember|ober|ember|t)?\b"
)


def sentence_of_harm(text: str, today: date) -> str:
    """The first sentence of `text` that speaks of a child harmed now, or in danger; empty where none does.

    `today` tells a date of these days from one long past.
    """
    return next(sentences_of_harm(text, today), "")


def sentences_of_harm(text: str, today: date) -> Iterator[str]:
    """Every such sentence of `text`, as it was written."""
    whole = [(said, words) for said in sentences(text) if (words := plain(said))]
    for number, (said, words) in enumerate(whole):
        after = whole[number + 1][1] if number + 1 < len(whole) else ""
        # "He was hit. Last night." : a few words on their own belong to the sentence before them.
        if len(after.split()) > 4:
            after = ""
        parts = in_reach(f"{words} {after}".split())
        if any(_speaks_of_harm(part, today) for part in parts) and (not after or _CORE.search(words)):
            yield said


def _speaks_of_harm(words: str, today: date) -> bool:
    if _is_missing(words):
        return not _is_past(words, today)
    if _NOT_SO.search(words):
        # "No injury was recorded, but she was hit again last night": the second half counts on its own.
        rest = re.split(r"\b(?:but|however|although|though|yet|and)\b", words)
        return len(rest) > 1 and any(_speaks_of_harm(part.strip(), today) for part in rest if part.strip())
    marks = _any_in(_IN_MARKS, words) and _MARKS.search(words) is not None
    state = _STATE.search(words) is not None
    done = not marks and _is_done(words)
    if not (marks or state or done):
        return False  # as nearly always: when it was, and what the file says of it, need not be read
    handled, now, past = _HANDLED.search(words) is not None, _is_now(words, today), _is_past(words, today)
    if marks:
        return not past or (now and not handled)
    if state and (now or not _WAS.search(words)):
        return (not past and not handled) or (now and _sharply(words))
    if done:
        if _sharply(words):
            return now
        return not past and not handled and (now or _done_and_open(words))
    return False


def _is_missing(words: str) -> bool:
    somebody = "missing" in words and _IS_MISSING.search(words) is not None
    return (somebody or _UNSEEN.search(words) is not None) and _DOCUMENTS.search(words) is None


def _is_done(words: str) -> bool:
    """Whether `_DOING` finds anything, at a tenth of its cost where it does not."""
    if _any_in(_IN_OTHER_DEEDS, words) and _OTHER_DEED.search(words) is not None:
        return True
    return not _BLOW_WORDS.isdisjoint(words.split()) and _DOING.search(words) is not None


def _any_in(stems: tuple[str, ...], words: str) -> bool:
    return any(stem in words for stem in stems)


def _done_and_open(words: str) -> bool:
    """Whether something was done to somebody, at no named time, and nothing says what was done about it."""
    found = _DOING.search(words)
    if found is None or re.fullmatch(r"domestic \w+|dv|assault|attack|violence|aggressive", found.group()):
        return False
    return _PRESENT.search(words) is not None or _OUTCOME.search(words) is None


_SHARP = re.compile(
    rf"\b(?:last night|tonight|today|yesterday|this (?:morning|afternoon|evening|weekend|week)|right now|now|"
    rf"overnight|all (?:day|night|weekend|week)|(?:on|since|last) {_WEEKDAY}|(?:hours?|minutes?|days?) ago)\b"
)


def _sharply(words: str) -> bool:
    """Whether an hour or a day of this week is named: nothing said of the past or of the file outweighs it."""
    return _SHARP.search(words) is not None


def _is_now(words: str, today: date) -> bool:
    return _NOW.search(words) is not None or any(_near(day, today) for day in _days(words, today))


def _is_past(words: str, today: date) -> bool:
    days = list(_days(words, today))
    if any(_near(day, today) for day in days):
        return False
    months = {m.group(1) for m in _IN_MONTH.finditer(words)} - {_MONTHS[today.month - 1]}
    return _PAST.search(words) is not None or bool(days) or bool(months)


def _days(words: str, today: date) -> Iterator[date]:
    for found in _ON.finditer(words):
        try:
            day = date(int(found[3] or today.year), _MONTHS.index(found[2]) + 1, int(found[1]))
        except ValueError:
            continue  # no day of the calendar
        if found[3] is None and day > today:
            day = day.replace(year=day.year - 1) if (day.month, day.day) != (2, 29) else today
        yield day


def _near(day: date, today: date) -> bool:
    return abs((today - day).days) <= RECENT_DAYS
