"""The two MNIST jobs of the notebook's companion repository, with numpy, in the code of that repository.

Differences: the start parameters and the order of the images come from a file, so that results can be compared. The
images are read from the IDX files instead of Keras. The correlations use numpy (sliding windows) instead of scipy.

    python3 companion.py <job> <folder of MNIST> <file of start parameters> <epochs> <images>
        prints {"loss", "testAccuracy", "seconds"}, where loss is that of the last epoch

The file of start parameters holds those of all layers in order, as float64.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import gzip
import json
import sys
import time

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


class Dense:
    def __init__(self, take, input_size, output_size):
        self.weights = take(output_size, input_size)
        self.bias = take(output_size, 1)

    def forward(self, input):
        self.input = input
        return np.dot(self.weights, self.input) + self.bias

    def backward(self, output_gradient, learning_rate):
        weights_gradient = np.dot(output_gradient, self.input.T)
        input_gradient = np.dot(self.weights.T, output_gradient)
        self.weights -= learning_rate * weights_gradient
        self.bias -= learning_rate * output_gradient
        return input_gradient


def correlate(image, kernel):
    """scipy.signal.correlate2d(image, kernel, "valid")"""
    return np.einsum("ijkl,kl->ij", sliding_window_view(image, kernel.shape), kernel)


def convolve_full(image, kernel):
    """scipy.signal.convolve2d(image, kernel, "full")"""
    pad = kernel.shape[0] - 1
    return correlate(np.pad(image, pad), kernel[::-1, ::-1])


class Convolutional:
    def __init__(self, take, input_shape, kernel_size, depth):
        input_depth, input_height, input_width = input_shape
        self.depth = depth
        self.input_shape = input_shape
        self.input_depth = input_depth
        self.output_shape = (depth, input_height - kernel_size + 1, input_width - kernel_size + 1)
        self.kernels_shape = (depth, input_depth, kernel_size, kernel_size)
        self.kernels = take(*self.kernels_shape)
        self.biases = take(*self.output_shape)

    def forward(self, input):
        self.input = input
        output = np.copy(self.biases)
        for i in range(self.depth):
            for j in range(self.input_depth):
                output[i] += correlate(self.input[j], self.kernels[i, j])
        return output

    def backward(self, output_gradient, learning_rate):
        kernels_gradient = np.zeros(self.kernels_shape)
        input_gradient = np.zeros(self.input_shape)
        for i in range(self.depth):
            for j in range(self.input_depth):
                kernels_gradient[i, j] = correlate(self.input[j], output_gradient[i])
                input_gradient[j] += convolve_full(output_gradient[i], self.kernels[i, j])
        self.kernels -= learning_rate * kernels_gradient
        self.biases -= learning_rate * output_gradient
        return input_gradient


class Reshape:
    def __init__(self, input_shape, output_shape):
        self.input_shape = input_shape
        self.output_shape = output_shape

    def forward(self, input):
        return np.reshape(input, self.output_shape)

    def backward(self, output_gradient, learning_rate):
        return np.reshape(output_gradient, self.input_shape)


class Activation:
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
        super().__init__(np.tanh, lambda x: 1 - np.tanh(x) ** 2)


class Sigmoid(Activation):
    def __init__(self):
        sigmoid = lambda x: 1 / (1 + np.exp(-x))
        super().__init__(sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x)))


def mse(y_true, y_pred):
    return np.mean(np.power(y_true - y_pred, 2))


def mse_prime(y_true, y_pred):
    return 2 * (y_pred - y_true) / np.size(y_true)


def binary_cross_entropy(y_true, y_pred):
    return np.mean(-y_true * np.log(y_pred) - (1 - y_true) * np.log(1 - y_pred))


def binary_cross_entropy_prime(y_true, y_pred):
    return ((1 - y_true) / (1 - y_pred) - y_true / y_pred) / np.size(y_true)


def dense_tutorial(take):
    network = [Dense(take, 784, 40), Tanh(), Dense(take, 40, 10), Tanh()]
    return network, (784, 1), 10, mse, mse_prime


def conv_tutorial(take):
    network = [
        Convolutional(take, (1, 28, 28), 3, 5),
        Sigmoid(),
        Reshape((5, 26, 26), (5 * 26 * 26, 1)),
        Dense(take, 5 * 26 * 26, 100),
        Sigmoid(),
        Dense(take, 100, 2),
        Sigmoid(),
    ]
    return network, (1, 28, 28), 2, binary_cross_entropy, binary_cross_entropy_prime


def predict(network, input):
    output = input
    for layer in network:
        output = layer.forward(output)
    return output


def read(folder, name):
    with gzip.open(os.path.join(folder, name)) as file:
        data = file.read()
    axes = data[3]
    shape = np.frombuffer(data, ">u4", axes, 4)
    return np.frombuffer(data, np.uint8, offset=4 * (1 + axes)).reshape(shape)


def examples(folder, name, shape, classes, choose):
    labels = read(folder, f"{name}-labels-idx1-ubyte.gz")
    chosen = choose(labels)
    images = read(folder, f"{name}-images-idx3-ubyte.gz")[chosen]
    x = images.reshape(len(chosen), *shape).astype("float64") / 255
    y = np.eye(classes)[labels[chosen]].reshape(len(chosen), classes, 1)
    return x, y


def main():
    job, folder, start, epochs, images = *sys.argv[1:4], int(sys.argv[4]), int(sys.argv[5])
    rest = np.fromfile(start)

    def take(*shape):
        nonlocal rest
        size = int(np.prod(shape))
        values, rest = rest[:size], rest[size:]
        return values.reshape(shape).copy()

    jobs = {"dense-tutorial": dense_tutorial, "conv-tutorial": conv_tutorial}
    network, shape, classes, loss, loss_prime = jobs[job](take)
    assert rest.size == 0

    first = {
        "dense-tutorial": lambda labels: np.arange(images),
        "conv-tutorial": lambda labels: np.sort(np.hstack([np.where(labels == c)[0][: images // 2] for c in range(2)])),
    }[job]
    x_train, y_train = examples(folder, "train", shape, classes, first)
    x_test, y_test = examples(folder, "t10k", shape, classes, lambda labels: np.where(labels < classes)[0])

    begin = time.perf_counter()
    for e in range(epochs):
        error = 0
        for x, y in zip(x_train, y_train):
            output = predict(network, x)
            error += loss(y, output)
            grad = loss_prime(y, output)
            for layer in reversed(network):
                grad = layer.backward(grad, 0.1)
        error /= len(x_train)
    seconds = time.perf_counter() - begin

    right = sum(np.argmax(predict(network, x)) == np.argmax(y) for x, y in zip(x_test, y_test))
    print(json.dumps({"loss": error, "testAccuracy": float(right / len(x_test)), "seconds": seconds}))


main()
