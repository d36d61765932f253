import type { JsonObject } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { explainAuthority } from '../../src/explain/index.ts'
import {
  accredit,
  after,
  badge,
  createWorld,
  entryIn,
  issueBadge,
  issuingAccreditation,
  join,
  license,
  practitionerLicence,
  setStatus,
  verifierOf,
} from '../verifier/world.ts'

const languages = ['en', 'zh-CN'] as const

/** authority -> hospital -> doctor. */
async function story(claims: JsonObject = {}, holder: JsonObject = {}) {
  const world = createWorld()
  const authority = await join(world, { host: 'authority.example' })
  const hospital = await join(world, { host: 'hospital.example%3A8443:heart' })
  const doctor = await join(world)
  const verifier = verifierOf(world, {
    roots: [{ did: authority.did, types: [badge, practitionerLicence, issuingAccreditation] }],
  })
  const granted = { specialties: '*', registers: '*' }
  const grant = { types: [practitionerLicence, badge], ...granted, name: 'Example Hospital' }
  const chain = [await accredit(authority, hospital, { ...grant, ...claims })]
  const licence = await license(hospital, doctor, {})
  const token =
    Object.keys(holder).length === 0
      ? licence
      : await issueBadge(hospital, { subject: doctor.did, claims: holder })
  const verified = await verifier.verifyCredential(token, { chain })
  const names = { [authority.did]: 'Example Health Authority' }
  return { world, authority, hospital, doctor, verifier, chain, token, verified, names }
}

describe('explainAuthority', () => {
  test('says in English who vouches for whom', async () => {
    const { verified, names, doctor } = await story()
    const { text } = explainAuthority(verified, { language: 'en', names })
    const key = `${doctor.did.slice(0, 16)}…${doctor.did.slice(-8)}`
    expect(text.split('\n')).toEqual([
      'Chain of authority',
      'Every check passed.',
      '1. Example Health Authority (authority.example): Trusted from the start',
      `2. Example Hospital (hospital.example:8443/heart): Has permission to issue. Given by Example Health Authority (authority.example). May issue: Practitioner licence, ${badge}. May not let others issue. Until 2027-01-19 12:00 UTC`,
      `3. Wen Example (${key}): Practitioner licence. Issued by Example Hospital (hospital.example:8443/heart). Until 2027-01-19 12:00 UTC`,
      'Status as of 2027-01-15 08:00 UTC',
      'Checked at 2027-01-15 08:00 UTC',
    ])
  })

  test('says it in Chinese, by the words of docs/terms.md', async () => {
    const { verified, names } = await story(
      { depth: 2, specialties: ['a|b'], organisations: [], types: '*' },
      { name: 'X' },
    )
    const { text } = explainAuthority(verified, { language: 'zh-CN', names })
    expect(text).toContain('资质链')
    expect(text).toContain('受信任的根')
    expect(text).toContain('具有签发资格')
    expect(text).toContain('可再授予下级，至多 2 级')
    expect(text).toContain('仅限指定的机构、专科')
    expect(text).toContain('上级可签发的所有类型')
    expect(text).not.toMatch(/[a-z]{3,} [a-z]{3,}/)
  })

  test('names a root by its domain alone unless the caller names it', async () => {
    const { verified } = await story()
    const { text } = explainAuthority(verified, { language: 'en' })
    expect(text).toContain('1. authority.example: Trusted from the start')
  })

  test.each([
    ['turns the direction', 'Good\u202Elatipsoh\u2066', 'Goodlatipsoh'],
    ['cannot be seen', 'Ho\u200Bspi\u2060tal\uFEFF\u00AD', 'Hospital'],
    ['pretends to a domain', 'Hospital (authority.example)', 'Hospital [authority.example]'],
    ['piles marks up', `H${'\u0301'.repeat(40)}`, `H${'\u0301'.repeat(3)}`.normalize('NFC')],
    ['mixes alphabets', 'Hоspital', 'Hоspital [mixed scripts]'],
  ])('shows a name that %s as what it is', async (_, name, shown) => {
    const { verified } = await story({ name })
    for (const language of languages) {
      const { text, svg } = explainAuthority(verified, { language })
      expect(text).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]/)
      expect(svg).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad]/)
    }
    const { text } = explainAuthority(verified, { language: 'en' })
    expect(text).toContain(`${shown} (hospital.example:8443/heart)`)
  })

  test('leaves out who holds it, if told so', async () => {
    const { verified, doctor } = await story()
    const { text, svg } = explainAuthority(verified, { language: 'en', showHolder: false })
    expect(text).toContain('The holder: Practitioner licence. Issued by Example Hospital')
    for (const shown of [text, svg]) {
      expect(shown).not.toContain('Wen')
      expect(shown).not.toContain(doctor.did.slice(-8))
    }
  })

  test('marks a name that its bearer gives itself', async () => {
    const world = createWorld()
    const root = await join(world)
    const verifier = verifierOf(world, { roots: [{ did: root.did, types: [badge] }] })
    const claims = { name: 'Best Hospital' }
    const own = await verifier.verifyCredential(
      await issueBadge(root, { subject: root.did, claims }),
    )
    expect(explainAuthority(own, { language: 'en' }).text).toContain(
      'Best Hospital [by its own word]',
    )
    expect(explainAuthority(own, { language: 'zh-CN' }).text).toContain('Best Hospital [自称]')
    const other = await verifier.verifyCredential(await issueBadge(root, { claims }))
    expect(explainAuthority(other, { language: 'en' }).text).not.toContain('[by its own word]')
  })

  test('marks what was refused, and says why', async () => {
    const { world, hospital, verifier, chain } = await story()
    const token = await issueBadge(hospital, {
      claims: { name: 'Mallory' },
      status: entryIn(hospital, 3),
    })
    setStatus(world, hospital.list, { index: 3, value: 'revoked' })
    world.now = after(61)
    const report = await verifier.checkCredential(token, { chain })
    const { text, svg } = explainAuthority(report, { language: 'en' })
    expect(text).toContain('Refused. Do not act on it.')
    expect(text).toContain('Mallory [not verified]')
    expect(text).toContain(
      'Example Hospital (hospital.example:8443/heart): Has permission to issue',
    )
    expect(text).toContain('Reasons: status_revoked')
    expect(svg).toContain('stroke-dasharray')
  })

  test('says so where there is no chain', async () => {
    const { world, verifier } = await story()
    const stranger = await join(world, { host: 'stranger.example' })
    const token = await issueBadge(stranger, { claims: { name: 'Mallory' } })
    const report = await verifier.checkCredential(token)
    const { text } = explainAuthority(report, { language: 'en' })
    expect(text).toContain('1. stranger.example: not verified')
    expect(text).toContain('No chain of authority to anybody trusted could be proven.')
    expect(text).not.toContain('Trusted from the start')
  })

  test('says the same of the report of what passes, and of the past when it was', async () => {
    const { verifier, verified, token, chain } = await story()
    const report = await verifier.checkCredential(token, { chain })
    const [fromReport, fromVerified] = [report, verified].map((subject) =>
      explainAuthority(subject, { language: 'en' }).text.split('\n').slice(0, 5),
    )
    expect(fromReport).toEqual(fromVerified)
    const past = await verifier.verifyCredentialAsOf(token, { chain, at: after(-10) })
    expect(explainAuthority(past, { language: 'en' }).text).toContain(
      'As it stood at 2027-01-15 07:59 UTC',
    )
  })

  test('takes what a verifier returned, and nothing that looks the same', async () => {
    const { verified } = await story()
    expect(() => explainAuthority(structuredClone(verified), { language: 'en' })).toThrow(
      expect.objectContaining({ code: 'credential_not_verified' }),
    )
  })

  test('has nothing to show of what cannot be read', async () => {
    const { verifier } = await story()
    const report = await verifier.checkCredential('no token')
    expect(() => explainAuthority(report, { language: 'en' })).toThrow(
      expect.objectContaining({ code: 'credential_malformed' }),
    )
  })
})

