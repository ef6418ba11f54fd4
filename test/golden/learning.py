"""Reference values of losses, penalties, optimizers and metrics: writes learning.json beside this file.

Run with Python 3, numpy, PyTorch 1.13 and scikit-learn (Debian: python3-torch, python3-sklearn). Gradients come from the automatic
differentiation of PyTorch. NAdam, RAdam and Adadelta are PyTorch's; NAdam with foreach=True, because the other code path of PyTorch 1.13
multiplies the last momentum twice, unlike its documentation and PyTorch 2. Lion follows Algorithm 2 of Chen et al. (2023), LAMB Algorithm 2 of You et al. (2020), and focal losses the
formulas of Lin et al. (2017), written with other operations than the library's.
"""

import json
from pathlib import Path

import numpy
import torch
from sklearn import metrics

torch.set_default_dtype(torch.float64)
random = numpy.random.default_rng(16)


def stored(x):
    x = numpy.asarray(x.detach().numpy() if isinstance(x, torch.Tensor) else x, dtype=float)
    return {"shape": list(x.shape), "data": x.ravel().tolist()}


def loss_case(name, config, predictions, target, loss):
    """The value and the gradients of a loss, whose prediction is a list of one or two tensors."""
    leaves = [torch.tensor(p, requires_grad=True) for p in predictions]
    value = loss(*leaves, torch.tensor(target))
    value.backward()
    return {
        "loss": name,
        "config": config,
        "prediction": [stored(p) for p in predictions],
        "target": stored(target),
        "value": value.item(),
        "gradient": [stored(leaf.grad) for leaf in leaves],
    }


def focal(gamma, alpha):
    def loss(z, t):
        p = torch.sigmoid(z)
        entropy = torch.nn.functional.binary_cross_entropy_with_logits(z, t, reduction="none")
        of_target = p * t + (1 - p) * (1 - t)
        weight = 1 if alpha is None else alpha * t + (1 - alpha) * (1 - t)
        return (weight * entropy * (1 - of_target) ** gamma).mean()

    return loss


def softmax_focal(gamma):
    def loss(z, t):
        p = torch.softmax(z, dim=-1)
        return (-t * (1 - p) ** gamma * torch.log(p)).sum(dim=-1).mean()

    return loss


def pinball(level):
    return lambda y, t: torch.maximum(level * (t - y), (level - 1) * (t - y)).mean()


def contrastive(margin):
    def loss(a, b, same):
        distance = torch.nn.functional.pairwise_distance(a, b, eps=0)
        return ((same * distance**2 + (1 - same) * torch.clamp(margin - distance, min=0) ** 2) / 2).mean()

    return loss


def losses():
    z, bits = random.normal(size=(5, 4)) * 2, (random.random((5, 4)) < 0.4).astype(float)
    rows = numpy.eye(4)[random.integers(0, 4, 5)]
    numbers = random.normal(size=(5, 4))
    a, b, same = random.normal(size=(6, 3)), random.normal(size=(6, 3)), (random.random(6) < 0.5).astype(float)
    smooth = torch.nn.CrossEntropyLoss(label_smoothing=0.1)
    return [
        loss_case("focal", {"gamma": 2}, [z], bits, focal(2, None)),
        loss_case("focal", {"gamma": 0.5, "alpha": 0.25}, [z], bits, focal(0.5, 0.25)),
        loss_case("softmaxFocal", {"gamma": 2}, [z], rows, softmax_focal(2)),
        loss_case("softmaxFocal", {"gamma": 0.5}, [z], rows, softmax_focal(0.5)),
        loss_case("quantile", {"level": 0.9}, [z], numbers, pinball(0.9)),
        loss_case("quantile", {"level": 0.25}, [z], numbers, pinball(0.25)),
        loss_case("labelSmoothing", {"share": 0.1}, [z], rows, smooth),
        loss_case("contrastive", {"margin": 2}, [a, b], same, contrastive(2.0)),
    ]


def penalties():
    """The penalties of two parameters."""
    found = []
    for name, function in [("l1", lambda p: p.abs().sum()), ("l2", lambda p: (p**2).sum() / 2)]:
        params = [torch.tensor(random.normal(size=shape), requires_grad=True) for shape in [(1, 3), (1,)]]
        value = 0.3 * sum(function(p) for p in params)
        value.backward()
        found.append(
            {
                "penalty": name,
                "strength": 0.3,
                "params": [stored(p) for p in params],
                "value": value.item(),
                "gradient": [stored(p.grad) for p in params],
            }
        )
    return found


class Lion:
    def __init__(self, params, lr, betas):
        (self.p,), self.lr, (self.beta1, self.beta2) = params, lr, betas
        self.m = torch.zeros_like(self.p)

    def step(self):
        g = self.p.grad
        update = torch.lerp(g, self.m, self.beta1)
        self.p.data -= self.lr * update.sign()
        self.m = torch.lerp(g, self.m, self.beta2)


