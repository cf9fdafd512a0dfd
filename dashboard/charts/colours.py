"""The slots beside those of `theme`: placeholders, too, that the browser swaps for the theme's colours."""

_SLOT = "#{:06d}"
CYAN, VIOLET, LIME, PINK = (_SLOT.format(slot) for slot in range(2, 6))
GAP, NEGATIVE = _SLOT.format(8), _SLOT.format(10)
_FIRST, _LAST = 13, 20
SEQUENTIAL = [[(slot - _FIRST) / (_LAST - _FIRST), _SLOT.format(slot)] for slot in range(_FIRST, _LAST + 1)]
"""`theme.chartSequentialColors` as Plotly's colour scale, without the two that hardly differ from the page: the least
that there is must not look like nothing."""
