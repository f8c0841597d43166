"""The models that are kept in a folder; other processes may use the same one."""

from __future__ import annotations

import errno
import logging
import shutil
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

import msgspec

import brolly
from ml_tools.models.bounds import shown
from ml_tools.models.registry.artefact import Artefact, flush_folder, read_arrays, read_description, write_artefact
from ml_tools.models.registry.description import Description, completed
from ml_tools.models.registry.evaluations import read_evaluation, write_evaluation
from ml_tools.models.registry.incoming import Incoming
from ml_tools.models.registry.model_id import is_model_id
from ml_tools.models.registry.selecting import Wanted
from ml_tools.models.registry.tags import PREFIX, Tags
from ml_tools.models_interface import Evaluation, Model, ModelNotFound

__all__ = ["Registry"]

_LONGEST_ID = 200
"""Of an id in an error: it comes from the caller."""

_log = logging.getLogger("ml_tools.models")


class Registry:
    """Keeps, finds and deletes models; its methods block, and any thread may call them.

    A model appears and disappears as a whole, by a rename: whoever is killed at any moment leaves no half of one.
    Where an id is asked for, `tag:NAME` stands for that of the model with the tag.
    """

    def __init__(self, folder: Path, tags: Tags, incoming: Incoming, max_cached_bytes: int) -> None:
        self._folder = folder
        self._tags = tags
        self._incoming = incoming
        self._described: dict[str, Description] = {}
        self._unreadable: set[str] = set()
        self._cached: OrderedDict[str, Artefact] = OrderedDict()
        self._max_cached_bytes = max_cached_bytes
        self._lock = threading.Lock()

    @classmethod
    def open(cls, folder: Path, *, max_cached_bytes: int) -> Self:
        """Open the models of a folder that exists.

        Args:
            folder: Where they are, in `models`, with their `tags` beside; `incoming` is for what is not complete.
            max_cached_bytes: How much of the models that were used last stays in memory.
        """
        (folder / "models").mkdir(exist_ok=True)
        incoming = Incoming.open(folder / "incoming")
        return cls(folder / "models", Tags(folder / "tags", incoming), incoming, max_cached_bytes)

    def close(self) -> None:
        """Tidy up; the registry must not be used any more."""
        self._incoming.close()

    def keep(self, artefact: Artefact) -> Model:
        """Keep a model under its id, which no other has; when this returns, it survives a power cut.

        Returns:
            What is known of it then.

        Raises:
            brolly.ResourceExhausted: The disk is full.
        """
        model_id = artefact.model.model_id
        artefact = msgspec.structs.replace(artefact, model=completed(artefact.model, artefact.fitted))
        place = self._incoming.place(model_id)
        try:
            write_artefact(place, artefact)
            place.rename(self._folder / model_id)
            flush_folder(self._folder)
        except OSError as error:
            shutil.rmtree(place, ignore_errors=True)
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise brolly.ResourceExhausted(
                    "the disk of the models is full; delete models that are not needed"
                ) from error
            raise
        self._cache(msgspec.structs.replace(artefact, model=self._describe(model_id).model))
        return self.model(model_id)

    def model(self, model_id: str) -> Model:
        """Return what is known of a model.

        Raises:
            ModelNotFound: There is none.
            brolly.FailedPrecondition: It cannot be read.
        """
        described = self._describe(self._resolved(model_id))
        return self._told(described, self._tags.by_model())

    def artefact(self, model_id: str) -> Artefact:
        """Return a model.

        Raises:
            ModelNotFound: There is none.
            brolly.FailedPrecondition: It cannot be read.
        """
        model_id = self._resolved(model_id)
        described = self._describe(model_id)
        with self._lock:
            cached = self._cached.get(model_id)
        if cached is None:
            try:
                arrays = read_arrays(self._folder / model_id, described.arrays_sha256)
            except FileNotFoundError as error:
                raise _not_found(model_id) from error
            cached = Artefact(model=described.model, fitted=described.fitted, arrays=arrays)
        self._cache(cached)
        return cached

    def page(
        self, size: int, after: str | None = None, wanted: Wanted | None = None
    ) -> tuple[Sequence[Model], str | None]:
        """Return at most so many of the models that are wanted, the newest first, and the last one's id if more follow.

        Those that cannot be read are left out, with a warning in the log.

        Raises:
            ModelNotFound: There is no model `after`.
        """
        tags, wanted = self._tags.by_model(), wanted or Wanted()
        start = None if after is None else _place(self._describe(self._resolved(after)).model)
        described = (self._listed(path.name) for path in self._folder.iterdir())
        found = sorted((each for each in described if each is not None), key=lambda each: _place(each.model))
        found = [each for each in found if wanted.includes(each.model, tags.get(each.model.model_id, ()))]
        rest = [each for each in found if start is None or _place(each.model) > start]
        models = [self._told(each, tags) for each in rest[:size]]
        return models, models[-1].model_id if size < len(rest) else None

    def record(self, model_id: str, evaluation: Evaluation) -> None:
        """Keep how good a model is, in place of what was kept before.

        Raises:
            ModelNotFound: There is none.
        """
        model_id = self._resolved(model_id)
        try:
            write_evaluation(self._path(model_id), evaluation, self._incoming.place("evaluation"))
        except FileNotFoundError as error:
            raise _not_found(model_id) from error

    def tag(self, model_id: str, tag: str) -> Model:
        """Give a model a tag, which no other has then.

        Args:
            model_id: The model.
            tag: Checked already.

        Raises:
            ModelNotFound: There is none.
            brolly.FailedPrecondition: It cannot be read.
            brolly.ResourceExhausted: There are too many tags.
        """
        model_id = self._resolved(model_id)
        self._describe(model_id)
        self._tags.put(tag, model_id)
        return self.model(model_id)

    def untag(self, tag: str) -> None:
        """Take a tag from the model that has it.

        Raises:
            TagNotFound: None has it.
        """
        self._tags.remove(tag)

    def delete(self, model_id: str) -> None:
        """Delete a model, and its tags with it.

        Raises:
            ModelNotFound: There is none.
        """
        model_id = self._resolved(model_id)
        place = self._incoming.place("deleted")
        try:
            self._path(model_id).rename(place)
        except FileNotFoundError as error:
            raise _not_found(model_id) from error
        flush_folder(self._folder)
        self._tags.remove_all(model_id)
        with self._lock:
            self._described.pop(model_id, None)
            self._cached.pop(model_id, None)
        shutil.rmtree(place, ignore_errors=True)

    def _resolved(self, model_id: str) -> str:
        """Return the id of the model that has the tag, where a tag stands for it."""
        if not model_id.startswith(PREFIX):
            return model_id
        found = self._tags.model_id(model_id.removeprefix(PREFIX))
        if found is None:
            raise _not_found(model_id)
        return found

    def _told(self, described: Description, tags: Mapping[str, tuple[str, ...]]) -> Model:
        """Return what is known of a model, with what may change of it."""
        model_id = described.model.model_id
        return msgspec.structs.replace(
            described.model, tags=tags.get(model_id, ()), evaluation=read_evaluation(self._folder / model_id)
        )

    def _path(self, model_id: str) -> Path:
        if not is_model_id(model_id):
            raise _not_found(model_id)
        return self._folder / model_id

    def _describe(self, model_id: str) -> Description:
        path = self._path(model_id)
        described = self._described.get(model_id)
        if described is not None and path.is_dir():
            return described
        try:
            described = read_description(path)
        except FileNotFoundError as error:
            raise _not_found(model_id) from error
        if described.model.model_id != model_id:
            raise brolly.FailedPrecondition(
                f"the model {model_id!r} cannot be read: its folder holds {described.model.model_id!r}; rename it"
            )
        self._described[model_id] = described
        return described

    def _listed(self, name: str) -> Description | None:
        try:
            return self._describe(name)
        except ModelNotFound:
            return None  # deleted meanwhile, or no model
        except brolly.FailedPrecondition as error:
            if name not in self._unreadable:
                self._unreadable.add(name)
                _log.warning("a model is left out of the list: %s", error)
            return None

    def _cache(self, artefact: Artefact) -> None:
        with self._lock:
            self._cached[artefact.model.model_id] = artefact
            self._cached.move_to_end(artefact.model.model_id)
            while len(self._cached) > 1 and sum(map(_size, self._cached.values())) > self._max_cached_bytes:
                self._cached.popitem(last=False)


def _place(model: Model) -> tuple[float, str]:
    """Return what models are sorted by in a list."""
    return -model.created_at.timestamp(), model.model_id


def _size(artefact: Artefact) -> int:
    return artefact.size_bytes


def _not_found(model_id: str) -> ModelNotFound:
    return ModelNotFound(
        f"there is no model {shown(model_id)}; list_models tells which there are", model_id=model_id[:_LONGEST_ID]
    )
