"""Modules that are imported only when something of them is asked for."""

import importlib
import sys
from typing import ClassVar

from pydantic import v1

from pipelines.quality.deferred import deferred, shared_fields


def test_a_deferred_module_is_imported_when_something_of_it_is_asked_for_and_is_itself_for_all_others() -> None:
    sys.modules.pop("colorsys", None)

    with deferred("colorsys"):
        stand_in = importlib.import_module("colorsys")
        assert not hasattr(stand_in, "__file__")  # asked of all modules by `inspect`: nothing is imported for it
    assert "colorsys" not in sys.modules

    assert stand_in.rgb_to_hls(1, 1, 1) == (0.0, 1.0, 0.0)
    assert importlib.import_module("colorsys") is sys.modules["colorsys"] is not stand_in
    assert stand_in.hls_to_rgb is sys.modules["colorsys"].hls_to_rgb


def test_a_module_that_is_there_already_is_not_deferred() -> None:
    with deferred("json"):
        assert importlib.import_module("json") is sys.modules["json"]
        assert hasattr(sys.modules["json"], "__file__")


def test_what_is_asked_for_within_the_block_stays_imported() -> None:
    sys.modules.pop("colorsys", None)

    with deferred("colorsys"):
        assert importlib.import_module("colorsys").rgb_to_hls(0, 0, 0) == (0.0, 0, 0.0)
    assert "colorsys" in sys.modules


def test_a_class_made_while_fields_are_shared_sets_its_own_and_leaves_those_of_its_base() -> None:
    class Base(v1.BaseModel):
        day: int = v1.Field(1, title="day")
        words: list[str] = []

    with shared_fields():

        class Derived(Base):
            day = 2

            @v1.validator("words")
            @classmethod
            def spoken(cls, words: list[str]) -> list[str]:
                return [word.upper() for word in words]

            class Config:
                fields: ClassVar = {"words": {"alias": "said"}}

    assert Base.parse_obj({"words": ["a"]}).dict() == {"day": 1, "words": ["a"]}
    assert Derived.parse_obj({"said": ["a"]}).dict() == {"day": 2, "words": ["A"]}
