"""Finds spans that read like an order to whoever processes a text: a language model, a template, a reviewer.

Rules and no model, English and German. A shop's own imperatives ("Discover our range") are none: an order here speaks
of instructions, prompts, roles, answers, or asks for a piece of writing.
"""

import re
from functools import lru_cache
from typing import Final

from frankly.domain.untrusted.readings import Reading, readings

_ORDERS: Final = (
    "instructions?|prompts?|rules|guidelines?|directions|directives?|commands?|orders|constraints|restrictions|"
    "safeguards|filters?|context|conversation|training|programming"
)
_ORDERS_DE: Final = (
    "anweisung(?:en)?|instruktion(?:en)?|vorgaben?|befehle?|regeln|richtlinien|eingaben?|aufforderung(?:en)?|auftrag"
)
_WRITING: Final = (
    "poem|story|stories|essay|letter|e-?mail|song|lyrics|script|speech|article|paragraph|summary|synopsis|report|tweet|"
    "post|blog|function|code|program|example|introduction|outline|sentence|response|answer|haiku|dialogue|draft|"
    "message|caption|headline|quote|translation|explanation|overview|essay|conclusion|limerick|sonnet|monologue|"
    "biography|tutorial|query|snippet|algorithm|regex|class|method"
)
_WRITING_DE: Final = (
    "gedicht|geschichte|aufsatz|brief|e-?mail|lied|skript|rede|artikel|absatz|zusammenfassung|bericht|beitrag|"
    "funktion|code|programm|beispiel|einleitung|satz|antwort|bewertung|rezension|liste|nachricht"
)
_MODEL: Final = (
    "ai|a\\.i\\.|llm|gpt|chat ?gpt|claude|gemini|copilot|language model|assistant|chat ?bot|bot|dan|machine|"
    "artificial intelligence|ki|sprachmodell|assistent"
)
_START: Final = r"(?:^|[\n.!?:;\"'()\[\]|>-] ?|\b(?:please|now|then|first|and|bitte|to proceed,?) )"
_WITHIN: Final = r"(?: [^\s.!?]{1,24}){0,5}?"

