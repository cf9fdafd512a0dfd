"""A report on its way to an invoice: report, checks, money, pack and ledger, for the page and the command alike."""
