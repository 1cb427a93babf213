"""The learned reader: a small model on this machine that reads what a post means, where rules only see words.

It is loaded once, from files in the package whose hashes are checked, and sends nothing anywhere. Where it cannot be
loaded the check goes on without it and says so (``Assessment.not_run``).
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from forethought.errors import ModelError
from forethought.model.encode import windows
from forethought.model.pieces import WordPieces, read_pieces
from forethought.values import ABOUTS, CONCERNS, MENTION_TYPES, Post

if TYPE_CHECKING:
    from forethought.model.decode import Reading, Scores

FOLDER = Path(__file__).parent / "weights"
VOCABULARY = FOLDER / "vocabulary.txt"
OUTPUTS = ("mention", "about", "carry", "verdict", "concern")
THREADS = 2


@dataclass(frozen=True, slots=True)
class Reader:
    """A loaded model; ``name`` and ``version`` say which, as findings name it and the model card describes it."""

    name: str
    version: str
    session: Any = field(repr=False)
    pieces: WordPieces = field(repr=False)

    def read(self, post: Post) -> Reading:
        """Read one post. The same post gives the same reading, alone or among others: each window is run by itself."""
        from forethought.model.decode import join

        cut = windows(post, self.pieces)
        return join(post.text, cut, [self._run(window.ids, window.shapes) for window in cut])

    def _run(self, ids: tuple[int, ...], shapes: tuple[int, ...]) -> tuple[Scores, ...]:
        import numpy as np

        given = {"ids": np.array([ids], dtype=np.int64), "shapes": np.array([shapes], dtype=np.int64)}
        return tuple(one[0] for one in self.session.run(OUTPUTS, given))


@cache
def load_reader(folder: Path = FOLDER) -> Reader:
    """Load the model, once.

    Raises:
        ModelError: If a file is missing or altered, or a library that runs the model is not installed.
    """
    config = _config(folder)
    for name, wanted in config["sha256"].items():
        try:
            found = sha256((folder / name).read_bytes()).hexdigest()
        except OSError:
            raise ModelError(f"the file {name} of the learned reader is missing") from None
        if found != wanted:
            raise ModelError(f"the file {name} of the learned reader is not the one that was released")
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"  # the versions we allow hold none; a person may have put in another
    try:
        import onnxruntime
    except ImportError:
        raise ModelError("onnxruntime, which runs the learned reader, is not installed") from None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # posts differ in length; the arena would keep room for the longest
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # waiting threads burn no processor
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"), options, providers=["CPUExecutionProvider"])
    return Reader(config["name"], config["version"], session, read_pieces(folder / VOCABULARY.name))


def _config(folder: Path) -> Mapping[str, Any]:
    try:
        config: Mapping[str, Any] = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        labels = config["labels"]
        ours = {"types": MENTION_TYPES, "abouts": ABOUTS, "concerns": CONCERNS}
        if labels != {name: list(known) for name, known in ours.items()}:
            raise ModelError("the learned reader was made for another version of Forethought")
        config["name"], config["version"], config["sha256"]  # all that is needed is there
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError("the learned reader's config.json is missing or cannot be read") from error
    return config
