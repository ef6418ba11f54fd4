"""The training step of 784-128-10 with relu, softmax cross-entropy and plain gradient descent, in numpy or in PyTorch.

    dense.py numpy|torch FOLDER

FOLDER holds job.json (batch, learning rate, shapes of the parameters), and float32 files: inputs, targets, and start parameters.
Reads one number of steps per line. For each, trains from the start and prints the seconds and the loss of the last step.
"""
import json
import sys
import time

import numpy

library, folder = sys.argv[1], sys.argv[2]
with open(f"{folder}/job.json") as file:
    job = json.load(file)
batch, rate = job["batch"], job["learningRate"]


def read(name, *shape):
    return numpy.fromfile(f"{folder}/{name}", dtype=numpy.float32).reshape(shape)


inputs, targets = read("inputs", -1, 784), read("targets", -1, 10)
start = [read(f"parameter{i}", *shape) for i, shape in enumerate(job["parameters"])]
batches = len(inputs) // batch


def rows(step):
    place = step % batches * batch
    return slice(place, place + batch)


def with_numpy(steps):
    weight1, bias1, weight2, bias2 = (parameter.copy() for parameter in start)
    began = time.perf_counter()
    for step in range(steps):
        x, target = inputs[rows(step)], targets[rows(step)]
        hidden = x @ weight1.T + bias1
        active = numpy.maximum(hidden, 0)
        logits = active @ weight2.T + bias2
        shifted = logits - logits.max(axis=1, keepdims=True)
        exponentials = numpy.exp(shifted)
        total = exponentials.sum(axis=1, keepdims=True)
        loss = -(target * (shifted - numpy.log(total))).sum() / batch
        gradient = (exponentials / total - target) / batch
        back = (gradient @ weight2) * (hidden > 0)
        weight2 -= rate * (gradient.T @ active)
        bias2 -= rate * gradient.sum(axis=0)
        weight1 -= rate * (back.T @ x)
        bias1 -= rate * back.sum(axis=0)
    return time.perf_counter() - began, float(loss)


def with_torch(steps):
    import torch

    network = torch.nn.Sequential(
        torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10))
    with torch.no_grad():
        for parameter, value in zip(network.parameters(), start):
            parameter.copy_(torch.from_numpy(value))
    optimizer = torch.optim.SGD(network.parameters(), lr=rate)
    criterion = torch.nn.CrossEntropyLoss()
    x, target = torch.from_numpy(inputs), torch.from_numpy(targets.argmax(axis=1))
    began = time.perf_counter()
    for step in range(steps):
        optimizer.zero_grad()
        loss = criterion(network(x[rows(step)]), target[rows(step)])
        loss.backward()
        optimizer.step()
    return time.perf_counter() - began, loss.item()


run = with_numpy if library == "numpy" else with_torch
for line in sys.stdin:
    seconds, loss = run(int(line))
    print(json.dumps({"seconds": seconds, "error": loss}), flush=True)
