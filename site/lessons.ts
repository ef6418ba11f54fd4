/** The lessons of the course, in order. */
export const lessons: readonly { readonly title: string; readonly exercise: string }[] = [
  { title: 'The notebook, mended', exercise: 'dense' },
  { title: 'A layer is a record of two functions', exercise: 'scale' },
  { title: 'Honest differences', exercise: 'tanh' },
  { title: 'Dense, and the transpose', exercise: 'dense' },
  { title: 'One number at a time', exercise: 'tanh' },
  { title: 'Composition is the chain rule', exercise: 'recurrentCell' },
  { title: 'Used twice, gradients add', exercise: 'convolution' },
  { title: 'Softmax and cross-entropy cancel', exercise: 'softmaxCrossEntropy' },
  { title: 'Training is an unfold', exercise: 'momentum' },
  { title: 'Break it', exercise: 'layerNorm' }
]
