"""The report that goes on an invoice, made of the readings on the screen; and what a person asks of it."""

from dashboard.answers import source
from dashboard.answers.billing import BillOf, InvoiceOf, MoneyOf
from dashboard.answers.made import Report as ReportReading
from dashboard.issuing import invoice as issuing
from dashboard.issuing.invoice import Invoice
from dashboard.issuing.refusals import ReportMoved
from dashboard.metrics.window import Window
from dashboard.ui.frame.failure import told
from dashboard.ui.page import data, pinned, state
from data_access import Settings
from data_access.rate_card import Rates
from data_access.rates import read_rates

_AGAIN = "second_fetch_of"


def bill_of(window: Window, *, fresh: bool) -> BillOf:
    """What the bill on the page is made of; `fresh` never from days that are kept."""
    now, before = data.report(window.period, fresh=fresh), data.report_before(window)
    return BillOf(now, before, data.roster(), data.facts())


def invoice_of(window: Window, *, fresh: bool) -> InvoiceOf:
    """What the invoice on the page is made of; a dataset is read a second time by itself, the API when a person asks for it.

    Raises the error of a question beside the main one that failed just now: without its answer it would be another bill.
    """
    first, facts = data.report(window.period, fresh=fresh), data.facts()
    platform = issuing.whose(Settings.from_environment(), data.platform_name(), is_sample=facts.is_sample)
    roster, counted = data.roster(), data.counted()
    issuing.refuse_failed((*first.unknown, *roster.unknown, *counted.unknown))
    return InvoiceOf(first, roster, counted, _second(first), facts, platform)


def shown_invoice(window: Window, *, fresh: bool) -> Invoice:
    """The invoice of the page's period. Raises as `invoice_of`."""
    return invoice_of(window, fresh=fresh).invoice()


def refuse_partial() -> None:
    """Raises the error of a question that failed just now: without its answer the bill would be another one."""
    issuing.refuse_failed(data.unknown())


def is_invoice_known(window: Window, *, fresh: bool) -> bool:
    """Whether there is an invoice to show; what stands against it is told here, once for all its parts."""
    with told("invoice"):
        shown_invoice(window, fresh=fresh)
        return True
    return False


def can_be_fetched_again(window: Window, *, fresh: bool) -> bool:
    """Whether a person may ask for the report a second time: a dataset is read again by itself."""
    first = data.report(window.period, fresh=fresh)
    return not data.facts().is_dataset and issuing.can_be_fetched_again(first.value, data.facts())


def fetch_again(window: Window, *, fresh: bool) -> None:
    """Ask for the report a second time in the next run."""
    state.keep(_AGAIN, data.report(window.period, fresh=fresh))


def refuse_moved(found: Invoice) -> None:
    """Raises ReportMoved where other figures, another source or another rate card are known than the page shows.

    What is issued is what was seen: the page shows the new figures first.
    """
    if pinned.newer_read() or pinned.is_another_source():
        raise ReportMoved(f"newer figures than those of {found.read_at:%-d %b %Y, %H:%M:%S} UTC are there")
    if read_rates(Settings.from_environment().rates) != rates():
        raise ReportMoved("the rate card is another one than when the page was drawn")


def rates() -> Rates | None:
    """The rate card and the allowances as the page shows them; None without a file. Raises RatesMissing, RatesWrong."""
    return pinned.pinned(source.rates, Settings.from_environment().rates).value


def money_of(window: Window, *, fresh: bool) -> MoneyOf:
    """What the amounts of the page's invoice are made of. Raises as `invoice_of` and `rates`."""
    return MoneyOf(invoice_of(window, fresh=fresh), rates())


def _second(first: ReportReading) -> ReportReading | None:
    facts = data.facts()
    wanted = facts.is_dataset or state.kept(_AGAIN, lambda: None) is first
    return data.report_again(first) if wanted and issuing.can_be_fetched_again(first.value, facts) else None
