"""Guidance as data: one folder a pack version, published outcomes beside them, and which pack is meant for whom."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forethought.errors import PackError, did_you_mean
from forethought.packs.precedents import precedents, precedents_for
from forethought.packs.reading import COUNTRIES, FOLDER, read_pack
from forethought.packs.routing import Route, country_code, route
from forethought.packs.values import Pack

if TYPE_CHECKING:
    from forethought.packs.comparing import Comparison, PostChange, compare, compare_posts

__all__ = [
    "COUNTRIES", "Comparison", "Pack", "PostChange", "Route", "choose_pack", "compare", "compare_posts", "country_code",
    "list_packs", "load_pack", "pack_ids", "precedents", "precedents_for", "route",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Import what compares packs only when it is asked for; a check has no use for it."""
    if name in ("Comparison", "PostChange", "compare", "compare_posts"):
        from forethought.packs import comparing

        return getattr(comparing, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def pack_ids() -> tuple[str, ...]:
    """The ids of all packs that come with the library, in alphabetical order."""
    return tuple(sorted(path.parent.name for path in FOLDER.glob("*/pack.toml")))


def list_packs() -> tuple[Pack, ...]:
    """All packs that come with the library. This reads every one; a check needs only ``choose_pack``."""
    return tuple(load_pack(pack_id) for pack_id in pack_ids())


def load_pack(id_or_path: str | Path) -> Pack:
    """One pack, by its id or by the path of a folder with a ``pack.toml`` (or of that file).

    Raises:
        PackError: If there is none, or it has a fault; the message says where and what.
    """
    if isinstance(id_or_path, str) and not {"/", "\\", "."} & set(id_or_path):
        return _own_pack(id_or_path)
    path = Path(id_or_path)
    return read_pack(path.parent if path.name == "pack.toml" else path)


@lru_cache(maxsize=64)
def _own_pack(pack_id: str) -> Pack:
    folder = FOLDER / pack_id
    if not (folder / "pack.toml").is_file():
        if (Path(pack_id) / "pack.toml").is_file():
            return read_pack(Path(pack_id))
        raise PackError(
            f"there is no pack {pack_id!r}{did_you_mean(pack_id, pack_ids())}; `forethought packs list` shows all"
        )
    return read_pack(folder)


def choose_pack(profession: str, country: str = "", on: date | None = None) -> Pack:
    """The pack meant for a profession, in a country, on a day; ``route`` says why it is that one.

    Only this pack is read. Where we hold none it is the common ground of the codes we know.
    """
    return load_pack(route(profession, country, on).pack)
