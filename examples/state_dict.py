"""Writes state_dict.safetensors, as PyTorch would for this network, and state_dict_check.safetensors, an input and its output.

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.conv = nn.Conv2d(1, 4, 3)
            self.fc = nn.Linear(36, 3)

        def forward(self, x):
            return self.fc(F.max_pool2d(F.relu(self.conv(x)), 2).flatten(1))

    safetensors.torch.save_file(nn.DataParallel(Net()).state_dict(), "state_dict.safetensors", {"format": "pt"})

Needs numpy only: python3 examples/state_dict.py
"""

import json
import struct
from pathlib import Path

import numpy as np

here = Path(__file__).parent
random = np.random.default_rng(1)
state = {
    "module.conv.bias": random.normal(size=4),
    "module.conv.weight": random.normal(size=(4, 1, 3, 3)),
    "module.fc.bias": random.normal(size=3),
    "module.fc.weight": random.normal(size=(3, 36)) / 6,
}
state = {name: x.astype("<f4") for name, x in state.items()}
names = {"float32": "F32", "float64": "F64"}


def save(path, tensors):
    """The safetensors format: length of the header, header, numbers."""
    entries, end = {"__metadata__": {"format": "pt"}}, 0
    for name, x in tensors.items():
        entries[name] = {"dtype": names[str(x.dtype)], "shape": x.shape, "data_offsets": [end, end + x.nbytes]}
        end += x.nbytes
    header = json.dumps(entries, separators=(",", ":")).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + b"".join(x.tobytes() for x in tensors.values()))


def forward(x):
    """The network in float64, one image at a time."""
    kernels, bias = state["module.conv.weight"].astype(float), state["module.conv.bias"].astype(float)
    maps = np.array(
        [[[(kernel[0] * x[i : i + 3, j : j + 3]).sum() + b for j in range(6)] for i in range(6)] for kernel, b in zip(kernels, bias)]
    )
    pooled = np.maximum(maps, 0).reshape(4, 3, 2, 3, 2).max(axis=(2, 4))
    return state["module.fc.weight"].astype(float) @ pooled.ravel() + state["module.fc.bias"].astype(float)


images = random.normal(size=(2, 8, 8))
save(here / "state_dict.safetensors", state)
save(here / "state_dict_check.safetensors", {"input": images[:, None], "output": np.array([forward(x) for x in images])})
