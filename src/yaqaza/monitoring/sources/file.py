"""Files of posts: nobody is asked and nobody calls; ``actions.files`` reads what people send."""

from __future__ import annotations

from typing import ClassVar

from yaqaza.monitoring.sources.base import Reader


class Provider(Reader):
    asks: ClassVar[bool] = False
