"""The scenario as flat arrays, and the compiled loop over them."""
