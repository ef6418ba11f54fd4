import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const path = process.env['FIREFOX'] ?? '/usr/bin/firefox-esr'

/** Why no page can be opened in Firefox on this machine, or an empty text. */
export const withoutFirefox = existsSync(path)
  ? ''
  : `there is no Firefox at ${path} (apt-get install firefox-esr, or FIREFOX=its path)`

/** No requests but those of the page. */
const preferences = [
  'app.normandy.enabled',
  'datareporting.policy.dataSubmissionEnabled',
  'network.captive-portal-service.enabled'
]

/** Opens a page in a headless Firefox with a new profile, and returns how to close it. playwright-core cannot drive Debian's Firefox. */
export const openFirefox = async (address: string): Promise<() => Promise<void>> => {
  const profile = await mkdtemp(join(tmpdir(), 'pullback-firefox-'))
  await writeFile(join(profile, 'user.js'), preferences.map(name => `user_pref('${name}', false)\n`).join(''))
  const browser = spawn(path, ['--headless', '--no-remote', '--profile', profile, address], { stdio: 'ignore' })
  const closed = once(browser, 'close')
  return async () => {
    browser.kill()
    await closed
    await rm(profile, { recursive: true, force: true, maxRetries: 5 })
  }
}
