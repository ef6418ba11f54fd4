/** The lessons of the course, in order, each with the number of its exercise. */
export const lessons: readonly { readonly title: string; readonly exercise: number }[] = [
  { title: 'The notebook, mended', exercise: 5 },
  { title: 'A layer is a record of two functions', exercise: 1 },
  { title: 'Honest differences', exercise: 2 },
  { title: 'Dense, and the transpose', exercise: 3 },
  { title: 'One number at a time', exercise: 2 },
  { title: 'Composition is the chain rule', exercise: 8 },
  { title: 'Used twice, gradients add', exercise: 6 },
  { title: 'Softmax and cross-entropy cancel', exercise: 4 },
  { title: 'Training is an unfold', exercise: 10 },
  { title: 'Break it', exercise: 7 }
]
