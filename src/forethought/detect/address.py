"""Where exactly: postcodes, street addresses, roads, landmarks, coordinates, and everyday places ("the village hall").

``detail`` is the postcode itself ("SK4 2AB"), or "address", "street", "road", "landmark", "coordinates", "shop",
"generic".
"""

from __future__ import annotations

from collections.abc import Iterator

from forethought.detect.flat import Pattern, flat
from forethought.detect.registry import Found, detector, surest
from forethought.text.values import Text
from forethought.values import Post, Span

# the shapes of a UK postcode: BS 7666 as given by the Royal Mail's Programmers' Guide
_AREA = (
    r"(?:AB|AL|BA|BB|BD|BH|BL|BN|BR|BS|BT|B|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN"
    r"|DT|DY|EC|EH|EN|EX|E|FK|FY|GL|GU|GY|G|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY"
    r"|LA|LD|LE|LL|LN|LS|LU|L|ME|MK|ML|M|NE|NG|NN|NP|NR|NW|N|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|SA"
    r"|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|S|TA|TD|TF|TN|TQ|TR|TS|TW|UB|WA|WC|WD|WF|WN"
    r"|WR|WS|WV|W|YO|ZE)"
)
_UK = Pattern(rf"\b({_AREA}\d[\dA-Z]?) ?(\d[ABD-HJLNP-UW-Z]{{2}})\b", case=True)
_UK_LOWER = Pattern(rf"\b((?i:{_AREA})\d[\da-z]?) (\d[abd-hjlnp-uw-z]{{2}})\b", case=True)
_UK_OUTER = Pattern(
    rf"\b(?:in|for|around|from|near|postcode|covering|serving|across) ({_AREA}\d[\dA-Z]?)\b(?:["
    r" .,!?;:)/]|$)",
    case=True,
)
_ABROAD: tuple[tuple[str, Pattern], ...] = (
    ("eircode", Pattern(r"\b([AC-FHKNPRTV-Y]\d[0-9W] ?[0-9AC-FHKNPRTV-Y]{4})\b", case=True)),
    ("canada", Pattern(r"\b([ABCEGHJ-NPRSTVXY]\d[A-Z][ -]?\d[A-Z]\d)\b", case=True)),
    (
        "zip",
        Pattern(
            r"\b((?:A[KLRZ]|C[AOT]|DE|FL|GA|HI|I[ADLN]|K[SY]|LA|M[ADEINOST]|N[CDEHJMVY]|O[HKR]|PA|RI"
            r"|S[CD]|T[NX]|UT|V[AT]|W[AIVY]),? \d{5}(?:-\d{4})?)\b",
            case=True,
        ),
    ),
    ("australia", Pattern(r"\b((?:NSW|VIC|QLD|TAS|ACT|NT|SA|WA) \d{4})\b", case=True)),
)

