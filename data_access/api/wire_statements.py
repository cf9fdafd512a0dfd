"""The words in which an answer speaks of itself: how much of it there is, where the rest is, of when it is.

OneHazel documents none of them, so these are the spellings that APIs use. They are compared by letters and digits alone
(`names.bare`), so `X-Next-Page`, `next_page` and `nextPage` are one name.
"""

from collections.abc import Mapping
from functools import lru_cache

from data_access.names import bare


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Objects beside the rows, and what stands in them
PAGING, ABOUT, PERIOD, TOTALS, ECHO, SHARDS = "paging", "about", "period", "totals", "echo", "shards"
HELD = "held"
OTHER = "other"
_KINDS = {
    PAGING: "pagination paging pager paginator paginginfo paginationinfo paginationmetadata pageinfo pageinformation "
    "page pages cursor cursors count hits link links navigation resultinfo resultset listmetadata",
    ABOUT: "meta metadata responsemetadata responseinfo info context envelope response result extensions quality "
    "dataquality completeness report status",
    PERIOD: "period reportingperiod billingperiod reportperiod usageperiod daterange timerange range interval window "
    "timewindow timeframe timespan dates",
    TOTALS: "totals total grandtotal grandtotals summary aggregate aggregates sum sums overall counts stats statistics",
    ECHO: "query params parameters request requested filter filters",
    SHARDS: "shards",
    HELD: "coverage datacoverage availability dataavailability available",
}
CONTAINERS: Mapping[str, str] = {name: kind for kind, names in _KINDS.items() for name in names.split()}
"""The kind of each object that is looked into. What a request's echo says of a period counts; its cursor does not."""

# The way on
NEXT = _words(
    "next nextlink nextlinks nexturl nexturi nexthref nextpage nextpageurl nextpageuri nextpagelink nextpagenumber "
    "nextrecordsurl nextresults nexturls nextpagepath nextpath moreurl morelink"
)
HREF = ("href", "url", "uri", "link")
RELATION = ("rel", "relation", "type")
NEXT_CURSORS: Mapping[str, str] = {
    "nextcursor": "cursor",
    "nextpagecursor": "cursor",
    "nexttoken": "nextToken",
    "nextpagetoken": "pageToken",
    "nextafter": "after",
    "nextoffset": "offset",
    "nextskip": "skip",
    "nextstartindex": "startIndex",
    "nextmarker": "marker",
    "nextcontinuationtoken": "continuationToken",
    "continuationtoken": "continuationToken",
    "continuation": "continuation",
    "continue": "continue",
    "resumptiontoken": "resumptionToken",
    "scrollid": "scrollId",
    "bookmark": "bookmark",
}
"""A cursor that is only there where there is more, and the parameter that takes it."""

POSITIONS: Mapping[str, str] = {
    "cursor": "cursor",
    "endcursor": "after",
    "after": "after",
    "marker": "marker",
    "pagetoken": "pageToken",
}
"""A cursor that may merely say where this page ends."""

NO_PARAMETER = _words(
    "lastevaluatedkey searchafter nextkey nextid nextstart nextstartkey nextpagekey nextpageid nextpartition "
    "nextpartitionkey nextrowkey"
)
"""A cursor that nobody can send back without knowing how."""

PAGE_NUMBERS: Mapping[str, str] = {
    "page": "page",
    "currentpage": "page",
    "pagenumber": "pageNumber",
    "pageno": "pageNo",
    "pageindex": "pageIndex",
    "number": "page",
}
OFFSETS: Mapping[str, str] = {"offset": "offset", "skip": "skip", "startindex": "startIndex"}
LIMITS = _words("limit perpage pagesize maxresults maxrows maxitems rowlimit maxpagesize itemsperpage")

# How much there is
STATED_ROWS = _words(
    "total totalcount totalrows totalitems totalresults totalrecords totalelements totalhits totalobjects totalentries "
    "totalnumber rowcount rowstotal itemstotal resultcount recordcount recordstotal itemcount countall count wptotal "
    "numfound numbermatched totalavailable totalmatches totalmatching totalsize nbhits fullcount returned returnedcount "
    "numreturned numberreturned numberofelements resultsize numresults numrows numrecords resultstotal"
)
ROWS_OF_A_TOTAL = _words("value rows records items results entries")
"""How many rows there are, in an object that is named a total: `total: {"value": 7}`."""
STATED_OPERATORS = _words(
    "operators totaloperators operatorcount operatorscount operatorstotal numberofoperators numoperators "
    "totaloperatorcount"
)
STATED_CONNECTORS = _words("connectors totalconnectors connectorcount connectorstotal numberofconnectors")
OF_A_PAGE = _words(
    "count rowcount resultcount recordcount itemcount returned returnedcount numreturned numberreturned numberofelements"
)
"""A count that may be of this page alone."""

STATED_PAGES = _words(
    "totalpages pagecount pagestotal pages numpages numberofpages lastpage totalpagecount wptotalpages"
)
MORE = _words(
    "hasmore hasnext hasnextpage hasmorepages hasmoreresults hasmoreitems hasmorerecords hasmoredata more moreresults "
    "moreavailable morepages morerecords moreitems istruncated truncated incomplete isincomplete partial ispartial "
    "limitreached limitexceeded rowlimitreached limited clipped capped cutoff overflow remainingrows remainingitems "
    "rowsremaining itemsremaining omitted omittedrows rowsomitted maxrowsreached exceededlimit hasmorerows hasmoreoperators "
    "morerows moredata moreresultsavailable moreitemsavailable hasadditionalpages truncatedrows truncatedcount omittedcount "
    "omittedoperators missingoperators skippedoperators failedoperators unavailableoperators rowstruncated datatruncated "
    "resulttruncated resultstruncated responsetruncated trimmed istrimmed"
)
"""True, or a number above 0: this is not all. The last page that came must not say so."""

