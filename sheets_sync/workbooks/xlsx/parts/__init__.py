"""The parts of an `.xlsx` package, read and edited in place."""
