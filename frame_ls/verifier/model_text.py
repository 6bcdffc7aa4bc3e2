"""Tells a model to a person: which addresses the variables are, and what lies where."""

from __future__ import annotations

from frame_ls.kernel.boolean import HeapModel
from frame_ls.kernel.cell_free import CellFreeModel
from frame_ls.kernel.derived_models import DerivedModel
from frame_ls.kernel.models import Model
from frame_ls.kernel.values import Address, DataValue, Opaque, Value
from frame_ls.logic.terms import Variable

_MOST_CELLS = 12


def model_text(model: Model | DerivedModel | CellFreeModel | HeapModel, variables: tuple[Variable, ...]) -> str:
    """`x = y = #1, z = nil; #1 |-> #2`, on one line; variables that are none of `variables` are left out."""
    if isinstance(model, CellFreeModel):
        return "heap: empty; derived in too many steps to show"
    if isinstance(model, DerivedModel):
        numbers = [f"{v.name} = {value_text(x)}" for v, x in model.numbers if v in variables and "!" not in v.name]
        return f"{', '.join(numbers) or 'any numbers'}; heap: too large to show, derived step by step"
    values: dict[Value, list[str]] = {}
    for variable, value in model.stack:
        if variable in variables and "!" not in variable.name:
            values.setdefault(value, []).append(variable.name)
    stack = ", ".join(f"{' = '.join(names)} = {value_text(value)}" for value, names in values.items())
    cells = [
        f"{value_text(address)} |-> {', '.join(map(value_text, cell.values)) or cell.cell}"
        for (_, address), cell in model.heap[:_MOST_CELLS]
    ]
    if len(model.heap) > _MOST_CELLS:
        cells.append(f"... ({len(model.heap)} cells)")
    return f"{stack or 'any values'}; heap: {' * '.join(cells) or 'empty'}"


def value_text(value: Value) -> str:
    """A value as a script would write it; addresses are numbered."""
    match value:
        case Address(number=0):
            return "nil"
        case Address(number=number) | Opaque(number=number):
            return f"#{number}"
        case DataValue(constructor=constructor, args=args):
            return f"{constructor}({', '.join(map(value_text, args))})" if args else constructor
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
