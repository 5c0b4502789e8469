"""Which members of a module are functions for a model, and which are not and why."""

from __future__ import annotations

import ast
import functools
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FunctionType, MethodType, ModuleType
from typing import Any

Function = Callable[..., Any]


@dataclass
class Members:
    """The public functions of a module by name, its decorators, and what was left out and why."""

    functions: dict[str, Function] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)
    decorators: list[str] = field(default_factory=list)


def find_members(module: ModuleType) -> Members:
    """The functions of `__all__`, else those that the module itself defines and does not hide.

    A decorator is no function for a model. Where one has put an object in the place of a function,
    the function is looked for in the object.
    """
    defined = _Definitions(module)
    listed = getattr(module, "__all__", None)
    chosen = listed if isinstance(listed, (list, tuple)) else None
    members = Members()
    for name, value in vars(module).items():
        if name not in chosen if chosen is not None else name.startswith("_"):
            continue
        if name in defined.decorators and inspect.isfunction(value):
            if value.__module__ == module.__name__:
                members.decorators.append(name)
        elif inspect.isfunction(value) and value.__name__ == "<lambda>":
            members.left_out[name] = f"{name} is a lambda: write it with def and a docstring."
        elif inspect.isfunction(value):
            if chosen is not None or value.__module__ == module.__name__ or name in defined.hidden:
                members.functions[name] = _behind_arguments(value)
        elif isinstance(value, (functools.partial, MethodType)):
            function = getattr(value, "func", getattr(value, "__func__", None))
            if chosen is not None or getattr(function, "__module__", "") == module.__name__:
                members.functions[name] = value
        elif name in defined.hidden and not inspect.isclass(value):
            inner = next(_functions_in(value, name), None)
            if inner is not None:
                members.functions[name] = inner
            else:
                kind = type(value).__name__
                detail = f"A decorator made {name} an object of the class {kind}: its function"
                members.left_out[name] = f"{detail} is not found. Name the plain function."
    return members


class _Definitions:
    """What the text of a module tells: the functions that it defines, and its decorators."""

    def __init__(self, module: ModuleType) -> None:
        self.hidden: set[str] = set()
        """Names of functions with decorators."""
        self.decorators: set[str] = set()
        try:
            tree = ast.parse(inspect.getsource(module))
        except (OSError, TypeError, SyntaxError, ValueError, RecursionError):
            return
        for node in ast.walk(tree):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                self.decorators |= {name for one in node.decorator_list if (name := _name(one))}
        for node in tree.body:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) and node.decorator_list:
                self.hidden.add(node.name)


def _name(decorator: ast.expr) -> str:
    while isinstance(decorator, ast.Call):
        decorator = decorator.func
    return decorator.id if isinstance(decorator, ast.Name) else ""


def _behind_arguments(function: FunctionType) -> Function:
    """The function that a decorator without `functools.wraps` wraps, told by `*args, **kwargs`."""
    parameters = inspect.signature(function).parameters.values()
    passes_on = {one.kind for one in parameters} == {
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.VAR_KEYWORD,
    }
    if not passes_on or function.__annotations__:
        return function
    cells = (cell.cell_contents for cell in function.__closure__ or () if _is_filled(cell))
    inner = [value for value in cells if isinstance(value, FunctionType)]
    return _behind_arguments(inner[0]) if len(inner) == 1 else function


def _functions_in(value: object, name: str) -> Iterator[Function]:
    """Functions of that name which an object holds, among its attributes and one level below."""
    waiting = [(value, 0)]
    while waiting:
        held, depth = waiting.pop(0)
        if isinstance(held, MethodType):
            held = held.__func__
        if isinstance(held, FunctionType):
            inner = inspect.unwrap(held)
            if name in {inner.__name__, held.__name__}:
                yield _behind_arguments(held)
            cells = (cell.cell_contents for cell in held.__closure__ or () if _is_filled(cell))
            below: list[object] = list(cells)
        else:
            slots = [slot for kind in type(held).__mro__ for slot in _slots(kind)]
            below = [*getattr(held, "__dict__", {}).values()]
            below += [getattr(held, slot) for slot in slots if hasattr(held, slot)]
        if depth < 3 and not isinstance(held, (type, ModuleType)):
            waiting += [(one, depth + 1) for one in below[:50]]


def _slots(kind: type) -> tuple[str, ...]:
    slots = kind.__dict__.get("__slots__", ())
    return (slots,) if isinstance(slots, str) else tuple(slots)


def _is_filled(cell: Any) -> bool:
    try:
        return cell.cell_contents is not None
    except ValueError:
        return False
