"""Fit the head for kinds of protected speech on a trained network, and print how often it is right by cross-validation.

    python training/model/fit_kinds.py build/model/network.pt

Few posts are labelled with their kind, too few to train with; on the frozen summary of a post a line for each kind does.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import torch
from data import KIND_IDS, authored
from network import package_folder
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from train import load

from forethought.model.encode import tokenizer, windows

SHRINK = 0.05


def main() -> None:
    """Fit, print, and write the network back."""
    path = Path(sys.argv[1])
    network = load(path)
    pieces = tokenizer(package_folder() / "tokenizer.json")
    seen: list[torch.Tensor] = []
    network.kind.register_forward_pre_hook(lambda _, given: seen.append(given[0][0].detach()))
    labelled = [one for one in authored() if one.kind]
    for one in labelled:
        window = windows(one.post, pieces)[0]
        with torch.no_grad():
            network(torch.tensor([window.ids]), torch.tensor([window.shapes]))
    x = torch.stack(seen).numpy()
    y = np.array([KIND_IDS.index(one.kind) for one in labelled])
    line = LogisticRegression(C=SHRINK, max_iter=3000)
    sure = cross_val_predict(
        line, x, y, groups=[one.group for one in labelled], cv=GroupKFold(5), method="predict_proba"
    )
    told = np.unique(y)[sure.argmax(1)]
    for least in (0.0, 0.5, 0.6):
        here = sure.max(1) >= least
        print(f"at least {least:.1f} sure: {here.sum()} of {len(y)} posts, right {np.mean(told[here] == y[here]):.2f}")
    line.fit(x, y)
    with torch.no_grad():
        network.kind.weight.zero_()
        network.kind.bias.fill_(-10.0)  # a kind that was never labelled is never told
        network.kind.weight[line.classes_] = torch.tensor(line.coef_, dtype=torch.float)
        network.kind.bias[line.classes_] = torch.tensor(line.intercept_, dtype=torch.float)
    kept = torch.load(path, weights_only=True)
    torch.save(kept | {"network": network.state_dict()}, path)


if __name__ == "__main__":
    main()