# What it is; how at least one word of it starts (four letters at most); what it looks like.
_RULES: Final[tuple[tuple[str, str, str], ...]] = (
    (
        "an order to drop other orders",
        "igno disr forg over bypa skip disc negl dism viol brea miss verg uber umge verw",
        rf"\b(?:ignor\w*|disregard\w*|forget|override|overrule|bypass|skip|discard|neglect|dismiss|violate|break)\b"
        rf"{_WITHIN} (?:{_ORDERS})\b"
        r"|\b(?:ignore|disregard|forget) (?:all|everything|anything|any|what|whatever)\b"
        r"(?: (?:of )?(?:that|the|you|i|was|said|told|before|above|previous|prior|else|were)\b)"
        rf"|\b(?:ignorier\w*|missacht\w*|vergiss|vergessen sie|uberspring\w*|umgeh\w*|verwirf)\b{_WITHIN}"
        rf" (?:{_ORDERS_DE})\b"
        r"|\b(?:vergiss|ignoriere) (?:alles|was)\b",
    ),
    (
        "words about earlier instructions",
        "inst prom rule guid dire comm orde cons rest safe filt mess text conv told prog conf syst deve jail "
        "guar anwe vorg befe rege rich eing auff auft dein",
        r"\b(?:previous|prior|preceding|above|earlier|initial|original|starting|system|hidden|secret|internal|first|"
        rf"existing|default|core) (?:{_ORDERS[: _ORDERS.index('|context')]}|messages?)\b"
        r"|\b(?:your|these|following|new|additional) (?:instructions?|prompts?|directives?|guidelines|guardrails)\b"
        r"|\b(?:instructions?|prompts?|messages?|text|conversation|rules) (?:above|before this|you were given|"
        r"given to you|you (?:have )?received)\b|\b(?:above|preceding) (?:text|conversation|message)\b"
        r"|\b(?:i was|you were|you are|you have been) (?:instructed|told|programmed|configured|prompted) to\b"
        r"|\bwere you told\b|\bsystem ?_?-?(?:prompt|message|instruction)|\bprompt ?injection\b|\bdeveloper mode\b"
        r"|\bjailbr[eo]\w+"
        rf"|\b(?:vorherig\w*|bisherig\w*|obig\w*|fruher\w*|ursprunglich\w*|vorangehend\w*|geheim\w*) (?:{_ORDERS_DE})\b"
        r"|\bdeine[nrm]? (?:anweisung|instruktion|vorgabe|befehl|richtlinie|prompt|antwort|ausgabe)\w*"
        r"|\bsystem-?(?:anweisung|nachricht|eingabe)\w*",
    ),
    (
        "a mark of a role in a conversation",
        "sys endo syst assi deve huma ai chat user nutz benu begi end inst im_s resp prom",
        r"(?:^|\n|[.!?\"'] )(?:system|assistant|developer|human|ai|chatbot|user|assistent|nutzer|benutzer)"
        r"(?: (?:message|prompt|override|note|nachricht))? ?[:>](?!\d)"
        r"|<\|[^|<>]{1,30}\|>|\[/?(?:inst|system|assistant|user)\]|<</?sys>>"
        r"|#{2,} ?(?:instructions?|system|response|assistant|user|prompt|anweisung)\b"
        r"|\b(?:begin|end) (?:of )?(?:system|user|prompt|instructions?|conversation|context|data|document)\b"
        r"|\bend of (?:the )?(?:prompt|instructions?|context|conversation|data)\b",
    ),
    (
        "an order to take a role",
        "ai a.i llm gpt chat clau gemi copi lang assi bot dan mach arti ki spra pret imag assu supp act beha "
        "resp spea answ writ now long role bist sind tu tue stel ab",
        rf"\byou(?: are|'re)(?: now| no longer)?(?: (?:a|an|the|my))?{_WITHIN} (?:{_MODEL})\b"
        r"|\byou are (?:now|no longer) (?!ready|able|free|set|in\b|one|at\b|part|just)"
        r"|\b(?:act|behave|respond|speak|answer|write) (?:as if|as though|as an?|like an?) (?:you|"
        rf"{_MODEL}|expert|different|evil|unrestricted|pirate|hacker)"
        r"|\b(?:pretend|imagine|assume|suppose) (?:that )?(?:to be|you(?: are|'re)|you have no)\b"
        rf"|\b(?:as|being|for) an? (?:{_MODEL})\b"
        r"|\bfrom now on,? (?:you|respond|answer|reply|say|always|only|speak|act|write)\b|\brole-?play as\b"
        r"|\bdu bist (?:jetzt|nun|ab sofort|ein|eine|kein)\b|\bsie sind (?:jetzt|nun|ab sofort) (?:ein|eine|kein)\b"
        rf"|\bals (?:{_MODEL})\b|\btu(?:e)? so,? als\b|\bstell dir vor,? du\b"
        r"|\bab (?:jetzt|sofort) (?:bist|antworte|sprich|sag|schreib)\w*",
    ),
    (
        "an order about an answer",
        "answ repl resp outp impl eluc code text sour",
        r"\b(?:your|every|each) (?:next |final |own |whole |entire )?(?:answers?|repl(?:y|ies)|responses?|outputs?|"
        r"implementation|elucidation|codebase|text generation|source code)\b",
    ),
    (
        "an order to say something",
        "resp repl answ say stat prin outp writ echo disp reve repe reci disc retu clai ment tell info conv "
        "warn advi pers ask remi urge reco choo pick sugg rank pref plac put list show refu dump leak "
        "antw sag sage gib wied verr nenn zeig empf bevo wahl erwa",
        rf"{_START}(?:respond|reply|answer) (?:with|only|in|by|using|as|to this|exactly|yes|no\b)"
        rf"|{_START}(?:say|state|print|output|echo|display|reveal|repeat|recite|disclose|return) "
        r"(?:that|exactly|only|the word|the words|the text|the above|everything|verbatim|after me|back|your|"
        r"the following|the phrase|this sentence|all of)\b"
        rf"|{_START}write (?:that|exactly|only|verbatim|the words?)\b"
        # "Reviewers say that the …" tells what others said and orders nothing.
        r"|(?<!s )(?<!they )(?<!people )(?<!many )(?<!some )(?<!who )(?<!we )(?<!i )"
        r"\b(?:say|state|claim|mention|tell|write) that (?:this|the|it|we|our|you|all)\b"
        r"|\b(?:tell|inform|convince|warn|advise|persuade|ask|remind|urge) (?:the |all |your |every )?"
        r"(?:users?|readers?|customers?|shoppers?|buyers?|people|person|visitors?|everyone) "
        r"(?:that|to|about|how|why|they)\b"
        r"|\b(?:always|only|never) (?:recommend|choose|pick|suggest|say|answer|mention|rank|prefer) "
        r"(?:that|this|the|it|yes|no|our|me|with|in|one|items?|products?|from)\b"
        r"|\b(?:recommend|rank|place|put|list|choose) (?:this|it|me)\b[^.!?]{0,40}"
        r"\b(?:first|top|above (?:all|everything|other)|highest|number one|over (?:all|every))\b"
        r"|\b(?:do not|don't|never) (?:mention|tell|say|reveal|disclose|show|recommend|refuse) "
        r"(?:to|that|this|the|your|any|anything|anyone|it|users?|customers?|them|about|other)\b"
        r"|\b(?:output|print|show|reveal|display|dump|leak)(?: me)? (?:the|your|all|any)(?: \w+){0,2} "
        r"(?:instructions?|prompts?|text above|configuration|api keys?|passwords?|credentials)\b"
        r"|\bantworte(?:n sie)? (?:mit|nur|auf|immer|ausschliesslich|ab)\b"
        r"|\bsag(?:e|en sie)?,? (?:dass|mir|nur|immer)\b"
        r"|\bgib (?:nur |mir |alle |deine|das |den |die |folgend\w* )[^.!?]{0,60}\b(?:aus|wieder|zuruck|preis)\b"
        r"|\b(?:wiederhole|verrate|nenne|zeige?) (?:mir |alle |deine|den |das |die |folgend)"
        r"|\b(?:empfiehl|empfehle|bevorzuge|wahle)(?:n sie)? (?:immer|nur|dies\w*|stets|ausschliesslich)\b"
        r"|\b(?:erwahne|verrate|sage?|zeige?)(?:n sie)? (?:nicht|niemals|nie|keine?)\b",
    ),
    (
        "a word to whoever writes",
        "note mess memo hint rema writ copy assi mode revi syst edit take coun plac put show name list hinw noti nach "
        "schr text verf gilt gelt bewe pruf zeig nenn sage empf",
        r"(?:^|[\n.!?:;\"'(] ?)(?:note|message|memo|hint|remark)s? (?:for|to) (?:the |any |whoever |all )?"
        r"(?:writers?|writes|copywriters?|editors?|assistants?|models?|reviewers?|systems?|checkers?)\b"
        r"|\b(?:the|any|every) (?:copywriter|writer|assistant|model|reviewer|checker|system)(?: of this \w+)? "
        r"(?:is to|are to|has to|have to|must|should|shall|needs to|may)\b"
        r"|\btake (?:this|that|it|the following) as (?:said|given|read|granted|true|proved|checked)\b"
        r"|\bcounts? (?:it |this )?as (?:popular|approved|accepted|theirs|chosen|recommended|verified|bought|checked)\b"
        rf"|{_START}(?:count|place|put|show|name|list|rank) [^.!?]{{1,60}}\b(?:before|over|above) "
        r"(?:all|what|any|every|each)\b"
        r"|(?:^|[\n.!?:;\"'(] ?)(?:hinweis|notiz|nachricht)e? (?:fur|an) (?:den |die |das |alle )?"
        r"(?:schreib\w*|verfass\w*|texter\w*|redaktion|modell\w*|assistent\w*|pruf\w*)\b"
        r"|\bschreib(?:e|en sie|t)?(?:,? dass\b|:)"
        r"|\b(?:gilt|gelten|gelte) als (?:angenommen|bestatigt|gepruft|empfohlen|beliebt|ausgewahlt|gekauft|verkauft)\b"
        r"|\b(?:bewertung|prufung|verfasser|regel) (?:zahlt|gilt) nicht\b"
        r"|\b(?:ist|sind) (?:[^.!?]{1,30} )?zu (?:zeigen|nennen|schreiben|sagen|empfehlen)\b",
    ),
    (
        "words about the telling itself",
        "whoe answ summ repl reca desc sent line satz wer zusa antw",
        r"\bwhoever (?:reads|sums|describes|writes|quotes|tells|retells|summari[sz]es|repeats)\b"
        r"|\b(?:answers?|summary|summaries|repl(?:y|ies)|recaps?|descriptions?)(?: of (?:this|the) \w+)? "
        r"(?:names?|says?|begins?|starts?|ends?|leaves?|tells?|mentions?|contains?|lists?|uses?|calls?|describes?|adds?)\b"
        r"|\bthe (?:sentence|line|words?) (?:after|before|above|below) this\b|\bthe sentence that follows\b"
        r"|\bder satz,? dass\b|\bwer (?:das|dies|diesen text|diese seite|diese zeilen)(?: \w+)? "
        r"(?:liest|vorliest|zusammenfasst|beschreibt|wiedergibt|schreibt)\b"
        r"|\beine (?:vollstandige|gute|richtige|kurze) (?:antwort|zusammenfassung|beschreibung) "
        r"(?:nennt|sagt|beginnt|endet|enthalt|erwahnt|lasst)\b",
    ),
    (
        "an order to add an address",
        "link url urls hype webs",
        rf"{_START}(?:add|include|insert|append|put|place|post|share|attach) (?:\w+ ){{0,3}}?"
        r"(?:links?|urls?|hyperlinks?|web ?sites?)\b"
        r"|\b(?:fug\w*|setz\w*|nenn\w*|verlink\w*) (?:\w+ ){0,3}?(?:links?|urls?)\b",
    ),
    (
        "an order to go on",
        "word code comp cont conv",
        r"\bword for word\b|\bin (?:a )?(?:txt |markdown )?code ?block\b|\bcomplete this sentence\b"
        r"|\bcontinue the following\b|\bthis entire conversation\b",
    ),
    (
        "an order to change a text",
        "lett vowe cons word char spac punc syll sent anag homo base rot1 alph aste keyw",
        rf"{_START}(?:replace|substitute|swap|scramble|rearrange|misspell|reverse|anagram|encode|encrypt|decode|"
        r"capitali[sz]e|obfuscate|shuffle|remove|delete|omit|drop|jumble|transpose|mix up|switch|convert|change|"
        r"randomi[sz]e|alternate|repeat|separate|group|split|space out|use|insert|interchange|spell|write|turn)\b"
        r"[^.!?\n]{0,60}?\b(?:letters?|vowels?|consonants?|words?|characters?|spaces?|spacing|punctuation|syllables?|"
        r"sentences?|anagrams?|homophones?|base64|rot13|alphabet|asterisks?|keywords)\b"
        r"|\b(?:letters?|vowels?|words) (?:with|by|for|as) (?:numbers?|symbols?|digits|anagrams?|emojis?)\b"
        r"|\b(?:numbers?|symbols?|digits|emojis?) (?:for|instead of|in place of) (?:letters?|vowels?|words)\b"
        r"|\b(?:as|of|for|into) anagrams?\b|\bin base64\b",
    ),
    (
        "a request for a piece of writing",
        "poem stor essa lett emai e-ma mail song lyri scri spee arti para summ syno repo twee post blog func "
        "code prog exam intr outl sent resp answ haik dial draf mess capt head quot tran expl over conc lime "
        "sonn mono biog tuto quer snip algo rege clas meth gedi gesc aufs brie lied skri rede abs absa zusa "
        "beri beit beis einl satz antw bewe reze list nach",
        rf"{_START}(?:write|draft|compose|provide|create|generate|produce|prepare|craft|give me|show me|tell me|"
        r"(?:can|could|would|will) you(?: please)? \w+(?: me)?|make up|come up with|help me(?: to)? \w+) (?!your |our )"
        rf"(?:an? |the |some |me |us |my )?(?:[^\s.!?]+ ){{0,5}}?(?:{_WRITING})s?\b"
        rf"|\b(?:schreib|verfass|erstell|formulier|dicht|generier)\w* (?:mir |uns |bitte |sie )*(?:eine?[nrs]? )?"
        rf"(?:\w+ ){{0,3}}?(?:{_WRITING_DE})\w*",
    ),
    (
        "a request to explain or translate",
        "expl desc summ para outl disc anal brea defi elab list name iden comp illu clar inte calc solv debu tran how "
        "uber erkl besc fass nenn defi bere",
        r"(?:^|[\n.!?:;\"'] ?|\b(?:please|now|then|first|to proceed,?) )"
        r"(?:explain|describe|summari[sz]e|paraphrase|outline|discuss|analy[sz]e|break down|define|elaborate(?: on)?|"
        r"list|name|identify|compare|illustrate|clarify|interpret|calculate|compute|solve|debug) "
        r"(?:(?:the|an?|how|what|why|when|where|who|which|me|us|some|\d+|three|five|ten|all|main|key|"
        r"[a-z]+ (?:of|in|to|from))\b|['\"])"
        rf"|{_START}translate\b"
        r"|\bhow (?:do|would|can|to) (?:you |i |we |one )?(?:say|write|spell|translate|pronounce|implement|code)\b"
        r"|(?:^|[\n.!?] ?|\bbitte )(?:ubersetze|erklare|beschreibe|fasse|nenne|liste|definiere|berechne)\b",
    ),
    (
        "an order to take text or code over",
        "code snip exce scri prog comm bloc segm frag sect answ repl resp outp solu impl eluc quel befe skri "
        "satz text antw ausg",
        r"\b(?:following|subsequent|below|given|provided|next|succeeding|ensuing) "
        r"(?:[a-z]+ )?(?:code|snippet|excerpt|script|program|command|block|segment|fragment|section of code)\b"
        r"|\bcode (?:block|snippet|excerpt|section|segment|fragment|piece|passage|portion)\b"
        r"|\b(?:in|to|into|with|within|of|for) (?:your|the) (?:code|codebase|implementation|solution|elucidation|"
        r"script|program|answer|reply|response|output)\b"
        r"|\b(?:in|to|of|with|modify|enhance|augment|within|into|for|as) (?:your|the) (?:answer|reply|response|output)"
        r"(?:'s|s)?\b"
        r"|\bin (?:deine[rm]?|ihre[rm]?) (?:antwort|ausgabe|code)\b"
        r"|\bfolgend\w* (?:code|quelltext|befehl|skript|satz|text)\w*",
    ),
)
_QUESTION: Final = re.compile(
    r"(?:^|[\n.!?\"'] ?)(?:what|who|when|where|which|how|why|was ist|wer|wann|wie viele?|warum)"
    r" (?:(?:is|are|was|were|did|does|do|wrote|invented|discovered|many|much|has|had|can|could|should|would|causes?|"
    r"war|hat|ist|sind|schrieb|erfand)\b)(?! (?:it|this|that|there|our|we|they|these|those|your|not|"
    r"you (?:waiting|wait|looking|get|need|want))\b)[^.!?\n]{3,160}\?"
)
"""A question of knowledge: a description does not ask one, and what asks is no fact. Titles do ("Who framed …?")."""

