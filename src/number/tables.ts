/**
 * The constants and tables of the functions in this folder. The numbers are printed by test/number/fit.py.
 *
 * V8 compiles a constant of the same module into a function, and reads an exported or imported one at every use. So each module
 * binds the constants that it imports to local constants.
 */

/**
 * Adding and then subtracting 1.5 · 2⁵² rounds a number below 2⁵¹ in size to the nearest integer, ties to even, because a float64
 * of that size has no fraction.
 */
export const rounder = 6755399441055744

/** 1 / ln 2. */
export const perLn2 = 1.4426950408889634
/** The first 33 bits of ln 2. The product with an integer of at most 20 bits is exact. */
export const ln2High = 0.6931471804855391
/** ln 2 − `ln2High`. */
export const ln2Low = 7.440617110012397e-11

/** 2 / π. */
export const perHalfPi = 0.6366197723675814
/** The first 33 bits of π / 2. The product with an integer of at most 20 bits is exact. */
export const halfPiHigh = 1.5707963267341256
/** π / 2 − `halfPiHigh`. */
export const halfPiLow = 6.077100506506192e-11
/** π / 2 with 1146 bits after the point. The product with an integer of 1024 bits has 122 correct bits after the point. */
export const halfPi =
  0x6487ed5110b4611a62633145c06e0e68948127044533e63a0105df531d89cd9128a5043cc71a026ef7ca8cd9e69d218d98158536f92f8a1ba7f09ab6b6a8e122f242dabb312f3f637a262174d31bf6b585ffae5b7a035bf6f71c35fdad44cfd2d74f9208be258ff324943328f6722d9ee1003e5c50b1df82cc6d241b0e2ae9cd348b1fd47e9267afc1b2ae91ee51d6cn

/** Coefficients of q in exp r = 1 + r + r² / 2 + r³ q(r) for |r| ≤ ln 2 / 2, lowest power first. */
export const expCoefficients = /* @__PURE__ */ new Float64Array([
  0.16666666666666677, 0.04166666666666669, 0.008333333333321745, 0.0013888888888870265, 0.0001984126988587369,
  2.4801587355881456e-5, 2.7557244438373878e-6, 2.755724576728809e-7, 2.510896329934471e-8, 2.0923703975821072e-9
])

/** Coefficients of v in r coth(r / 2) = 2 + r² v(r²) for |r| ≤ 3 ln 2 / 2, lowest power first. */
export const tanhCoefficients = /* @__PURE__ */ new Float64Array([
  0.16666666666666663, -0.0027777777777770692, 6.613756613027579e-5, -1.6534391171391438e-6, 4.175341387932537e-8,
  -1.0566768377961089e-9, 2.6613806575864782e-11, -6.007097436165821e-13
])

/** Coefficients of p in log((1 + s) / (1 − s)) = 2 s + s³ p(s²) for |s| ≤ (√2 − 1) / (√2 + 1), lowest power first. */
export const logCoefficients = /* @__PURE__ */ new Float64Array([
  0.6666666666666726, 0.39999999999458324, 0.28571428734086407, 0.2222219932859132, 0.18183528702109286,
  0.1531489075217972, 0.14788110418247224
])

/** Coefficients of s in sin y = y + y³ s(y²) for |y| ≤ π / 4, lowest power first. */
export const sinCoefficients = /* @__PURE__ */ new Float64Array([
  -0.16666666666666632, 0.008333333333322434, -0.00019841269829821504, 2.7557313696269017e-6, -2.5050758754894883e-8,
  1.5896831044737276e-10
])

/** Coefficients of c in cos y = 1 − y² / 2 + y⁴ c(y²) for |y| ≤ π / 4, lowest power first. */
export const cosCoefficients = /* @__PURE__ */ new Float64Array([
  0.0416666666666666, -0.001388888888887425, 2.4801587289551238e-5, -2.755731437028596e-7, 2.087572550811173e-9,
  -1.1359755170039942e-11
])

// The following three are printed by test/number/erfFit.py.

/** Coefficients of p in erf x = x + x p(x²) for |x| < 1, highest power first. */
export const erfCentre = /* @__PURE__ */ new Float64Array([
  -7.795898827002142e-10, 1.3720064546777686e-8, -1.6208483801871705e-7, 1.6447424703317362e-6, -1.492473690741966e-5,
  0.00012055294904839707, -0.0008548325975389692, 0.0052239776071164225, -0.02686617064323777, 0.11283791670945006,
  -0.37612638903183543, 0.12837916709551256
])

/** Coefficients of the numerator of q in erf x = 1 − exp(−x²) q(x) for 1 ≤ x < 6, highest power first. */
export const erfAbove = /* @__PURE__ */ new Float64Array([
  0.008909642060425035, 0.08420912653542652, 0.3731562903921625, 0.9487729519116785, 1.3899699192847876,
  0.9999998889282554
])

/** Coefficients of the denominator of q, highest power first. */
export const erfBelow = /* @__PURE__ */ new Float64Array([
  0.015792053163589673, 0.14925285062419516, 0.6693582171862728, 1.755705546565474, 2.7904301643729212,
  2.5183479151459203, 1
])

const allPowers = (): Float64Array => {
  const powers = new Float64Array(1074 + 1024)
  for (let i = 0, power = Number.MIN_VALUE; i < powers.length; i++, power *= 2) powers[i] = power
  return powers
}

/** The powers of two that a float64 holds: 2ᵏ is element 1074 + k. Doubling is exact, so the table is too. */
export const powersOfTwo = /* @__PURE__ */ allPowers()

const tanhOfSteps = (): Float64Array => {
  const table = new Float64Array(3 * 60)
  for (let k = 0, power = 1; k < 60; k++, power *= 2) {
    const t = (power - 1) / (power + 1)
    table[3 * k] = t
    table[3 * k + 1] = t === 1 ? -2 / power : (power - 1 - t * power - t) / (power + 1)
    table[3 * k + 2] = (2 * power) / (power + 1) / (power + 1)
  }
  return table
}

/**
 * t = tanh(k ln 2 / 2) = (2ᵏ − 1) / (2ᵏ + 1) for 0 ≤ k < 60: at 3k the nearest float64, at 3k + 1 the rest of t, at 3k + 2
 * (1 − t²) / 2.
 */
export const tanhTable = /* @__PURE__ */ tanhOfSteps()
