import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { withChromium } from '../../../test/chromium.ts'
import { type ConsentDesk, createConsentDesk } from './consent-desk.ts'

/** A consent that was signed and registered, and what its receipt is asked for with. */
async function registered(): Promise<{
  readonly desk: ConsentDesk
  readonly args: readonly string[]
}> {
  const desk = await createConsentDesk()
  const identity = ['--identity', desk.path('identity.jwt')]
  const out = ['--out', desk.path('consent.jwt'), '--yes', '--json']
  const { json } = await desk.yes([...desk.signArgs, ...desk.registerArgs, ...identity, ...out])
  const receipt = desk.write('receipt.jwt', json['receipt'] as string)
  const told = ['--withdrawal', 'At any desk', '--jurisdiction', 'CN']
  const files = [desk.path('consent.jwt'), ...identity, '--receipt', receipt]
  return { desk, args: ['consent', 'receipt', ...files, ...told, ...desk.trust] }
}

describe('fidecura consent receipt', () => {
  test('gives the record in JSON, and the page in the language of whoever asks', async () => {
    const { desk, args } = await registered()
    const html = ['--html', desk.path('receipt.html')]
    const { json } = await desk.yes([...args, ...html, '--lang', 'zh-CN', '--json'])
    expect(json).toMatchObject({
      receipt: { kind: 'consent', withdrawal_method: 'At any desk', jurisdictions: ['CN'] },
      files: [desk.path('receipt.html')],
    })
    const page = readFileSync(desk.path('receipt.html'), 'utf8')
    expect(page).toContain('<h1>数据使用授权书回执</h1>')
    expect(page).toContain('R-4711')
  })

  test('takes no receipt of another statement, and writes nothing then', async () => {
    const { desk, args } = await registered()
    const html = ['--html', desk.path('receipt.html')]
    const again = [...desk.signArgs, ...desk.registerArgs, '--identity', desk.path('identity.jwt')]
    const { json } = await desk.yes([...again, '--yes', '--json'])
    desk.write('receipt.jwt', json['receipt'] as string)
    const run = await desk.run([...args, ...html, '--json'])
    expect([run.code, run.json]).toMatchObject([1, { error: { code: 'receipt_mismatch' } }])
    expect(existsSync(desk.path('receipt.html'))).toBe(false)
  })

  test('says so where nothing prints, and writes nothing then', async () => {
    const { desk, args } = await registered()
    const files = ['--html', desk.path('receipt.html'), '--pdf', desk.path('receipt.pdf')]
    const run = await desk.run([...args, ...files, '--chromium', '/nonexistent', '--json'])
    expect([run.code, run.json]).toMatchObject([
      2,
      { error: { code: 'pdf_unprintable', place: '--chromium' } },
    ])
    expect(existsSync(desk.path('receipt.html'))).toBe(false)
  })

  withChromium('printing', () => {
    test('prints the page to PDF', async () => {
      const { desk, args } = await registered()
      const chromium = process.env['FIDECURA_CHROMIUM'] ?? '/usr/bin/chromium'
      await desk.yes([...args, '--pdf', desk.path('receipt.pdf'), '--chromium', chromium])
      const pdf = readFileSync(desk.path('receipt.pdf'))
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-')
      expect(pdf.length).toBeGreaterThan(20_000)
    }, 90_000)
  })
})