_PATTERNS: Final = tuple((what, frozenset(starts.split()), rule) for what, starts, rule in _RULES)
_WORD: Final = re.compile(r"[a-z_][a-z_.'-]*")
_LOOSE: Final = re.compile(
    r"(?:ignore|disregard|forget|override|bypass)(?:all)?(?:the|your|my|of)?(?:previous|prior|above|earlier|other)?"
    r"(?:instructions?|prompts?|rules|orders)"
    r"|systemprompt|systemmessage|youarenow|asanai|actasa|fromnowon|respondwith|revealyour|saythat|developermode"
    r"|previousinstructions?|(?:ignoriere|vergiss)(?:alle)?(?:vorherigen|bisherigen|obigen)?(?:anweisungen|regeln|befehle)"
    r"|dubist(?:jetzt|nun|ein)|antwortemit"
)

_LONG_RUN: Final = 14
"""Letters that stand apart one by one: a shop may space out a word, nobody spaces out a sentence but to hide it."""


@lru_cache(maxsize=4096)
def instruction_spans(text: str, *, is_title: bool = False) -> tuple[tuple[tuple[int, int], str], ...]:
    """Spans that read like an order to whoever processes the text, each with what it is.

    Args:
        text: of others, as it came.
        is_title: questions of knowledge are then no findings.

    Returns:
        Places in the text as it came, in order, overlapping ones as one.
    """
    found: list[tuple[tuple[int, int], str]] = []
    for reading, is_joined in readings(text):
        if is_joined:
            is_long = len(reading.text) >= _LONG_RUN
            spans = [(0, len(reading.text))] if is_long else [match.span() for match in _LOOSE.finditer(reading.text)]
            found += [(reading.span(*span), "words spaced out") for span in spans]
        else:
            found += _in_reading(reading, is_title)
    return _merged(found)


