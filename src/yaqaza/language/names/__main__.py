"""``python -m yaqaza.language.names``: compile what comparing names needs, so that the first reader does not wait for it."""

from yaqaza.language.names import prewarm

prewarm()
