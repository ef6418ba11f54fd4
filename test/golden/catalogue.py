"""Prints test/golden/catalogue.json: python3 test/golden/catalogue.py > test/golden/catalogue.json (needs PyTorch 1.13).

A case is a row of the catalogue, by kind and configuration, with parameters, inputs and an output gradient, and the output and the
gradients that PyTorch computes in float64.
"""
import json

import torch
import torch.nn.functional as F

torch.manual_seed(16)
cases = []


def draw(*shape):
    return torch.randn(*shape, dtype=torch.float64)


def case(kind, configuration, function, inputs, *params):
    """`function` computes the output of the layer from its parameters and its inputs."""
    for tensor in (*inputs, *params):
        tensor.requires_grad_()
    output = function(*params, *inputs)
    gradient = draw(*output.shape)
    output.backward(gradient)
    written = lambda x: {'shape': list(x.shape), 'data': x.detach().flatten().tolist()}
    cases.append({
        'kind': kind,
        'configuration': configuration,
        'params': [written(x) for x in params],
        'inputs': [written(x) for x in inputs],
        'outputGradient': written(gradient),
        'output': written(output),
        'paramsGradient': [written(x.grad) for x in params],
        'inputGradients': [written(x.grad) for x in inputs],
    })


def pair(sides):
    return sides if isinstance(sides, list) else [sides, sides]


