"""The training step of a GPT of 4 blocks of width 128, or of an LSTM 32-128, in PyTorch: 65 characters, cross-entropy, Adam.

    sequence.py gpt|lstm FOLDER

FOLDER holds job.json (batch, learning rate, shapes of the parameters), and float32 files: inputs, targets, and start parameters.
Reads one number of steps per line. For each, trains from the start and prints the seconds and the loss of the last step.
"""
import json
import sys
import time

import numpy
import torch
from torch import nn

kind, folder = sys.argv[1], sys.argv[2]
with open(f"{folder}/job.json") as file:
    job = json.load(file)
batch, rate = job["batch"], job["learningRate"]
positions, characters, width, heads = 64, 65, 128, 4


def read(name, *shape):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}", dtype=numpy.float32).reshape(shape))


class Attention(nn.Module):
    """Causal, with one product for queries, keys and values, and the mask added by the product of queries and keys."""

    def __init__(self):
        super().__init__()
        self.into = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.register_buffer("mask", torch.full((positions, positions), -torch.inf).triu(1))

    def forward(self, x):
        apart = self.into(x).view(batch, positions, 3, heads, width // heads).permute(2, 0, 3, 1, 4)
        query, key, value = apart.reshape(3, batch * heads, positions, width // heads)
        scores = torch.baddbmm(self.mask, query, key.transpose(1, 2), alpha=(width // heads) ** -0.5)
        read = torch.bmm(scores.softmax(dim=2), value).view(batch, heads, positions, width // heads)
        return self.out(read.transpose(1, 2).reshape(batch, positions, width))

    def start(self, given):
        """Copies the parameters: weight and bias of queries, of keys, of values, and of the output."""
        taken = [next(given) for _ in range(6)]
        self.into.weight.copy_(torch.cat(taken[0::2]))
        self.into.bias.copy_(torch.cat(taken[1::2]))
        copy(self.out, given)


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.attention = nn.Sequential(nn.LayerNorm(width), Attention())
        self.mlp = nn.Sequential(
            nn.LayerNorm(width), nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        x = x + self.attention(x)
        return x + self.mlp(x)


class Gpt(nn.Module):
    def __init__(self):
        super().__init__()
        self.characters = nn.Embedding(characters, width)
        self.positions = nn.Embedding(positions, width)
        self.rest = nn.Sequential(*(Block() for _ in range(4)), nn.LayerNorm(width), nn.Linear(width, characters))

    def forward(self, x):
        return self.rest(self.characters(x) + self.positions.weight)


class Recurrent(nn.Module):
    def __init__(self):
        super().__init__()
        self.characters = nn.Embedding(characters, 32)
        self.recurrent = nn.LSTM(32, width, batch_first=True)
        self.dense = nn.Linear(width, characters)

    def forward(self, x):
        return self.dense(self.recurrent(self.characters(x))[0])


def copy(module, given):
    """Copies the next parameters into a module, in the order of the layers."""
    if isinstance(module, Attention):
        module.start(given)
    elif isinstance(module, nn.LSTM):
        for name in ("weight_ih_l0", "bias_ih_l0", "weight_hh_l0", "bias_hh_l0"):
            getattr(module, name).copy_(next(given))
    else:
        for parameter in module.parameters(recurse=False):
            parameter.copy_(next(given))
        for part in module.children():
            copy(part, given)


network = Gpt() if kind == "gpt" else Recurrent()
inputs, targets = read("inputs", -1, positions).long(), read("targets", -1, positions).long()
start = [read(f"parameter{i}", *shape) for i, shape in enumerate(job["parameters"])]
batches = len(inputs) // batch
criterion = nn.CrossEntropyLoss()
for line in sys.stdin:
    steps = int(line)
    with torch.no_grad():
        copy(network, iter(start))
    optimizer = torch.optim.Adam(network.parameters(), lr=rate)
    began = time.perf_counter()
    for step in range(steps):
        place = step % batches * batch
        optimizer.zero_grad(set_to_none=True)
        logits = network(inputs[place:place + batch])
        loss = criterion(logits.view(-1, characters), targets[place:place + batch].view(-1))
        loss.backward()
        optimizer.step()
    print(json.dumps({"seconds": time.perf_counter() - began, "error": loss.item()}), flush=True)