_SUFFIX = (
    r"(?:Street|St|Road|Rd|Lane|Ln|Avenue|Ave|Close|Cl|Drive|Dr|Crescent|Cres|Terrace|Terr"
    r"|Gardens|Gdns|Grove|Place|Pl|Court|Ct|Way|Row|Walk|Mews|Hill|Rise|View|Square|Sq|Parade"
    r"|Brow"
    r"|Bank|Boulevard|Blvd|Green|Gate|Wynd|Vennel|Close|Cottages?|Villas|Yard|Wharf|Quay|Loan"
    r"|Brae|Vale|Meadows?|Park|Buildings|Mansions|Highway|Orchard|Croft|Fold|Bungalows)"
)
_STREET = (
    r"(?:Street|Road|Rd|Lane|Avenue|Ave|Crescent|Terrace|Parade|Boulevard|Highway|Row|Close"
    r"|Drive|Brow|Mews|Wynd|Loan|Brae|Rise|Way)"
)
_FLAT = (
    r"(?:(?:flat|apt|apartment|unit|no|number|plot|room|lock|block|suite|house)\.?"
    r" ?[0-9]{1,4}[a-z]?|flat [a-z]\b)"
)
_NAME = r"(?:(?:the|St\.?|Saint) )?(?:[A-Z][a-z']{1,20}[ -]){1,3}"
_ADDRESS: tuple[tuple[str, Pattern, float], ...] = (
    (
        "address",
        Pattern(rf"\b(?:(?i:{_FLAT}),? )?(?:\d{{1,4}}[a-zA-Z]?(?:[-/]\d{{1,4}})? ){_NAME}{_SUFFIX}\b", case=True),
        0.95,
    ),
    (
        "address",
        Pattern(
            rf"\b(?i:{_FLAT}),? (?:the )?(?:[A-Z][a-z']{{1,20}} ){{1,3}}(?:{_SUFFIX}|House|Lodge|Court"
            r"|Tower|Point|Hall)\b",
            case=True,
        ),
        0.9,
    ),
    (
        "address",
        Pattern(
            rf"\b(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) (?:[A-Z][a-z']{{1,20}}"
            rf" ){{1,2}}{_SUFFIX}\b",
            case=True,
        ),
        0.8,
    ),
    (
        "address",
        Pattern(
            r"\b\d{1,3}[a-c]? (?:[a-z']{3,15} ){1,2}(?:street|road|avenue|lane|crescent|terrace|close"
            r"|drive|grove|gardens)\b(?:[,.!?;\n]|$)",
            case=True,
        ),
        0.7,
    ),
    (
        "address",
        Pattern(
            r"\b(?:[Aa]t|[Oo]n|[Tt]o|[Ff]rom|[Oo]f|[Oo]utside|[Nn]eighbours?) ((?:[Nn]o\.?|[Nn]umber)"
            r" \d{1,3})\b(?:[ ,.!?;:']|$)",
            case=True,
        ),
        0.4,
    ),
    (
        "street",
        Pattern(
            rf"\b(?:[A-Z][a-z']{{1,20}} ){{1,3}}{_STREET}\b|\b(?:[A-Z][a-z']{{1,20}} )(?:St|Dr"
            r"|Cl)\b\.?(?:[,.;!?)\n]|$)",
            case=True,
        ),
        0.8,
    ),
    (
        "street",
        Pattern(r"\b(?:[Tt]he )?High Street\b|\b[Tt]he [A-Z][a-z]{3,15} (?:Road|Row|Close|Estate)\b", case=True),
        0.7,
    ),
    (
        "road",
        Pattern(
            r"\b(?:the|on|off|along|near|down|up|by) ((?:[AMBN]|I-)\d{1,4}(?:\(M\))?)\b(?: (?:north"
            r"|south|east|west)bound)?(?:[^%\w]|$)",
            case=True,
        ),
        0.7,
    ),
    (
        "road",
        Pattern(
            r"\b([AMBN]\d{1,4}(?:\(M\))? (?:[Jj]unction|[Jj]n?|[Nn]orthbound|[Ss]outhbound|[Ee]astbound"
            r"|[Ww]estbound)(?: ?\d{1,2})?)\b",
            case=True,
        ),
        0.9,
    ),
    (
        "road",
        Pattern(
            r"\b(?i:the|off the|on the) ((?:ring road|bypass|dual carriageway|slip road|roundabout|level"
            r" crossing|flyover|hard shoulder))\b"
        ),
        0.45,
    ),
    (
        "coordinates",
        Pattern(
            r"-?\b\d{1,2}\.\d{3,8}[,; ]{1,2}-?\d{1,3}\.\d{3,8}\b"
            r"|/{3}[a-z]{2,20}\.[a-z]{2,20}\.[a-z]{2,20}\b"
        ),
        0.9,
    ),
)
_LANDMARK = Pattern(
    r"\b((?:[A-Z][a-z']{1,20}[ -]|St\.? |of |the ){1,4}(?:Park|Estate|Beach|Bridge|Station"
    r"|Library|Chapel|Castle|Pier|Marina|Harbour|Quays?|Bay|Island|Gorge|Moor|Common|Woods?|Farm"
    r"|Mill|Hotel"
    r"|Arms|Inn|Stadium|Leisure Centre|Shopping Centre|Retail Park|Market|Square|Town Hall"
    r"|Village Hall|Playing Fields?|Fields?|Gardens|Cemetery|Crematorium|Airport|Precinct|Flats"
    r"|Towers?"
    r"|House|Baths|Community Centre|Parish Church|Cathedral|Abbey|Museum|Theatre|Services"
    r"|Roundabout|Caravan Park|Lido|Reservoir|Falls|Hill|Valley|Forest|Head|Point|Junction"
    r"|Depot))\b",
    case=True,
)
_LANDMARK_NOT = Pattern(
    r"^(?:The |In |At |My |Our |His |Her |White |Big |Care |Nursing |Old |Open |Front |Full "
    r"|This |That |A )(?:House|Hill|Point|Head|Market|Services|Theatre|Field|Station)$|House$",
    case=True,
)
_SAINT = Pattern(
    r"\b(?:at|in|to|from|outside|near|behind) (St\.? [A-Z][a-z]{2,12}(?:'s|s')?(?: (?:[Hh]all"
    r"|[Cc]hurch|[Cc]hapel|[Hh]ouse|[Cc]entre))?)",
    case=True,
)
_SHOP = Pattern(
    r"\b(?:in|at|outside|behind|by|near|from|round|opposite|past|to) ((?:the |our |that )?(?:big"
    r" |little |local |main |new )?(?:tesco|aldi|lidl|boots|spar|asda|co-op|sainsbury'?s"
    r"|morrisons|waitrose"
    r"|greggs|mcdonald'?s|maccies|costa|wetherspoons?|spoons|b&q|ikea|iceland|poundland|primark"
    r"|home bargains|m&s|superdrug|starbucks|nando'?s|kfc|argos|supervalu|dunnes|walmart|target"
    r"|countdown))\b"
)
_GENERIC = Pattern(
    r"\b((?:the|our|my local|my|a) (?:[a-z]{3,9} )?(?:town hall|village hall|village shop|post"
    r" office|leisure centre|library|corn exchange|railway station|train station|station|bus"
    r" stop|bus station"
    r"|skate ?park|playground|rec|beach|pub|chippy|chip shop|church hall|school hall|school"
    r" gates?|towpath|car park|high street|village|estate|co-op|chapel|community centre|sports"
    r" centre|shopping centre"
    r"|precinct|market|harbour|quarry|lay-by|layby|petrol station|services|multi-storey|swimming"
    r" pool|promenade|prom|seafront|golf club|rugby club|football club|cricket club|social club"
    r"|bowls club|canal|arcade|north-east|north-west|south-east|south-west|valleys?|county"
    r"|village shop|church"
    r"|traveller site|caravan site|mosque|gurdwara|synagogue|allotments?|playing field|food"
    r" ?bank|retail park|tram stop|tube|metro))\b"
)


