"""What the user writes; validated; knows no arrays."""
