"""A slimmer import of Great Expectations, which imports scipy and altair for expectations that no kind has."""

import copy
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic.v1.fields import ModelField


class _Deferred(ModuleType):
    """Stands for a module that is imported when something of it is first asked for."""

    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # asked of all modules that are loaded, by `inspect`
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(importlib.import_module(self.__name__), name)


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """What imports these modules within the block gets a stand-in; who imports them later, the module itself."""
    stand_ins = {name: _Deferred(name) for name in names if name not in sys.modules}
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name, stand_in in stand_ins.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]


@contextmanager
def shared_fields() -> Iterator[None]:
    """A class of pydantic 1 that is made within the block shares what its bases say of a field, but for what it sets itself.

    Copied in depth for each of 370 classes, that is a third of the time which importing Great Expectations takes.
    """
    from pydantic.v1.fields import ModelField

    type.__setattr__(ModelField, "__deepcopy__", _own)
    try:
        yield
    finally:
        type.__delattr__(ModelField, "__deepcopy__")


def _own(field: "ModelField", _: object) -> "ModelField":
    own = copy.copy(field)
    own.class_validators, own.field_info = dict(field.class_validators), copy.copy(field.field_info)
    return own