def same(length, size, stride, dilation):
    """Zeros before and after an axis, as TensorFlow's `SAME` distributes them."""
    extent = (size - 1) * dilation + 1
    total = max(0, (-(-length // stride) - 1) * stride + extent - length)
    return [total // 2, total - total // 2]


def surrounded(x, size, stride, padding, dilation, value=0.0):
    """An image with the zeros of the padding around."""
    if padding == 'same':
        axes = zip(x.shape[2:], pair(size), pair(stride), pair(dilation))
        rows, columns = [same(*axis) for axis in axes]
    else:
        rows, columns = [[p, p] for p in pair(padding)]
    return F.pad(x, (*columns, *rows), value=value)


def convolution(input, size, depth, stride=1, padding=0, dilation=1, groups=1):
    configuration = {'input': input, 'size': size, 'depth': depth, 'stride': stride, 'padding': padding,
                     'biasPer': 'channel', 'dilation': dilation, 'groups': groups}

    def function(weight, bias, x):
        framed = surrounded(x, size, stride, padding, dilation)
        return F.conv2d(framed, weight, bias, stride=stride, dilation=dilation, groups=groups)

    case('convolution', configuration, function, [draw(2, *input)],
         draw(depth, input[0] // groups, *pair(size)), draw(depth))


convolution([2, 6, 7], [1, 5], 3, padding=[0, 2])
convolution([2, 6, 7], [3, 2], 3, stride=[2, 1], padding='same')
convolution([2, 7, 8], 3, 3, stride=[1, 2], padding=[2, 1], dilation=[2, 1])
convolution([1, 8, 8], 3, 2, padding='same', dilation=2)
convolution([4, 5, 5], 3, 8, padding=1, groups=4)
convolution([4, 5, 6], [2, 3], 4, stride=2, padding='same', groups=2)
convolution([3, 9, 9], 4, 2, stride=3, padding='same')


def convolution1d(input, size, depth, stride=1, padding=0, dilation=1, groups=1):
    configuration = {'input': input, 'size': size, 'depth': depth, 'stride': stride, 'padding': padding,
                     'dilation': dilation, 'groups': groups}

    def function(weight, bias, x):
        zeros = ([(size - 1) * dilation, 0] if padding == 'causal' else
                 same(input[1], size, stride, dilation) if padding == 'same' else [padding, padding])
        return F.conv1d(F.pad(x, zeros), weight, bias, stride=stride, dilation=dilation, groups=groups)

    case('convolution1d', configuration, function, [draw(2, *input)],
         draw(depth, input[0] // groups, size), draw(depth))


convolution1d([2, 9], 3, 4)
convolution1d([3, 12], 3, 2, stride=2, padding=1, dilation=2)
convolution1d([2, 10], 3, 4, padding='causal', dilation=2)
convolution1d([4, 11], 4, 4, stride=2, padding='same', groups=2)


def pool(kind, operation, shape, size, stride, padding, value=0.0):
    """The padding of PyTorch is at most half a window, so the frame is added here."""
    def function(x):
        framed = surrounded(x.unsqueeze(2), [1, size], [1, stride], padding if padding == 'same' else [0, padding], 1,
                            value).squeeze(2) if kind.endswith('1d') else surrounded(x, size, stride, padding, 1, value)
        return operation(framed, size, stride=stride)

    case(kind, {'size': size, 'stride': stride, 'padding': padding}, function, [draw(*shape)])


low = float('-inf')
pool('maxPool', F.max_pool2d, (2, 2, 6, 7), [2, 3], [1, 2], 0, low)
pool('maxPool', F.max_pool2d, (2, 2, 6, 7), [3, 2], 2, 'same', low)
pool('averagePool', F.avg_pool2d, (2, 2, 6, 7), [2, 3], [1, 2], [1, 2])
pool('averagePool', F.avg_pool2d, (2, 2, 5, 7), 3, 2, 'same')
pool('maxPool1d', F.max_pool1d, (2, 3, 8), 3, 2, 1, low)
pool('averagePool1d', F.avg_pool1d, (2, 3, 9), 2, 2, 'same')


def transposed(input, size, depth, stride=1, padding=0, dilation=1, groups=1):
    configuration = {'input': input, 'size': size, 'depth': depth, 'stride': stride, 'padding': padding,
                     'dilation': dilation, 'groups': groups}

    def function(weight, bias, x):
        options = {'stride': stride, 'dilation': dilation, 'groups': groups}
        if padding != 'same':
            return F.conv_transpose2d(x, weight, bias, padding=padding, **options)
        # As the gradient of a convolution whose padding is `same`, on images stride times as large.
        whole = F.conv_transpose2d(x, weight, None, **options)
        large = [n * s for n, s in zip(input[1:], pair(stride))]
        starts = [same(n, k, s, d)[0] for n, k, s, d in zip(large, pair(size), pair(stride), pair(dilation))]
        whole = F.pad(whole, (0, max(0, large[1] - whole.shape[3]), 0, max(0, large[0] - whole.shape[2])))
        cut = whole[:, :, starts[0]:starts[0] + large[0], starts[1]:starts[1] + large[1]]
        return cut + bias.reshape(1, -1, 1, 1)

    case('transposedConvolution', configuration, function, [draw(2, *input)],
         draw(input[0], depth // groups, *pair(size)), draw(depth))


transposed([3, 4, 5], 3, 2)
transposed([3, 4, 5], [2, 3], 2, stride=2, padding=[0, 1])
transposed([2, 3, 3], 3, 2, stride=2, padding='same')
transposed([4, 3, 4], 2, 4, stride=[1, 3], dilation=[2, 1], groups=2)

case('upsample', {'factor': [2, 3]}, lambda x: F.interpolate(x, scale_factor=(2, 3), mode='nearest'), [draw(2, 2, 3, 2)])
case('globalAveragePool', {}, lambda x: F.adaptive_avg_pool2d(x, 1).flatten(1), [draw(2, 3, 4, 5)])
case('globalMaxPool', {}, lambda x: F.adaptive_max_pool2d(x, 1).flatten(1), [draw(2, 3, 4, 5)])
case('groupNorm', {'channels': 6, 'groups': 3, 'epsilon': 1e-5},
     lambda gain, bias, x: F.group_norm(x, 3, gain, bias, 1e-5), [draw(2, 6, 3, 4)], draw(6), draw(6))
case('instanceNorm', {'channels': 3, 'epsilon': 1e-5},
     lambda gain, bias, x: F.instance_norm(x, weight=gain, bias=bias, eps=1e-5), [draw(2, 3, 4, 5)], draw(3), draw(3))
case('prelu', {'channels': 3}, lambda slope, x: F.prelu(x, slope), [draw(2, 3, 4)], draw(3))
case('glu', {}, lambda x: F.glu(x), [draw(3, 8)])
case('geglu', {}, lambda x: x[:, :4] * F.gelu(x[:, 4:]), [draw(3, 8)])
case('swiglu', {}, lambda x: x[:, :4] * F.silu(x[:, 4:]), [draw(3, 8)])
case('bilinear', {'first': 3, 'second': 4, 'outputs': 2}, lambda w, b, x, u: F.bilinear(x, u, w, b),
     [draw(5, 3), draw(5, 4)], draw(2, 3, 4), draw(2))
case('cosineSimilarity', {}, lambda x, u: F.cosine_similarity(x, u, dim=1).unsqueeze(1), [draw(5, 3), draw(5, 3)])
case('maxout', {'pieces': 3}, lambda x: x.reshape(4, 2, 3).max(2).values, [draw(4, 6)])
case('multiplied', {}, lambda x, u: x * u, [draw(4, 3), draw(4, 3)])

print('[' + ',\n'.join(json.dumps(one) for one in cases) + ']')
