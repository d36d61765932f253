import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
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

  test('goes through its rehearsal: permitted, and refused once the doctor is suspended', async () => {
    // By a link, as somebody has it on their path.
    const linked = join(folder, 'linked')
    symlinkSync(join(archive, 'fidecura'), linked)
    const own = join(folder, 'own')
    const rehearse = (step: string, env: Readonly<Record<string, string>> = {}): string =>
      execFileSync(join(archive, 'rehearse.sh'), [step, own], {
        ...{ cwd: elsewhere.cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
        // It starts some thirty times: what was compiled once is enough.
        env: {
          ...elsewhere.env,
          FIDECURA: linked,
          NODE_COMPILE_CACHE: join(folder, 'compiled'),
          ...env,
        },
      })
    rehearse('make')
    const serve = ['serve', '--verify-only', '--data', join(own, 'lab'), '--json']
    const settings = ['--audience', 'https://lab.example', '--custodian', 'did:web:lab.example']
    const rules = ['--jurisdiction', 'china', '--max-status-age', '86400', '--max-age', '300']
    const args = [...serve, ...settings, ...rules, '--listen', '127.0.0.1:0']
    const service = startProcess(linked, args, {
      ...elsewhere,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    try {
      const [said] = await once(service.stdout, 'data')
      const { address } = JSON.parse(String(said)) as { address: string }
      const at = { SERVICE: `http://${address}` }
      const permitted = rehearse('ask', at)
      expect(permitted.match(/^HTTP \d+$/gm)).toEqual(['HTTP 200', 'HTTP 200'])
      expect(permitted).toContain('"decision":"permit"')
      rehearse('suspend')
      const refused = rehearse('ask', at)
      expect(refused.match(/^HTTP \d+$/gm)).toEqual(['HTTP 422', 'HTTP 422'])
      expect(refused.match(/^\{"type":"urn:fidecura:error:status_suspended"/gm)).toHaveLength(2)
    } finally {
      const closed = once(service, 'close')
      service.kill()
      await closed
    }
  })

  test('has no link in what is to be read that leads out of it', () => {
    for (const name of ['README.md', 'README.zh-CN.md']) {
      const links = readFileSync(join(archive, name), 'utf8').matchAll(/\]\(([^)#]+)/g)
      const local = [...links].map(([, to = '']) => to).filter((to) => !to.startsWith('https://'))
      expect(local.length).toBeGreaterThan(0)
      expect(local.filter((to) => !existsSync(join(archive, to)))).toEqual([])
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
