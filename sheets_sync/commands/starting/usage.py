"""Help and usage errors in French: typer has them in English only."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from forms.definition_file import did_you_mean
from sheets_sync.catalogue import sentence
from sheets_sync.errors import Refusal

_FIXED: Mapping[str, str] = {
    r"^Usage: ": "usage",
    r"^Options:$": "options",
    r"^Commands:$": "commands",
    r"^Arguments:$": "arguments",
    r"Show this message and exit\.": "help",
    r"\[required\]": "required",
    r"\[default: (?P<value>[^\]]*)\]": "default",
    r"\[OPTIONS\]": "options_here",
    r"COMMAND \[ARGS\]\.\.\.": "command_here",
}
"""Words of typer in every help → the sentence for it, with the values in it by name."""
_PROBLEMS: Mapping[str, str] = {
    r"Got unexpected extra argument\(?s?\)? \((?P<words>.*)\)": "extra",
    r"Missing (?:argument|option|parameter) '?(?P<name>[^'.]*)'?.*": "missing",
    r"No such option: (?P<name>\S+)(?: .*)?": "no_option",
    r"Option '?(?P<name>[^']*?)'? requires an argument\.?": "no_value",
    r"Option '?(?P<name>[^']*?)'? does not take a value\.?": "takes_no_value",
    r"Invalid value for '?(?P<name>.*?)'?: (?P<reason>.*)": "wrong_value",
}
"""Complaint of typer on what was typed → the sentence for it."""
_REASONS: Mapping[str, str] = {
    r".*valid int(?:eger)?\b.*": "no_integer",
    r".*less than or equal to (?P<most>\S+)": "at_most",
    r".*greater than or equal to (?P<least>\S+)": "at_least",
    r".* is not one of (?P<values>.*?)\.?": "none_of",
}


def help_in_french(text: str) -> str:
    """A help text of typer with its fixed words in French."""
    for pattern, code in _FIXED.items():
        text = re.sub(pattern, _usage_sentence(code), text, flags=re.MULTILINE)
    return text


def whole_summaries(group: TyperGroup, ctx: Any) -> list[tuple[str, str]]:
    """The commands of a group, each with its first sentence whole, where typer would cut it."""
    commands = ((name, group.get_command(ctx, name)) for name in group.list_commands(ctx))
    return [(name, first_sentence(command.help or "")) for name, command in commands if command]


def first_sentence(text: str) -> str:
    """The first sentence of a text of several lines."""
    return re.split(r"(?<=[.?!])\s", " ".join(text.split()), maxsplit=1)[0]


def _usage_sentence(code: str) -> Callable[[re.Match[str]], str]:
    return lambda found: sentence(f"usage.{code}", **found.groupdict())


def problem_in_french(message: str) -> str:
    """Sentence on what is wrong with what was typed; typer's own where it is none that we know."""
    translated = _translated(message, _PROBLEMS)
    return translated or message


def _translated(message: str, known: Mapping[str, str]) -> str:
    for pattern, code in known.items():
        match = re.fullmatch(pattern, message, re.DOTALL)
        if match is not None:
            values = {name: value or "" for name, value in match.groupdict().items()}
            if "reason" in values:
                values["reason"] = _translated(values["reason"], _REASONS) or values["reason"]
            return sentence(f"usage.{code}", **values)
    return ""


def refuse_unknown(name: str, commands: Sequence[str]) -> NoReturn:
    """Raise `Refusal` for a command that does not exist, with the nearest."""
    hint = did_you_mean(name, commands)
    raise Refusal("command.unknown", name=name, hint=hint)


class FrenchCommand(TyperCommand):
    """A command whose help is in French."""

    def get_help(self, ctx: Any) -> str:
        """The help of the command."""
        return help_in_french(super().get_help(ctx))


def run_in_french(main: Callable[..., Any]) -> None:
    """Run a command's `main`, and end the program: what was typed wrongly is told in French.

    Args:
        main: what raises typer's exceptions, as with `standalone_mode=False`.
    """
    try:
        code = main()
    except typer.Abort:
        typer.echo(sentence("usage.stopped"), err=True)
        sys.exit(1)
    except Refusal as refusal:
        typer.echo(str(refusal), err=True)
        sys.exit(2)
    # typer brings a click of its own: what it raises of wrong usage is known by what it can say.
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        _show_usage_error(error)
        sys.exit(getattr(error, "exit_code", 2))
    sys.exit(code if isinstance(code, int) else 0)


def _show_usage_error(error: Any) -> None:
    """Say what is wrong, and where the help is; a bare group asks for its help only."""
    if type(error).__name__ == "NoArgsIsHelpError":
        typer.echo(error.format_message(), err=True)
        return
    typer.echo(problem_in_french(error.format_message()), err=True)
    context = getattr(error, "ctx", None)
    if context is not None:
        typer.echo(sentence("usage.see_help", command=context.command_path), err=True)
