import { inspect } from 'node:util'
import type { JsonObject, JsonValue } from '@fidecura/base'
import { describe, expect, test } from '@jest/globals'
import { document, sign, signer, subject, verify } from './samples.ts'

const person = 'Li Wei 110101199001011234 HIV'
const about = (members: JsonObject): JsonObject => ({
  ...document,
  credentialSubject: { ...subject, ...members },
})
const deep = (levels: number): JsonValue =>
  levels === 0 ? 'x' : { [`${person} ${levels}`]: deep(levels - 1) }

/** What is said of a document that was signed and then changed, to whoever has a log. */
async function errorOf(changed: JsonObject): Promise<{ code: string; place: string }> {
  const signed = await sign(document)
  try {
    await verify({ ...signed, ...changed }, signer)
  } catch (error) {
    const all = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true })
    expect(all).not.toMatch(/Li Wei|HIV/)
    return error as { code: string; place: string }
  }
  throw new Error('taken')
}

describe('a refused document', () => {
  test.each<[string, JsonObject, object]>([
    ['of a value that is none', about({ [person]: null }), { place: '/credentialSubject' }],
    [
      'within a name of nobody’s context',
      about({ [person]: { room: null } }),
      { code: 'document_ambiguous', place: '/credentialSubject' },
    ],
    ['of too many levels', about({ related: deep(30) }), { code: 'document_too_large' }],
    [
      'of a name that could be an index',
      about({ 110101199001011234: [] } as never),
      { place: '/credentialSubject' },
    ],
  ])('%s repeats no name that a context does not define', async (_, changed, said) => {
    expect(await errorOf(changed)).toMatchObject(said)
  })

  test('names the places that a context defines', async () => {
    expect(await errorOf(about({ related: { limit: 0.5 } }))).toMatchObject({
      code: 'document_ambiguous',
      place: '/credentialSubject/related/limit',
    })
  })
})
