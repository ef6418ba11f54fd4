import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'

const path = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** Why no page can be tested on this machine, or an empty text. */
export const withoutChromium = existsSync(path)
  ? ''
  : `there is no Chromium at ${path} (apt-get install chromium, or CHROMIUM=its path)`

const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]

/** Without WebGPU, or with Chromium's own adapter, which computes on the processor. */
const graphics = {
  none: ['--disable-gpu'],
  webgpu: ['--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader', '--enable-features=Vulkan']
}

/** Starts a headless Chromium with a new profile. */
export const launch = (gpu: keyof typeof graphics = 'none'): Promise<Browser> =>
  chromium.launch({ executablePath: path, args: [...flags, ...graphics[gpu]] })
