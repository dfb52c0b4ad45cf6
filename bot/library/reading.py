"""From a YAML file to a model; every fault becomes one clear sentence that names file and field."""

from __future__ import annotations

import re
from collections.abc import Hashable
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

Checked = TypeVar("Checked")


# libyaml, where PyYAML was built with it, reads the same several times as fast: a start takes 0.3 s less.
_Base: type[Any] = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _PlainLoader(_Base):  # type: ignore[misc]
    """YAML as people mean it: yes, no, 0.1 and 21:30 are words, and a key that stands twice is a fault."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:  # noqa: FBT001, FBT002 - the library's own signature
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"{key!r} stands twice", key_node.start_mark
                )
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep=deep)
        return mapping


_NULL = "tag:yaml.org,2002:null"
_PlainLoader.add_implicit_resolver(_NULL, re.compile(r"^(?:~|null|)$"), ["~", "n", ""])
_PlainLoader.add_constructor(_NULL, lambda _loader, _node: None)


def read_file(source: Traversable, name: str, shape: type[Checked], faults: list[str]) -> Checked | None:
    """Read one file as `shape`, or add to `faults` what is wrong with it and return None."""
    try:
        content = _PlainLoader(source.read_text(encoding="utf-8")).get_single_data()
    except (OSError, UnicodeDecodeError) as error:
        faults.append(f"{name}: cannot be read ({error}).")
        return None
    except yaml.YAMLError as error:
        faults.append(f"{name}: is not readable YAML ({' '.join(str(error).split())}).")
        return None
    if not isinstance(content, dict):
        faults.append(f"{name}: must hold named fields (key: value).")
        return None
    try:
        return TypeAdapter(shape).validate_python(content)
    except ValidationError as error:
        faults.extend(_sentence(name, each) for each in error.errors(include_url=False))
        return None


def _sentence(name: str, error: ErrorDetails) -> str:
    """Say one fault of a field: file, place (lists count from 1), what is wrong."""
    parts = (part + 1 if isinstance(part, int) else part for part in error["loc"] if part != "[key]")
    place = ".".join(str(part) for part in parts)
    match error["type"]:
        case "missing":
            problem = "is missing"
        case "extra_forbidden":
            problem = "is not a field known here"
        case "value_error":
            problem = str(error["ctx"]["error"])
        case "string_pattern_mismatch":
            problem = f"{error['input']!r} is not written as it has to be ({error['ctx']['pattern']})"
        case _:
            problem = f"{error['msg'][:1].lower()}{error['msg'][1:]} (it says {error['input']!r})"
    return f"{name}: {place}: {problem}."
