"""Outputs and gradients of layers on sequences, computed by PyTorch in float64 for random sizes and numbers.

    sequences.py SEED COUNT

Prints one JSON object per line: kind, settings, and lists of numbers with their shapes. `single` is what float32 gives instead of `expected`. The parameters are in the order of pullback.
"""
import json
import random
import sys

import torch
from torch import nn

torch.set_default_dtype(torch.float64)
seed, count = int(sys.argv[1]), int(sys.argv[2])
random.seed(seed)
torch.manual_seed(seed)


def plain(x):
    return {"shape": list(x.shape), "data": x.detach().reshape(-1).tolist()}


def linear(module):
    return [module.weight, module.bias]


def recurrent(kind):
    inputs, hidden = random.randint(1, 9), random.randint(1, 9)
    module = {"rnn": nn.RNN, "gru": nn.GRU, "lstm": nn.LSTM}[kind](inputs, hidden, batch_first=True)
    params = [module.weight_ih_l0, module.bias_ih_l0, module.weight_hh_l0, module.bias_hh_l0]
    x = torch.randn(random.randint(1, 5), random.randint(1, 12), inputs)
    return {"inputs": inputs, "hidden": hidden}, params, [x], lambda x: module(x)[0]


def heads():
    count = random.randint(1, 4)
    return count * random.randint(1, 5), count


def attention_params(module):
    weight, bias = module.in_proj_weight, module.in_proj_bias
    return [weight, bias, module.out_proj.weight, module.out_proj.bias]


def apart(weight, bias, out_weight, out_bias):
    """Queries, keys and values are one tensor in PyTorch."""
    pairs = zip(weight.chunk(3), bias.chunk(3))
    return [part for pair in pairs for part in pair] + [out_weight, out_bias]


def attention(kind):
    features, number = heads()
    module = nn.MultiheadAttention(features, number, batch_first=True)
    nn.init.normal_(module.in_proj_bias)
    nn.init.normal_(module.out_proj.bias)
    examples, positions = random.randint(1, 5), random.randint(1, 12)
    causal = kind != "crossAttention" and random.random() < 0.5
    mask = torch.triu(torch.ones(positions, positions), 1).bool() if causal else None
    x = torch.randn(examples, positions, features)
    settings = {"features": features, "heads": number, "causal": causal}
    if kind == "crossAttention":
        memory = torch.randn(examples, random.randint(1, 12), features)
        return settings, module, [x, memory], lambda x, m: module(x, m, m, need_weights=False)[0]
    if kind == "maskedAttention":
        lengths = torch.randint(1, positions + 1, (examples, 1))
        counts = (torch.arange(positions) < lengths)

        def run(x, m):
            return module(x, x, x, attn_mask=mask, key_padding_mask=~counts, need_weights=False)[0] + 0 * m.sum()

        return settings, module, [x, counts.double()], run
    return settings, module, [x], lambda x: module(x, x, x, attn_mask=mask, need_weights=False)[0]


class Block(nn.Module):
    def __init__(self, features, number, hidden, mask):
        super().__init__()
        self.before, self.middle = nn.LayerNorm(features), nn.LayerNorm(features)
        self.attention = nn.MultiheadAttention(features, number, batch_first=True)
        self.up, self.down = nn.Linear(features, hidden), nn.Linear(hidden, features)
        self.mask = mask

    def forward(self, x):
        z = self.before(x)
        u = x + self.attention(z, z, z, attn_mask=self.mask, need_weights=False)[0]
        return u + self.down(nn.functional.gelu(self.up(self.middle(u))))


def block():
    features, number = heads()
    hidden, positions = random.randint(1, 9), random.randint(1, 12)
    causal = random.random() < 0.5
    mask = torch.triu(torch.ones(positions, positions), 1).bool() if causal else None
    module = Block(features, number, hidden, mask)
    x = torch.randn(random.randint(1, 5), positions, features)
    return {"features": features, "heads": number, "hidden": hidden, "causal": causal}, module, [x], module


for _ in range(count):
    kind = random.choice(["rnn", "gru", "lstm", "attention", "maskedAttention", "crossAttention", "transformerBlock"])
    if kind in ("rnn", "gru", "lstm"):
        settings, params, inputs, run = recurrent(kind)
        arranged = lambda tensors: tensors
    elif kind == "transformerBlock":
        settings, module, inputs, run = block()
        params = linear(module.before) + attention_params(module.attention) + linear(module.middle) + linear(module.up) + linear(module.down)
        arranged = lambda tensors: tensors[:2] + apart(*tensors[2:6]) + tensors[6:]
    else:
        settings, module, inputs, run = attention(kind)
        params = attention_params(module)
        arranged = lambda tensors: apart(*tensors)
    for x in inputs:
        x.requires_grad_()
    dy = torch.randn(run(*inputs).shape)

    def results(inputs, dy):
        output = run(*inputs)
        gradients = torch.autograd.grad(output, params + inputs, dy)
        return [output, *arranged(list(gradients[:len(params)])), *gradients[len(params):]]

    given = {
        "kind": kind,
        "settings": settings,
        "params": [plain(x) for x in arranged(params)],
        "inputs": [plain(x) for x in inputs],
        "outputGradient": plain(dy),
        "expected": [plain(x) for x in results(inputs, dy)],
    }
    for x in params:
        x.data = x.data.float()
    single = results([x.detach().float().requires_grad_() for x in inputs], dy.float())
    print(json.dumps({**given, "single": [plain(x) for x in single]}))
