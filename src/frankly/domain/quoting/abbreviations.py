"""Words after which a full stop ends no sentence."""

from typing import Final

_EVERYWHERE: Final = frozenset(
    """
    dr prof st nr no vol ca max min inkl incl exkl excl tel abb fig kg cm mm ml km vs jr sr inc ltd co corp bros
    """.split()
)
_ENGLISH: Final = frozenset(
    """
    mr mrs ms messrs rev hon capt col gen lt sgt gov sen rep mt ft etc e.g i.e eg ie approx dept est ed eds al cf a.m
    p.m u.s u.k u.s.a oz lb lbs pp p ch jan feb mar apr jun jul aug sep sept oct nov dec
    """.split()
)
_GERMAN: Final = frozenset(
    """
    hr fr frl z.b d.h u.a o.ä u.ä z.t i.d.r s.o v.a bzw bspw usw etc evtl ggf sog vgl zzgl abzgl str art best bes dt
    engl frz ital jh jhd jhdt v n chr geb gest hrsg hl mind mio mrd std stk tsd u z d o s i a b h t ä jan feb apr aug
    sept okt nov dez
    """.split()
)
BEFORE_STOP: Final = {"en": _EVERYWHERE | _ENGLISH, "de": _EVERYWHERE | _GERMAN}
"""Language → what may stand before a full stop within a sentence; case folded."""

ANY_LANGUAGE: Final = _EVERYWHERE | _ENGLISH | _GERMAN
"""For every other language: in doubt a sentence goes on."""
