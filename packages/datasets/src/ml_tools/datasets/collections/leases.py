"""Contents and who is writing them: the rows that make the collection of garbage safe beside writers.

A writer takes a lease on its contents before it puts them into the store, and gives it back in the transaction that
adds the version. Garbage is contents that no version has and nobody leases. It is condemned in a transaction, then
removed from the store, then forgotten. Transactions that write come one after the other, among all processes, and so:

- A lease that is taken before contents are condemned keeps them from it. One that is taken later finds them condemned,
  and gets contents of another generation, under another name in the store. A name is never given twice, as its
  generation is drawn at random from 2**64: whoever removes condemned contents, and however late, hits nobody.
- A writer that was silent for too long loses its lease, and adds no version. What it puts into the store even then has
  a name that is not known here, or no longer. Names are listed first and looked up here after that, and a name stands
  here before anything is put under it: what was listed and is not known never will be, and is removed.
- Writers of the same contents have leases on the same name, and one may be killed half way while another puts them
  there. Attempts are listed first, and leases looked up after that: an attempt whose name nobody leases is nobody's.

No clock is trusted for that: a wrong one only costs a writer its lease.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any, Final

import msgspec
import sqlalchemy as sa

import brolly
from ml_tools.datasets.collections.catalogue import Connection
from ml_tools.datasets.collections.contents import name_of, sha256_of
from ml_tools.datasets.collections.schema import contents, leases, sessions, versions

__all__ = [
    "Condemned",
    "Lease",
    "condemn",
    "end_sessions",
    "forget",
    "give_back",
    "kept_bytes",
    "known",
    "leased",
    "live_name",
    "redeem",
    "renew",
    "take",
]

_LIVE: Final = contents.c.condemned.is_(sa.false())
_USED: Final = sa.exists().where(versions.c.sha256 == contents.c.sha256)
_LEASED: Final = sa.exists().where(leases.c.contents_id == contents.c.id)


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """The right to put contents into the store, and to add a version that has them."""

    id: int
    session: str
    """Of whom; numbers of leases that were lost are given again, by SQLite."""
    name: str
    """What the contents are called in the store."""


class Condemned(msgspec.Struct, frozen=True, kw_only=True):
    """Contents that nobody may use again."""

    id: int
    name: str
    size_bytes: int


async def live_name(connection: Connection, sha256: str) -> str | None:
    """Return the name in the store of contents that versions have; `None` when there are none."""
    query = sa.select(contents.c.generation).where(contents.c.sha256 == sha256, _LIVE)
    generation = (await connection.execute(query)).scalar_one_or_none()
    return None if generation is None else name_of(sha256, generation)


async def kept_bytes(connection: Connection, *, without: str) -> int:
    """Return the size of all contents that are had or leased, but for those of that SHA-256."""
    had = sa.and_(_LIVE, contents.c.sha256 != without, sa.or_(_USED, _LEASED))
    query = sa.select(sa.func.coalesce(sa.func.sum(contents.c.size_bytes), 0)).where(had)
    return int((await connection.execute(query)).scalar_one())


async def take(connection: Connection, session: str, sha256: str, size_bytes: int) -> Lease:
    """Take a lease on contents, which may be there already."""
    found = sa.select(contents.c.id, contents.c.generation).where(contents.c.sha256 == sha256, _LIVE)
    row = (await connection.execute(found)).one_or_none()
    if row is None:
        new = {"sha256": sha256, "generation": secrets.token_hex(8), "size_bytes": size_bytes, "condemned": False}
        made = sa.insert(contents).values(new).returning(contents.c.id, contents.c.generation)
        row = (await connection.execute(made)).one()
    lease = sa.insert(leases).values(contents_id=row.id, session_id=session).returning(leases.c.id)
    id_ = (await connection.execute(lease)).scalar_one()
    return Lease(id=id_, session=session, name=name_of(sha256, row.generation))


async def redeem(connection: Connection, lease: Lease) -> None:
    """Give a lease back in the transaction that adds the version.

    Raises:
        brolly.Aborted: It was lost.
    """
    if not await give_back(connection, lease):
        raise brolly.Aborted("this process was silent for longer than lease_s while it wrote; write it again")


async def give_back(connection: Connection, lease: Lease) -> bool:
    """Give a lease back, and return whether it was still there."""
    sha256 = sha256_of(lease.name)
    query = sa.select(contents.c.id, contents.c.generation).where(contents.c.sha256 == sha256, _LIVE)
    row = (await connection.execute(query)).one_or_none()
    if row is None or name_of(sha256, row.generation) != lease.name:
        return False
    own = (leases.c.id == lease.id, leases.c.session_id == lease.session, leases.c.contents_id == row.id)
    return (await connection.execute(sa.delete(leases).where(*own))).rowcount == 1


async def renew(connection: Connection, session: str, at_us: int) -> None:
    """Say that a session is alive, or begin it."""
    said = await connection.execute(sa.update(sessions).where(sessions.c.id == session).values(seen_at_us=at_us))
    if not said.rowcount:
        await connection.execute(sa.insert(sessions).values(id=session, seen_at_us=at_us))


async def end_sessions(connection: Connection, *, silent_since_us: int | None = None, session: str = "") -> None:
    """End one session, or those that were silent since then; their leases are lost."""
    which = sessions.c.id == session if silent_since_us is None else sessions.c.seen_at_us < silent_since_us
    await connection.execute(sa.delete(sessions).where(which))


async def condemn(connection: Connection, limit: int) -> list[Condemned]:
    """Condemn contents that no version has and nobody leases; return what is condemned, at most so many."""
    await connection.execute(sa.update(contents).where(_LIVE, ~_USED, ~_LEASED).values(condemned=True))
    query = sa.select(contents).where(contents.c.condemned.is_(sa.true())).order_by(contents.c.id).limit(limit)
    return [_condemned(row) for row in await connection.execute(query)]


async def forget(connection: Connection, removed: Sequence[Condemned]) -> None:
    """Forget condemned contents, which have been removed from the store."""
    ids = [one.id for one in removed]
    await connection.execute(sa.delete(contents).where(contents.c.id.in_(ids), contents.c.condemned.is_(sa.true())))


async def known(connection: Connection, names: Sequence[str]) -> set[str]:
    """Return those of the names in the store that stand here, condemned ones too."""
    digests = {sha256_of(name) for name in names}
    query = sa.select(contents.c.sha256, contents.c.generation).where(contents.c.sha256.in_(digests))
    return {name_of(row.sha256, row.generation) for row in await connection.execute(query)} & set(names)


async def leased(connection: Connection, names: Sequence[str]) -> set[str]:
    """Return those of the names in the store that somebody may be putting: what is put there by others never ends."""
    digests = {sha256_of(name) for name in names}
    query = sa.select(contents.c.sha256, contents.c.generation).where(contents.c.sha256.in_(digests), _LEASED)
    return {name_of(row.sha256, row.generation) for row in await connection.execute(query)} & set(names)


def _condemned(row: sa.Row[Any]) -> Condemned:
    return Condemned(id=row.id, name=name_of(row.sha256, row.generation), size_bytes=row.size_bytes)
