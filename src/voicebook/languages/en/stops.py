"""Abbreviations whose stop need not end a sentence: what the segmenter asks."""

from voicebook.languages.en import tables
from voicebook.text.language import Stops

_MORE_TITLES = (
    "jr sr esq messrs mt ft pt ste mlle mme cmdr lieut sgt.maj hon rt fr br sr sis amb atty "
    "supt insp det ofc mgr msgr abp bp card ald cllr "
    "wm chas geo jas thos robt jos st sts dr drs prof profs gen maj col capt cpt cpl pvt pte "
    "lt brig adm cdr sen sens rep reps gov govs pres "
    "rev revs revd mr mrs ms mx lord_ ph univ"
).split()
_NUMBERED = (
    "no nos p pp pg pgs vol vols ch chs chap chaps fig figs sec secs sect art arts cl para "
    "paras n nn fn l ll v vv bk pt pts tab eq eqs pl pls "
    "col cols fol fols app ed ser op ep apt rm flr ste ext tel ca c est approx pop lat long "
    "alt elev jan feb mar apr jun jul aug sep sept oct nov dec "
    "mon tue tues wed thu thur thurs fri sat sun gen exod lev num deut josh judg sam kgs "
    "chron neh esth ps pss prov eccl isa jer lam ezek dan hos "
    "mic nah hab zeph hag zech mal matt rom cor gal eph phil col thess tim philem heb jas "
    "pet rev b d r fl m max min rs ver hwy rte"
).split()
_INSIDE = (
    "e.g i.e eg ie vs viz cf approx ca esp incl excl orig prob resp et al ibid op.cit "
    "loc.cit trans ed eds repr rpt illus attn asst mgr gov't "
    "a.k.a w.r.t c v cont pron abbr namely b.c_ al seq ff_"
).split()
_ANYWHERE = (
    "etc inc ltd corp co cos bros dept depts govt univ assn jr sr esq u.s u.k u.s.a u.s.s.r "
    "u.n e.u d.c a.d b.c b.c.e c.e m.d ph.d b.a "
    "m.a b.sc m.sc ll.b d.d r.n n.y l.a p.s n.b q.e.d st ave blvd rd ln dr hwy pkwy sq ft in "
    "oz lb lbs yd yds mi min hr hrs sec gal qt misc "
    "bldg cent cents ff n.d r.i.p i.q t.v jan feb mar apr jun jul aug sep sept oct nov dec "
    "mon tue tues wed thu thur thurs fri sat sun"
).split()

_AFTER_TIMES = (
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july "
    "august september october november december eastern central mountain pacific atlantic greenwich british "
    "et ct mt pt est edt cst cdt mst mdt pst pdt gmt utc bst cet cest"
).split()


def _clean(words: list[str]) -> frozenset[str]:
    return frozenset(word for word in words if not word.endswith("_"))


def _cued(*cues: str) -> frozenset[str]:
    """Return abbreviations by their cue: no initials, no ordinary words, none of those listed here."""
    listed = {*_MORE_TITLES, *_NUMBERED, *_INSIDE, *_ANYWHERE} | tables.word_set("short-words.tsv")
    found = (row[0].rstrip(".").lower() for row in tables.rows("abbreviations.tsv", key=3) if row[2] in cues)
    return frozenset(short for short in found if "." not in short) - listed


STOPS = Stops(
    before_name=_clean(_MORE_TITLES)
    | _cued("name", "between-names", "bracket-name")
    | {title.lower().rpartition(" ")[2] for title in tables.pairs("titles.tsv")},
    before_number=_clean(_NUMBERED)
    | _cued("", "any", "number", "bracket")
    | {word.lower() for word in tables.pairs("references.tsv")},
    inside=_clean(_INSIDE),
    anywhere=_clean(_ANYWHERE),
    closing=frozenset({"a.m", "p.m"}),
    continued=frozenset(_AFTER_TIMES),
)
