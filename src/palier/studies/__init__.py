"""Many fires of one building: what varies, what is compared, what it comes to. `palier.study` runs one."""

LIBRARIES = ("pyarrow", "duckdb", "scipy", "SALib")  # of the extra `study`
