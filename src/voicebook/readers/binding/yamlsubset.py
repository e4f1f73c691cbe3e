"""YAML without what a stranger's text may not do: only text, lists and mappings, and no aliases."""

from typing import Any

import yaml


class _Loader(yaml.BaseLoader):
    """PyYAML's loader that makes only text, lists and mappings, and here no copies of nodes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """Refuse aliases: they can make a small text grow without bound."""
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="an alias (*name) is not allowed", problem_mark=mark)
        return super().compose_node(parent, index)


class BrokenYamlError(ValueError):
    """What is wrong, and in which line of the block, from 0."""

    def __init__(self, problem: str, line: int) -> None:
        super().__init__(problem)
        self.line = line


def load(block: str) -> Any:
    """Return what a block of YAML says, all values as text. Raises BrokenYamlError."""
    try:
        loader = _Loader(block)
        try:
            return loader.get_single_data()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise BrokenYamlError(
            str(getattr(error, "problem", None) or error), mark.line if mark else -1
        ) from None
    except RecursionError:
        raise BrokenYamlError("values are nested too deeply", -1) from None