describe('the picture of explainAuthority', () => {
  test('escapes whatever names say', async () => {
    const name = '</text><script>alert("1")</script>&amp;\''
    const { verified } = await story({ name }, { name })
    const { svg } = explainAuthority(verified, { language: 'en', width: 1200 })
    expect(svg).not.toContain('<script')
    expect(svg.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>"']/)
    expect(svg).toContain('&lt;/text&gt;&lt;script&gt;')
  })

  test('fetches nothing, runs nothing and needs no style sheet', async () => {
    const { verified } = await story({ name: 'url(https://tracker.example/x)' })
    const { svg } = explainAuthority(verified, { language: 'en' })
    expect(svg).not.toMatch(/<(?:script|style|image|use|a|foreignObject|font)|href|style=|on\w+=/)
    expect(svg.match(/https?:\/\/[^"<]*"/g)).toEqual(['http://www.w3.org/2000/svg"'])
    expect(svg).not.toMatch(/\sid=/)
  })

  test('tells whoever cannot see it the same', async () => {
    const { verified } = await story()
    for (const language of languages) {
      const { svg, text } = explainAuthority(verified, { language })
      expect(svg).toContain(`role="img" lang="${language}"`)
      expect(svg).toContain(`<title>${text.split('\n')[0]}</title>`)
      for (const line of text.split('\n')) expect(svg).toContain(line)
    }
  })

  test.each([
    ['with spaces', 'Example Hospital for the Heart and Everything around it '.repeat(4).trim()],
    ['without spaces', 'Krankenhausbetriebsgesellschaft'.repeat(8)],
    ['in Chinese', '示例大学附属第一人民医院心血管内科介入治疗中心'.repeat(10)],
  ])('breaks and cuts names that are long, %s', async (_, name) => {
    const { verified } = await story({ name: name.slice(0, 256) })
    const { svg } = explainAuthority(verified, { language: 'en', width: 360 })
    const drawn = [...svg.matchAll(/<text [^>]*font-size="18"[^>]*>([^<]*)</g)].map(
      ([, line]) => line,
    )
    // That of the root, and of the holder; and three of this one, the last of them cut.
    expect(drawn.length).toBe(5)
    expect(drawn.filter((line) => line?.endsWith('…')).length).toBe(1)
  })

  test.each([
    [100, 280],
    [9999, 1200],
  ])('is drawn %d pixels wide as %d', async (width, drawn) => {
    const { verified } = await story()
    expect(explainAuthority(verified, { language: 'en', width }).svg).toContain(
      ` width="${drawn}" `,
    )
  })
})
