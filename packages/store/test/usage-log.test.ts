import { epochSeconds } from '@fidecura/base'
import type { UsageLog } from '@fidecura/credentials'
import { createMemoryUsageLog, impactOf, recordUse } from '@fidecura/credentials/switch'
import { digestOf } from '@fidecura/identity'
import { describe, expect, test } from '@jest/globals'
import { noon, openForTest, whereKept } from './support.ts'

const logs: readonly (readonly [string, () => Promise<UsageLog>])[] = [
  [whereKept(), async () => (await openForTest()).usage],
  ['in memory', async () => createMemoryUsageLog()],
]
const issuer = 'did:web:hospital.example' as never
const [role, other] = [
  { issuer, id: 'urn:uuid:1' },
  { issuer, id: 'urn:uuid:2' },
]
/** What it is kept as. */
const kept = { issuer: await digestOf(issuer), id: await digestOf(role.id) }
const keptOther = { ...kept, id: await digestOf(other.id) }
const at = (seconds: number) => epochSeconds(noon + seconds)

describe.each(logs)('UsageLog %s', (_kind, open) => {
  test('keeps what was done under each of several credentials, once', async () => {
    const log = await open()
    const use = { kind: 'entry', reference: 'e1', at: at(0) } as const
    await recordUse(log, [role, other, { issuer, id: undefined }], use)
    await recordUse(log, [role], { ...use, at: at(9) })
    await recordUse(log, [role], { kind: 'presentation', reference: 'e1', at: at(1) })
    const page = { limit: 9 }
    expect(await log.standingOn(kept.issuer, keptOther.id, page)).toEqual([
      { ...keptOther, ...use, proven: false },
    ])
    expect(await log.standingOn(kept.issuer, kept.id, page)).toMatchObject([
      { kind: 'entry', at: at(0) },
      { kind: 'presentation', at: at(1) },
    ])
    expect(await log.standingOn(kept.id, kept.id, page)).toEqual([])
    // In the clear nothing is kept.
    expect(await log.standingOn(issuer, 'urn:uuid:1', page)).toEqual([])
  })

  test('lets a proven instant take the place of a claimed one, and not the other way round', async () => {
    const log = await open()
    const use = { kind: 'statement', reference: 's' } as const
    await recordUse(log, [role], { ...use, at: at(5) })
    await recordUse(log, [role], { ...use, at: at(7), proven: true })
    await recordUse(log, [role], { ...use, at: at(1) })
    await recordUse(log, [role], { ...use, at: at(2), proven: true })
    expect(await log.standingOn(kept.issuer, kept.id, { limit: 9 })).toMatchObject([
      { at: at(7), proven: true },
    ])
  })

  test('is read in pages', async () => {
    const log = await open()
    for (const reference of ['b', 'a', 'c']) {
      await recordUse(log, [role], { kind: 'entry', reference, at: at(0) })
    }
    const [first, second] = await log.standingOn(kept.issuer, kept.id, { limit: 2 })
    expect([first?.reference, second?.reference]).toEqual(['a', 'b'])
    const rest = await log.standingOn(kept.issuer, kept.id, { limit: 2, after: second as never })
    expect(rest.map(({ reference }) => reference)).toEqual(['c'])
  })

  test('tells apart what is proven to come before, and counts the rest as after', async () => {
    const log = await open()
    const entry = (reference: string, seconds: number, proven: boolean) =>
      recordUse(log, [role], { kind: 'entry', reference, at: at(seconds), proven })
    await entry('proven before', -1, true)
    await entry('claimed before', -1, false)
    await entry('at that instant', 0, true)
    const impact = await impactOf(log, { issuer, id: 'urn:uuid:1' }, at(0))
    const names = (uses: readonly { reference: string }[]) => uses.map(({ reference }) => reference)
    expect(names(impact.before)).toEqual(['proven before'])
    expect(names(impact.after)).toEqual(['claimed before', 'at that instant'])
    const good = await impactOf(log, { issuer, id: 'urn:uuid:1' }, undefined, 2)
    expect([good.before.length, good.after.length, good.more]).toEqual([2, 0, true])
  })
})
