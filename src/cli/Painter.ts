/**
 * Draws numbers between 0 and 1 as the characters of a line.
 *
 * In colour, a character holds two pixels: the foreground and the background of an upper half block. Without colour, it holds
 * one pixel: a denser character is a higher number.
 */
export interface Painter {
  /** Number of pixels in a character, one above the other. */
  readonly pixelsPerCharacter: 1 | 2
  /** The pixels of one character, from top to bottom. */
  readonly character: (pixels: readonly number[]) => string
  readonly endOfLine: string
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value))

const ramp = ' .:-=+*#%@'

export const plain: Painter = {
  pixelsPerCharacter: 1,
  character: ([value = NaN]) => ramp.charAt(Math.round(clamp(value) * (ramp.length - 1))),
  endOfLine: ''
}

type Colour = readonly [red: number, green: number, blue: number]

/** The colours of 0, ½ and 1. */
export type Palette = readonly [Colour, Colour, Colour]

const mix = (from: Colour, to: Colour, share: number): Colour => {
  const channel = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * share)
  return [channel(0), channel(1), channel(2)]
}

const colourOf = ([low, middle, high]: Palette, value: number): Colour => {
  const share = clamp(value)
  return share < 0.5 ? mix(low, middle, share * 2) : mix(middle, high, share * 2 - 1)
}

/** Index of the nearest colour in the 6 × 6 × 6 cube of 256-colour terminals. */
const inCube = ([red, green, blue]: Colour): number => {
  const level = (channel: number): number => (channel < 48 ? 0 : Math.round((Math.max(channel, 95) - 55) / 40))
  return 16 + 36 * level(red) + 6 * level(green) + level(blue)
}

const halfBlocks = (palette: Palette, code: (colour: Colour) => string): Painter => {
  const codeOf = (value: number): string => code(colourOf(palette, value))
  return {
    pixelsPerCharacter: 2,
    character: ([upper = NaN, lower = NaN]) => `\u001b[38;${codeOf(upper)};48;${codeOf(lower)}m▀`,
    endOfLine: '\u001b[0m'
  }
}

export const trueColour = (palette: Palette): Painter => halfBlocks(palette, colour => `2;${colour.join(';')}`)

export const cubeColour = (palette: Palette): Painter => halfBlocks(palette, colour => `5;${inCube(colour)}`)

/** Painter for a terminal with this many bits per colour. Sixteen colours are too few for a picture, so they count as none. */
export const painterFor = (colourDepth: number, palette: Palette): Painter =>
  colourDepth >= 24 ? trueColour(palette) : colourDepth >= 8 ? cubeColour(palette) : plain
