"""The XOR program of the notebook, with numpy, in the code of the notebook.

One difference: Dense.backward computes the input gradient before it updates the weights, so that results are
comparable. The start parameters come from the reference run instead of a random generator.

    python3 notebook.py <path of xor.json>

Reads one number of epochs per line. For each, trains from the start and prints {"seconds", "error"}. Only the training loop is timed.
This file must not be called numpy.py, because it would then import itself.
"""

import json
import sys
import time

import numpy as np


class Layer:
    def __init__(self):
        self.input = None
        self.output = None

    def forward(self, input):
        pass

    def backward(self, output_gradient, learning_rate):
        pass


class Dense(Layer):
    def __init__(self, weights, bias):
        self.weights = weights
        self.bias = bias

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(output_gradient, self.input.T)
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient
        return input_gradient


class Activation(Layer):
    def __init__(self, activation, activation_prime):
        self.activation = activation
        self.activation_prime = activation_prime

    def forward(self, input):
        self.input = input
        return self.activation(self.input)

    def backward(self, output_gradient, learning_rate):
        return np.multiply(output_gradient, self.activation_prime(self.input))


class Tanh(Activation):
    def __init__(self):
        tanh = lambda x: np.tanh(x)
        tanh_prime = lambda x: 1 - np.tanh(x) ** 2
        super().__init__(tanh, tanh_prime)


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


def train(network, X, Y, epochs, learning_rate):
    error = float("nan")
    for e in range(epochs):
        error = 0
        for x, y in zip(X, Y):
            # forward
            output = x
            for layer in network:
                output = layer.forward(output)

            # error
            error += mse(y, output)

            # backward
            grad = mse_prime(y, output)
            for layer in reversed(network):
                grad = layer.backward(grad, learning_rate)

        error /= len(X)
    return error


def run(golden, epochs):
    X = np.reshape(np.array(golden["inputs"], dtype=float), (4, 2, 1))
    Y = np.reshape(np.array(golden["targets"], dtype=float), (4, 1, 1))
    weights1, bias1, weights2, bias2 = (np.array(values, dtype=float) for values in golden["start"])
    first = Dense(weights1, bias1.reshape(3, 1))
    second = Dense(weights2, bias2.reshape(1, 1))

    start = time.perf_counter()
    error = train([first, Tanh(), second, Tanh()], X, Y, epochs, 0.1)
    return {"seconds": time.perf_counter() - start, "error": float(error)}


def main():
    with open(sys.argv[1]) as file:
        golden = json.load(file)
    for line in sys.stdin:
        print(json.dumps(run(golden, int(line))), flush=True)


if __name__ == "__main__":
    main()
