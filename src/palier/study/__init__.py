"""Many fires of one building: what varies, what is compared, what it comes to."""

LIBRARIES = ("pyarrow", "duckdb", "scipy", "SALib")  # of the extra `study`
