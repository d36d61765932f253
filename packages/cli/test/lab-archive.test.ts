import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { startProcess } from '../../../test/leftovers.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-archive-'))
const root = join(import.meta.dirname, '../../..')
let archive = ''

beforeAll(() => {
  const tool = join(root, 'tools/lab-archive.mjs')
  execFileSync(process.execPath, [tool, '--out', folder, '--unpacked'], { stdio: 'pipe' })
  archive = join(folder, readdirSync(folder)[0] ?? '')
})

afterAll(() => rmSync(folder, { recursive: true }))

/** As somebody has it who knows nothing of this project, nor has a Node. */
const elsewhere = { env: { PATH: '/usr/bin:/bin' }, cwd: tmpdir() }
const fidecura = (...args: readonly string[]): string =>
  execFileSync(join(archive, 'fidecura'), args, { ...elsewhere, encoding: 'utf8' })

describe('the archive for laboratories', () => {
  test('runs from where it lies, and answers twenty of twenty', async () => {
    const listen = ['--listen', '127.0.0.1:0', '--json']
    const args = ['samples', 'serve', join(archive, 'samples'), ...listen]
    const service = startProcess(join(archive, 'fidecura'), args, {
      ...elsewhere,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [said] = await once(service.stdout, 'data')
      const { address } = JSON.parse(String(said)) as { address: string }
      const checked = fidecura('samples', 'check', join(archive, 'samples'), '--address', address)
      expect(checked).toContain('20 of 20 as expected')
    } finally {
      const closed = once(service, 'close')
      service.kill()
      await closed
    }
  })

  test('brings the terms of everybody whose work is in it, and a checksum of each file', () => {
    const sums = execFileSync('sha256sum', ['--check', '--strict', 'SHA256SUMS'], {
      cwd: archive,
      encoding: 'utf8',
    })
    expect(sums).toMatch(/^LICENCES\.txt: OK$/m)
    expect(sums).toMatch(/^fidecura\.mjs: OK$/m)
    expect(sums).toMatch(/^java\/Samples\.java: OK$/m)
  })
})
