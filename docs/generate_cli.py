#!/usr/bin/env python3
"""Writes docs/reference/cli.md from the declarations that `voicebook --help` prints.

    python docs/generate_cli.py           writes the page
    python docs/generate_cli.py --check   exits with 1 if the page is out of date

It reads the declarations, not the printed help: how help is laid out is typer's choice and changes
with its version and the width of the terminal; what it says is ours.
"""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any, get_type_hints

from typer.models import ArgumentInfo, OptionInfo

from voicebook.cli import app

PAGE = Path(__file__).parent / "reference" / "cli.md"

_HEAD = """# The command line

<!-- Written by docs/generate_cli.py: change the help texts in src/voicebook/cli, then run it. -->

`voicebook COMMAND --help` (or `-h`) prints the same. Results go to stdout, all else to stderr.

| exit status | means |
| --- | --- |
| 0 | done |
| 1 | a book failed, or a check found something |
| 2 | wrong usage |
| 130 | interrupted with Ctrl-C |"""


def page() -> str:
    """Return the page as the command line is now."""
    common = app.registered_callback
    parts = [_HEAD]
    if common and common.callback:
        parts += ["Before the command:", _table("option", _options(common.callback))]
    for command in app.registered_commands:
        if command.callback is not None:
            name = command.name or command.callback.__name__
            parts += _command(name, command.callback, str(command.epilog or ""))
    for group in app.registered_groups:
        inner = group.typer_instance
        alone = inner.registered_callback if inner else None
        if inner and alone and alone.callback and inner.info.invoke_without_command is True:
            parts += _command(str(group.name), alone.callback, str(inner.info.epilog or ""))
        for command in inner.registered_commands if inner else ():
            if command.callback is not None:
                name = f"{group.name} {command.name or command.callback.__name__}"
                parts += _command(name, command.callback, str(command.epilog or ""))
    return "\n\n".join(part for part in parts if part) + "\n"


def _command(name: str, function: Callable[..., Any], epilog: str) -> Iterator[str]:
    arguments = tuple(_arguments(function))
    usage = "".join(f" {argument}" for argument, _ in arguments)
    example = epilog.removeprefix("Example: ")
    yield f"## `voicebook {name}`"
    yield inspect.cleandoc(function.__doc__ or "")
    yield f"```sh\nvoicebook {name} [OPTIONS]{usage}\n{example}\n```"
    yield _table("argument", arguments)
    yield _table("option", _options(function))


def _table(kind: str, rows: Iterable[tuple[str, str]]) -> str:
    lines = [f"| `{name}` | {text} |" for name, text in rows]
    return "\n".join([f"| {kind} | does |", "| --- | --- |", *lines]) if lines else ""


def _declared(function: Callable[..., Any]) -> Iterator[tuple[inspect.Parameter, Any, Any]]:
    """Yield a command's parameters with their type and what typer is told of them."""
    hints = get_type_hints(function, include_extras=True)
    for name, parameter in inspect.signature(function).parameters.items():
        if not hasattr(hints[name], "__metadata__"):
            continue  # typer's context
        kind, told = hints[name].__origin__, hints[name].__metadata__[0]
        yield parameter, kind, told


def _arguments(function: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    for parameter, kind, told in _declared(function):
        if isinstance(told, ArgumentInfo):
            name = str(told.metavar or parameter.name.upper())
            many = "..." if "list" in str(kind) else ""
            needed = parameter.default is inspect.Parameter.empty
            yield (name if needed else f"[{name}]") + many, _text(parameter, kind, told)


def _options(function: Callable[..., Any]) -> Iterator[tuple[str, str]]:
    for parameter, kind, told in _declared(function):
        if isinstance(told, OptionInfo):
            given = (told.default, *(told.param_decls or ()))
            spelled = [name for name in given if isinstance(name, str) and name.startswith("-")]
            names = ", ".join(spelled or [f"--{parameter.name.replace('_', '-')}"])
            yield f"{names} {told.metavar or ''}".rstrip(), _text(parameter, kind, told)


def _text(parameter: inspect.Parameter, kind: Any, told: Any) -> str:
    """Return what help says of a parameter, with its choices, default and environment variable."""
    notes = []
    if isinstance(kind, type) and issubclass(kind, Enum):
        notes.append("one of " + ", ".join(str(member.value) for member in kind))
    default = told.show_default if isinstance(told.show_default, str) else parameter.default
    if told.show_default is not False and default not in (None, False, inspect.Parameter.empty):
        notes.append(f"default: {getattr(default, 'value', default)}")
    if told.min is not None:
        notes.append(f"at least {told.min}")
    if told.envvar:
        notes.append(f"environment: `{told.envvar}`")
    return str(told.help) + (f" ({'; '.join(notes)})" if notes else "")


def main(arguments: list[str]) -> int:
    """Write the page, or compare it with what is there. Returns the exit status."""
    wanted = page()
    if arguments == ["--check"]:
        current = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
        if current != wanted:
            sys.stderr.write("docs/reference/cli.md is out of date: run docs/generate_cli.py\n")
        return int(current != wanted)
    PAGE.write_text(wanted, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
