"""Reading tables row by row."""

from __future__ import annotations

from typing import Any

import pandas as pd


def rows(table: pd.DataFrame) -> list[Any]:
    """Rows as named tuples; `Any`, because a column's type is known to people but not to the type checker."""
    return list(table.itertuples())


def records(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Rows as plain JSON values; <NA> is null."""
    return [
        {str(k): None if pd.isna(v) else v.item() if hasattr(v, "item") else v for k, v in row.items()}
        for row in table.to_dict("records")
    ]