NEVER_WHOLE = _words(
    "partialresult partialresults partialdata partialsuccess partialfailure incompleteresults incompletedata timedout "
    "terminatedearly sampled issampled datamissing missingdata hasmissingdata haserrors degraded isdegraded"
)
"""True: some of it is missing, and no further page brings it."""

OUTRIGHT = NEVER_WHOLE | _words(
    "truncated istruncated partial ispartial incomplete isincomplete hasmore hasnextpage datatruncated resultstruncated"
)
"""What says the same in an object of whatever name."""

COMPLETE = _words(
    "complete iscomplete completed allresults islast islastpage last lastpage endofresults endoflist done exhausted "
    "hasall datacomplete"
)
"""False: this is not all."""

ERRORS = _words("error errors failures failed exceptions faults partialerrors failedshards missingshards")
SUCCESS = _words("success ok succeeded successful")

# What stands against it without saying that rows are missing
WARNINGS = _words("warning warnings")
PROVISIONAL = _words(
    "provisional isprovisional preliminary ispreliminary estimated isestimated estimate approximate isapproximate stale "
    "isstale outdated unsettled draft isdraft"
)
SETTLED = _words("final isfinal finalized finalised isfinalized settled issettled")
STATES = _words("status state resultstatus datastatus datastate reportstatus completeness")
STATES_FAILED = _words("error errors failed failure fail")
STATES_PART = _words("partial incomplete truncated partialsuccess partiallycomplete partialcontent partialfailure")
STATES_OPEN = _words(
    "pending processing running queued inprogress building provisional preliminary estimated estimate draft unsettled "
    "stale degraded late computing calculating"
)
ZONES = _words("timezone tz zone timezoneid timezonename")
UTC_ZONES = _words("utc etcutc z gmt etcgmt zulu utc0 gmt0 00 0000 utc0000 utc00 universal etcuniversal etczulu")

# Of when it is
SPANS = frozenset(_KINDS[PERIOD].split()) | {"month", "billingmonth", "reportmonth", "quarter"}
MUST_BE_READ = SPANS - {"interval", "window", "dates"}
"""What only ever names a period: one that cannot be read stands against the answer."""

_SPAN_ENDS = """
start end, from to, startdate enddate, starttime endtime, startat endat, startsat endsat, startday endday, fromdate todate,
datefrom dateto, periodstart periodend, effectivestart effectiveend, effectivefrom effectiveto,
effectivestartdate effectiveenddate, actualstart actualend, actualstartdate actualenddate, reportstart reportend,
reportstartdate reportenddate, windowstart windowend, intervalstart intervalend, usagestart usageend, periodstartdate periodenddate, since until, firstday lastday, startson endson,
begin end, begindate enddate, start finish, periodfrom periodto, start stop,
startinclusive endinclusive, rangestart rangeend, mindate maxdate, starttimestamp endtimestamp, billingstart billingend,
billingperiodstart billingperiodend, currentperiodstart currentperiodend, startdateutc enddateutc
"""
STARTS = frozenset(pair.split()[0] for pair in _SPAN_ENDS.split(","))
LAST_DAYS = frozenset(pair.split()[1] for pair in _SPAN_ENDS.split(","))
DAYS_AFTER = _words("endexclusive endsbefore before enddateexclusive toexclusive periodendexclusive")
"""An end that is not counted itself."""

SHORT_ENDS = _words("from to since until start end begin finish stop before")
"""Names that say a period where they hold a day, and may be anything else where they do not."""

DAY_COUNTS = _words("days daycount perioddays numberofdays totaldays")
OWN_DAY_COUNTS = _words("perioddays daysinperiod windowdays rangedays reportdays lookbackdays")
"""How many days a period has, wherever it stands."""

HELD_FROM = _words(
    "availablefrom datafrom datastart datasince dataavailablefrom firstavailable earliestdata coveredfrom"
)
HELD_UNTIL = _words(
    "asof dataasof datathrough datauntil datato dataend latestdata lastavailable availableuntil availableto coveredto "
    "coveredthrough coveredthru completethrough completeuntil generatedat computedat calculatedat cachedat snapshotat "
    "refreshedat lastrefreshed lastrefreshedat lastcomputed lastupdated lastupdatedat dataupdatedat"
)
"""From when until when the platform holds figures at all, or when it added them up."""

ROW_DAYS = _words("date day usagedate usageday")
"""The day of a row, in a report that has one row an operator."""

# In which unit
UNITS = _words("unit units uom unitofmeasure unitofmeasurement scale multiplier divisor factor magnitude")
UNIT_ENDINGS = ("unit", "units", "uom", "scale", "multiplier")

# In a row of a report
_IN_A_ROW = (
    MORE,
    NEVER_WHOLE,
    COMPLETE,
    ERRORS,
    SUCCESS,
    WARNINGS,
    PROVISIONAL,
    SETTLED,
    SPANS,
    STARTS,
    LAST_DAYS,
    ROW_DAYS,
)


@lru_cache(maxsize=4096)
def speaks_of_itself(names: tuple[str, ...]) -> bool:
    """Whether a row of a report with these names says something of itself, and not of the operator alone."""
    known = frozenset[str]().union(*_IN_A_ROW, DAYS_AFTER, UNITS, NEXT, NEXT_CURSORS)
    return any(bare(name) in known for name in names)
