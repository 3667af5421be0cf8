"""`python -m palier` is `palier`."""

from palier.start import main

main()