def has_instruction(text: str, *, is_title: bool = False) -> bool:
    """Whether a text reads like an order anywhere; see `instruction_spans`."""
    return bool(instruction_spans(text, is_title=is_title))


def _in_reading(reading: Reading, is_title: bool) -> list[tuple[tuple[int, int], str]]:
    # Most rules need a word that most texts lack: a look at how its words start spares nine searches of ten.
    starts = {word[:4] for word in _WORD.findall(reading.text)}
    found = [
        (reading.span(*match.span()), what)
        for what, needed, rule in _PATTERNS
        if not needed.isdisjoint(starts)
        for match in _compiled(rule).finditer(reading.text)
    ]
    if not is_title and "?" in reading.text:
        found += [(reading.span(*match.span()), "a question") for match in _QUESTION.finditer(reading.text)]
    return found


@lru_cache(maxsize=len(_RULES))
def _compiled(rule: str) -> re.Pattern[str]:
    """A rule's pattern; to compile them all is a hundredth of a start, and most texts need none."""
    return re.compile(rule)


def _merged(found: list[tuple[tuple[int, int], str]]) -> tuple[tuple[tuple[int, int], str], ...]:
    kept: list[tuple[tuple[int, int], str]] = []
    for (start, end), what in sorted(found):
        if kept and start < kept[-1][0][1]:
            (before, last), first = kept[-1]
            kept[-1] = (before, max(last, end)), first
        else:
            kept.append(((start, end), what))
    return tuple(kept)
