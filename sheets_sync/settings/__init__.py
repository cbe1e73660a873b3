"""The sections of `config.yaml` as values: what a stage is given, without the rest of config."""
