"""The learned reader: it reads as released, alone or among others, and says so when it cannot."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought import Post, check
from forethought.errors import ModelError
from forethought.model import reader as reader_module
from forethought.model.decode import join
from forethought.model.encode import Window
from forethought.model.evidence import carried
from forethought.model.reader import FOLDER, load_reader
from forethought.values import ABOUTS, CONCERNS, MENTION_TYPES, Author
from shared import ROOT

GOLDEN = ROOT / "tests" / "fixtures" / "golden-readings.jsonl"
# Processors add up in different orders; a golden answer may differ so much.
TOLERANCE = 0.01


def marked_posts(ids: set[str]) -> dict[str, Post]:
    """Posts of the corpus by id."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from corpus import read_corpus

    found = {}
    for row in read_corpus():
        if row["id"] in ids:
            author = Author(**row["author"])
            found[row["id"]] = Post(row["text"], row["id"], author, row["platform"], row["audience"], row["permission"])
    return found


def test_it_reads_as_it_did_when_it_was_released() -> None:
    golden = [json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()]
    posts = marked_posts({row["id"] for row in golden})
    reader = load_reader()

    for row in golden:
        reading = reader.read(posts[row["id"]])
        assert reading.verdict == pytest.approx(row["verdict"], abs=TOLERANCE), row["id"]
        assert reading.concerns == pytest.approx(row["concerns"], abs=TOLERANCE), row["id"]


def test_weights_are_stored_so_that_no_processor_saturates() -> None:
    # Signed 8-bit weights overflow the 16-bit sums of processors without VNNI, which then answer differently.
    model = onnx.load(FOLDER / "model.onnx")
    stored = {one.name: one.data_type for one in model.graph.initializer}
    multiplied = [node.input[1] for node in model.graph.node if node.op_type == "MatMulInteger"]

    assert len(multiplied) > 20
    assert {stored[name] for name in multiplied} == {onnx.TensorProto.UINT8}


def test_the_same_post_reads_the_same_alone_or_among_others() -> None:
    posts = [Post("Court again tomorrow, the 14 year old from Hull."), Post("What a week."), Post("Hello 🙃 " * 80)]
    reader = load_reader()

    first = [reader.read(post) for post in posts]
    again = [reader.read(post) for post in reversed(posts)][::-1]

    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.verdict, other.verdict)
        assert np.array_equal(one.carry, other.carry)
        assert one.mentions == other.mentions


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 2, 0), (2, 0, 1)])
def test_a_long_post_is_as_bad_as_its_worst_part_and_has_the_concerns_of_all(order: tuple[int, ...]) -> None:
    text = "a b c"
    windows = [Window((), (), ((2 * n, 2 * n + 1),), 0, 0, 1) for n in range(3)]
    words = [np.zeros((1, size), dtype=np.float32) for size in (2 * len(MENTION_TYPES) + 1, len(ABOUTS), len(CONCERNS))]
    verdicts = ([4.0, 0.0, 0.0], [0.0, 4.0, 0.0], [0.0, 0.0, 4.0])
    concerns = np.where(np.eye(len(CONCERNS)), 5.0, -5.0)

    read = join(text, windows, [(*words, np.array(verdicts[n]), concerns[n]) for n in order])

    assert read.verdict.argmax() == 2
    assert [float(one) > 0.5 for one in read.concerns] == [True] * 3 + [False] * (len(CONCERNS) - 3)


@given(st.text(max_size=300))
@settings(max_examples=60)
def test_any_text_is_read_and_mentions_lie_within_it_on_whole_words(text: str) -> None:
    if not text.strip():
        return
    reading = load_reader().read(Post(text))

    assert reading.verdict.sum() == pytest.approx(1.0)
    assert ((reading.concerns >= 0) & (reading.concerns <= 1)).all()
    for before, after in zip(reading.mentions, reading.mentions[1:], strict=False):
        assert before.end <= after.start
    assert all(0 <= one.start < one.end <= len(text) for one in reading.mentions)


@pytest.mark.parametrize("concern", ["abuse", "identifies-person", "discrimination"])
@given(st.text(alphabet="abcXYZ'’-_ .,!😂é#@0", max_size=80))
@settings(max_examples=40)
def test_words_that_carry_a_concern_are_marked_whole(concern: str, text: str) -> None:
    if not text.strip():
        return
    for one in carried(concern, 0.9, load_reader().read(Post(f"You utter {text} idiotically fool"))):
        assert one.span is not None
        whole = f" You utter {text} idiotically fool "
        for at in (one.span.start, one.span.end):
            assert not (whole[at].isalnum() and whole[at + 1].isalnum())


@pytest.mark.parametrize("text", ["0@", "@", "@@ 14", "£ x", "a\u200d@", "🙃@🙃 b"])
def test_signs_without_a_word_are_no_mention(text: str) -> None:
    assert all(any(map(str.isalnum, text[one.start : one.end])) for one in load_reader().read(Post(text)).mentions)
    check(Post(text, permission=True))


def test_trouble_at_the_end_of_a_long_post_is_read() -> None:
    calm = "We talked about the new rota and the garden. " * 60
    told = "My client Kayleigh Brookes, 19, of 4 Mill Lane, overdosed again last night."

    assert load_reader().read(Post(calm)).verdict[2] < load_reader().read(Post(calm + told)).verdict[2]


@pytest.mark.parametrize("harm", ["missing", "altered", "config", "other labels"])
def test_a_reader_that_cannot_be_trusted_is_not_used(tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(FOLDER, folder)
    config = folder / "config.json"
    if harm == "missing":
        (folder / "model.onnx").unlink()
    elif harm == "altered":
        with (folder / "model.onnx").open("ab") as file:
            file.write(b"x")
    elif harm == "config":
        config.write_text("{")
    else:
        data = json.loads(config.read_text())
        data["labels"]["concerns"].pop()
        config.write_text(json.dumps(data))

    with pytest.raises(ModelError) as raised:
        load_reader(folder)

    assert str(tmp_path) not in str(raised.value)


def test_the_check_goes_on_without_it_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> None:
        raise ModelError("the file model.onnx of the learned reader is missing")

    monkeypatch.setattr(sys.modules["forethought.check"], "load_reader", broken)

    got = check("My client Kayleigh Brookes, 19, of 4 Mill Lane, overdosed again last night.")

    assert got.verdict == "stop"
    assert got.not_run == ("the file model.onnx of the learned reader is missing; only the rules were asked",)
    assert all(not source.startswith("model:") for one in got.findings for source in one.sources)


def test_a_check_without_it_says_so_too() -> None:
    got = check("What a week.", with_model=False)

    assert "left out" in got.not_run[0]
    assert check("What a week.").not_run == ()


def test_no_library_that_talks_to_the_net_is_loaded_with_it() -> None:
    code = "import forethought, sys; forethought.check('Court with my client today.'); print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "src")}
    )
    loaded = set(done.stdout.split())

    assert "onnxruntime" in loaded
    assert not loaded & {"huggingface_hub", "httpx", "httpx2", "requests", "urllib3", "hf_xet", "torch", "transformers"}


def test_its_name_and_version_are_in_its_config() -> None:
    config = json.loads((FOLDER / "config.json").read_text(encoding="utf-8"))

    assert load_reader().version == config["version"]
    assert (FOLDER / "model.onnx").stat().st_size <= 25_000_000
    assert reader_module.THREADS == 2
