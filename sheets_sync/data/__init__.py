"""Every definition that a consortium may correct beside its config, as YAML."""

from pathlib import Path

DATA = Path(__file__).parent