class Lamb:
    def __init__(self, params, lr, weight_decay):
        (self.p,), self.lr, self.decay = params, lr, weight_decay
        self.m, self.v, self.t = torch.zeros_like(self.p), torch.zeros_like(self.p), 0

    def step(self):
        g, self.t = self.p.grad, self.t + 1
        self.m = 0.9 * self.m + 0.1 * g
        self.v = 0.999 * self.v + 0.001 * g**2
        r = self.m / (1 - 0.9**self.t) / (torch.sqrt(self.v / (1 - 0.999**self.t)) + 1e-8)
        update = r + self.decay * self.p.data
        self.p.data -= self.lr * torch.linalg.norm(self.p.data) / torch.linalg.norm(update) * update


def optimizer_case(name, rate, settings, make):
    start = random.normal(size=6)
    p = torch.tensor(start, requires_grad=True)
    optimizer = make([p])
    gradients, trajectory = random.normal(size=(12, 6)), []
    for gradient in gradients:
        p.grad = torch.tensor(gradient)
        optimizer.step()
        trajectory.append(stored(p))
    return {
        "optimizer": name,
        "learningRate": rate,
        "settings": settings,
        "start": stored(start),
        "gradients": [stored(g) for g in gradients],
        "trajectory": trajectory,
    }


def optimizers():
    o = torch.optim
    return [
        optimizer_case("nadam", 0.01, {}, lambda p: o.NAdam(p, lr=0.01, foreach=True)),
        optimizer_case(
            "nadam",
            0.02,
            {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-6, "momentumDecay": 0.1},
            lambda p: o.NAdam(p, lr=0.02, betas=(0.8, 0.9), eps=1e-6, momentum_decay=0.1, foreach=True),
        ),
        optimizer_case("radam", 0.01, {}, lambda p: o.RAdam(p, lr=0.01)),
        optimizer_case("radam", 0.02, {"beta1": 0.8, "beta2": 0.9}, lambda p: o.RAdam(p, lr=0.02, betas=(0.8, 0.9))),
        optimizer_case("adadelta", 1, {}, lambda p: o.Adadelta(p, lr=1)),
        optimizer_case(
            "adadelta", 0.5, {"decay": 0.8, "epsilon": 1e-3}, lambda p: o.Adadelta(p, lr=0.5, rho=0.8, eps=1e-3)
        ),
        optimizer_case("lion", 0.01, {}, lambda p: Lion(p, 0.01, (0.9, 0.99))),
        optimizer_case("lion", 0.01, {"beta1": 0.5, "beta2": 0.8}, lambda p: Lion(p, 0.01, (0.5, 0.8))),
        optimizer_case("lamb", 0.01, {}, lambda p: Lamb(p, 0.01, 0.01)),
        optimizer_case("lamb", 0.05, {"weightDecay": 0.2}, lambda p: Lamb(p, 0.05, 0.2)),
    ]


def calibration_error(confidence, right, bins):
    """Expected calibration error over bins of equal width, each with its lower edge (Guo et al., 2017)."""
    place = numpy.minimum((confidence * bins).astype(int), bins - 1)
    return sum(
        abs(confidence[place == k].mean() - right[place == k].mean()) * (place == k).mean() for k in numpy.unique(place)
    )


def metric_cases():
    y, t = random.normal(size=(20, 2)), random.normal(size=(20, 2))
    scores = numpy.round(random.random((30, 1)), 1)
    bits = (random.random((30, 1)) < 0.4).astype(float)
    labels, chances = (random.random((12, 5)) < 0.3).astype(float), random.random((12, 5))
    found = (chances > 0.5).astype(float)
    p = numpy.exp(random.normal(size=(40, 3)))
    p /= p.sum(axis=1, keepdims=True)
    rows = numpy.eye(3)[random.integers(0, 3, 40)]
    right = (p.argmax(axis=1) == rows.argmax(axis=1)).astype(float)
    case = lambda name, y, t, value: {
        "metric": name,
        "prediction": stored(y),
        "target": stored(t),
        "value": float(value),
    }
    return [
        case("rootMeanSquaredError", y, t, numpy.sqrt(metrics.mean_squared_error(t, y))),
        case("rSquared", y, t, metrics.r2_score(t, y)),
        case("areaUnderCurve", scores, bits, metrics.roc_auc_score(bits, scores)),
        case("multiLabelAccuracy", chances, labels, 1 - metrics.hamming_loss(labels, found)),
        case("exactMatch", chances, labels, metrics.accuracy_score(labels, found)),
        case("multiLabelF1", chances, labels, metrics.f1_score(labels, found, average="macro", zero_division=0)),
        case("calibrationError", p, rows, calibration_error(p.max(axis=1), right, 10)),
        case("calibrationErrorOfBits", scores, bits, calibration_error(scores[:, 0], bits[:, 0], 10)),
        case("perplexity", p, rows, numpy.exp(metrics.log_loss(rows, p))),
        case("meanPinballLoss", y, t, metrics.mean_pinball_loss(t, y, alpha=0.9)),
    ]


content = {
    "losses": losses(),
    "penalties": penalties(),
    "optimizers": optimizers(),
    "metrics": metric_cases(),
}
path = Path(__file__).with_suffix(".json")
path.write_text("{\n" + ",\n".join(
    f'"{name}": [\n' + ",\n".join(json.dumps(case) for case in cases) + "\n]" for name, cases in content.items()
) + "\n}\n")
