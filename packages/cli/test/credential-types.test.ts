import { readFileSync } from 'node:fs'
import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { resolveTypeMetadata, typeReferenceOf } from '@fidecura/credentials/types'
import { describe, expect, test } from '@jest/globals'
import { createCredentialDesk, licenceClaims, listUrl } from './credential-desk.ts'

interface Written {
  readonly files: readonly {
    readonly file: string
    readonly path: string
    readonly integrity: string
    readonly vct?: string
  }[]
}

describe('fidecura credential types', () => {
  test('writes files under which licences are issued and shown', async () => {
    const desk = await createCredentialDesk()
    const args = ['credential', 'types', '--out', desk.path('www')]
    const { json } = await desk.yes([...args, '--origin', 'https://hospital.example', '--json'])
    const { files } = json as unknown as Written
    expect(files).toHaveLength(2 * Object.keys(credentialTypes).length)
    const licence = files.find(({ vct }) => vct === credentialTypes.practitionerLicence)
    const { stdout } = await desk.yes([
      ...['credential', 'issue', '--key', desk.path('authority.key'), '--type', 'licence'],
      ...['--store', desk.path('authority.sqlite'), '--list', listUrl, '--subject', desk.doctor],
      ...['--claims', desk.write('claims.json', licenceClaims)],
      ...['--type-integrity', String(licence?.integrity)],
    ])
    const reference = typeReferenceOf(await decodeCredential(stdout.trim()))
    const known = { [reference.vct]: readFileSync(String(licence?.file)) }
    const { display } = await resolveTypeMetadata(reference, { known })
    expect(display).toContainEqual({ locale: 'zh-CN', name: '执业资格凭证' })
    // Published again, they are the same.
    await desk.yes([...args, '--origin', 'https://hospital.example'])
  })

  test.each(['http://hospital.example', 'hospital.example', 'https://hospital.example/a'])(
    'refuses the origin %s',
    async (origin) => {
      const desk = await createCredentialDesk()
      const args = ['credential', 'types', '--out', desk.path('www'), '--origin', origin]
      const refused = await desk.run([...args, '--json'])
      expect(refused.json).toMatchObject({ error: { code: 'usage', place: '--origin' } })
    },
  )
})