@detector
def address(text: Text, post: Post) -> Iterator[Found]:
    """Find postcodes, addresses, roads, landmarks, coordinates and everyday places; the surest of those that overlap
    is kept.
    """
    words = flat(text.original)
    found = [*_postcodes(words), *_addresses(words), *_everyday(words)]
    yield from surest(found)


def _found(start: int, end: int, source: str, detail: str, confidence: float) -> Found:
    return Found("place", Span(start, end), f"address:{source}", detail, confidence)


def _postcodes(words: str) -> Iterator[Found]:
    if not any(map(words.count, "0123456789")):
        return
    for pattern, confidence in ((_UK, 0.98), (_UK_LOWER, 0.8)):
        for match in pattern.finditer(words):
            code = f"{match.group(1)} {match.group(2)}".upper()
            yield _found(match.start(), match.end(), "postcode", code, confidence)
    for match in _UK_OUTER.finditer(words):
        yield _found(match.start(1), match.end(1), "postcode", match.group(1), 0.8)
    for country, pattern in _ABROAD:
        for match in pattern.finditer(words):
            letters = country != "eircode" or not match.group(1)[3:].strip().isdecimal()
            if letters:
                yield _found(match.start(1), match.end(1), country, match.group(1), 0.85)


def _addresses(words: str) -> Iterator[Found]:
    for detail, pattern, confidence in _ADDRESS:
        for match in pattern.finditer(words):
            group = 1 if detail == "road" and match.group(1) else 0
            length = len(match.group(group).rstrip(" ,.;!?)\n"))
            yield _found(match.start(group), match.start(group) + length, detail, detail, confidence)


def _everyday(words: str) -> Iterator[Found]:
    for match in _LANDMARK.finditer(words):
        name = match.group(1)
        confidence = 0.4 if _LANDMARK_NOT.search(name) else 0.65
        if name[0].isupper() and not name.startswith("The The"):
            yield _found(match.start(1), match.end(1), "landmark", "landmark", confidence)
    for match in _SAINT.finditer(words):
        yield _found(match.start(1), match.end(1), "landmark", "landmark", 0.45)
    for match in _SHOP.finditer(words):
        yield _found(match.start(1), match.end(1), "shop", "shop", 0.5)
    for match in _GENERIC.finditer(words):
        yield _found(match.start(1), match.end(1), "generic", "generic", 0.35)
