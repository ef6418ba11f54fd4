"""The training step of LeNet-5 on 28 x 28 in PyTorch: tanh, average pooling, softmax cross-entropy, plain gradient descent.

    lenet.py FOLDER

FOLDER holds job.json (batch, learning rate), and float32 files: inputs, targets, and start parameters.
Reads one number of steps per line. For each, trains from the start and prints the seconds and the loss of the last step.
"""
import json
import sys
import time

import numpy
import torch

folder = sys.argv[1]
with open(f"{folder}/job.json") as file:
    job = json.load(file)
batch, rate = job["batch"], job["learningRate"]


def read(name, *shape):
    return torch.from_numpy(numpy.fromfile(f"{folder}/{name}", dtype=numpy.float32).reshape(shape))


network = torch.nn.Sequential(
    torch.nn.Conv2d(1, 6, 5, padding=2), torch.nn.Tanh(), torch.nn.AvgPool2d(2),
    torch.nn.Conv2d(6, 16, 5), torch.nn.Tanh(), torch.nn.AvgPool2d(2),
    torch.nn.Flatten(),
    torch.nn.Linear(400, 120), torch.nn.Tanh(),
    torch.nn.Linear(120, 84), torch.nn.Tanh(),
    torch.nn.Linear(84, 10))
inputs, targets = read("inputs", -1, 1, 28, 28), read("targets", -1, 10).argmax(dim=1)
batches = len(inputs) // batch
optimizer = torch.optim.SGD(network.parameters(), lr=rate)
criterion = torch.nn.CrossEntropyLoss()
for line in sys.stdin:
    steps = int(line)
    with torch.no_grad():
        for i, parameter in enumerate(network.parameters()):
            parameter.copy_(read(f"parameter{i}", *parameter.shape))
    began = time.perf_counter()
    for step in range(steps):
        place = step % batches * batch
        optimizer.zero_grad()
        loss = criterion(network(inputs[place:place + batch]), targets[place:place + batch])
        loss.backward()
        optimizer.step()
    print(json.dumps({"seconds": time.perf_counter() - began, "error": loss.item()}), flush=True)
