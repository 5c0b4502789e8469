"""Plants a failure in a process that has this folder on its path.

The shard that begins at scenario DIGIT_TC_PLANT_SHARD fails while the file DIGIT_TC_PLANT_FILE is
there.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_WHERE = "digit_tc.stages.synthesize"


class _Planter(importlib.abc.MetaPathFinder):
    def find_spec(self, name: str, *_: Any) -> importlib.machinery.ModuleSpec | None:
        if name != _WHERE:
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        assert spec is not None
        loader: Any = spec.loader
        load = loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            _plant(module)

        loader.exec_module = exec_module
        return spec


def _plant(module: ModuleType) -> None:
    sound = module.synthesize_shard

    def synthesize_shard(site: Any, shard: Any, *more: Any, **named: Any) -> Any:
        planted = shard.first == int(os.environ["DIGIT_TC_PLANT_SHARD"])
        if planted and Path(os.environ["DIGIT_TC_PLANT_FILE"]).exists():
            raise RuntimeError("this failure was planted")
        return sound(site, shard, *more, **named)

    vars(module)["synthesize_shard"] = synthesize_shard


if "DIGIT_TC_PLANT_SHARD" in os.environ:
    sys.meta_path.insert(0, _Planter())
