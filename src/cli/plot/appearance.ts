import type * as Vega from 'vega'

/** A group of this size. Axes read the signals to draw their grid. */
export const panel = (width: number, height: number): Pick<Vega.GroupMark, 'type' | 'encode' | 'signals'> => ({
  type: 'group',
  encode: { enter: { width: { value: width }, height: { value: height } } },
  signals: [
    { name: 'width', value: width },
    { name: 'height', value: height }
  ]
})

/** Size of a panel, in pixels. */
export const size = { width: 480, height: 200 }

/** Colour-blind readers can distinguish these colours, on white and on black (after Okabe and Ito). */
export const colours = ['#0b72b9', '#ec7810', '#0a9a73', '#c45a9b', '#b39b00', '#4db0e8', '#8a6bd1', '#8c8c8c']

/** Colours from the smallest to the largest number. */
export const ramp = ['#0b72b9', '#f0f0ec', '#ec7810']

/** Colours of the frame in dark mode. The colours of the data stay the same. */
export const dark = `<style>@media (prefers-color-scheme: dark) {
rect[fill="white"] { fill: #16181d }
text[fill="#000"] { fill: #e8e8e4 }
[stroke="#ddd"] { stroke: #3a3d44 }
[stroke="#888"] { stroke: #84878e }
}</style>`
