"""Memory between runs: states, pseudonyms, figures of documents."""
