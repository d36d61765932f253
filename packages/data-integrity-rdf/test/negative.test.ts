import type { JsonObject, JsonValue } from '@fidecura/base'
import { expect, test } from '@jest/globals'
import { dataIntegrityFormat, type Proofs } from '../../credentials/test/negative/formats.ts'
import type { Members } from '../../credentials/test/negative/jwt.ts'
import { vpProof } from '../../credentials/test/negative/presenters.ts'
import { goodProof } from '../../credentials/test/negative/rows-proof.ts'
import { goodDocument } from '../../credentials/test/negative/rows-vcdm.ts'
import { vpProofRows } from '../../credentials/test/negative/rows-vp.ts'
import type { Row } from '../../credentials/test/negative/scene.ts'
import { linesOfDocs, showAll } from '../../credentials/test/negative/show-all.ts'
import { badgeOf } from '../../credentials/test/negative/statement.ts'
import {
  alone,
  type FormatUnderTest,
  presented,
  proof,
} from '../../credentials/test/negative/table.ts'
import { createRdfcSuites, healthContext } from '../src/index.ts'

const badges = 'urn:example:context:badge:1'
const term = (name: string, type: string) => ({ '@id': `urn:example:${name}`, '@type': type })
const contexts = {
  [badges]: {
    '@context': {
      '@version': 1.1,
      grade: term('grade', '@json'),
      works: 'urn:example:works',
      room: 'urn:example:room',
    },
  },
}
const { eddsaRdfc2022, ecdsaRdfc2019 } = createRdfcSuites({ contexts })
const proofs: Proofs = {
  suites: [eddsaRdfc2022, ecdsaRdfc2019],
  contexts: [healthContext, badges],
  contextCode: 'context_inline',
  notGiven: 'eddsa-jcs-2022',
}

type Change = (document: Members) => Members

/** A badge that could be read in two ways, or not at all, signed by its issuer nevertheless. */
const graph = (name: string, code: string, change: Change): Row => [
  name,
  'signature',
  code,
  async (scene) => {
    const { format, authority } = scene
    const statement = badgeOf(scene)
    const payload = change(format.write(statement))
    return { token: await format.sign(payload, authority.signer, statement.issuedAt) }
  },
]

const subject = (changes: JsonObject): Change => {
  return (document) => ({
    ...document,
    credentialSubject: { ...(document['credentialSubject'] as JsonObject), ...changes },
  })
}
const naming =
  (...more: readonly JsonValue[]): Change =>
  (document) => ({ ...document, '@context': [...(document['@context'] as JsonValue[]), ...more] })

/** Of a document that is signed as a graph. */
const graphRows: readonly Row[] = [
  graph('it names a context that nobody knows', 'context_unknown', naming('https://x.example/1')),
  graph('it brings a context of its own', 'context_inline', naming({ grade: 'urn:x:grade' })),
  graph('a context lies in its subject', 'context_inline', subject({ '@context': [] })),
  graph('no context defines one of its claims', 'document_term_undefined', subject({ rank: 1 })),
  graph('a claim is called by its address', 'document_ambiguous', subject({ 'urn:x:grade': 1 })),
  graph('a claim is a keyword', 'document_ambiguous', subject({ '@type': 'urn:x:y' })),
  graph(
    'one of its objects has the id of another',
    'document_ambiguous',
    subject({ works: { id: 'urn:example:badge:7', room: 'A' } }),
  ),
  graph(
    'one of its objects is named by a blank node',
    'document_ambiguous',
    subject({ works: { id: '_:b0', room: 'A' } }),
  ),
  graph('a claim beside its own is null', 'document_ambiguous', subject({ works: null })),
  graph('a claim beside its own is an empty list', 'document_ambiguous', subject({ works: [] })),
  graph('a claim beside its own is a fraction', 'document_ambiguous', subject({ works: 0.5 })),
  graph(
    'it holds more than the limit',
    'document_too_large',
    subject({ works: Array.from({ length: 2001 }, (_, n) => `w${n}`) }),
  ),
]

// Both the graph around it and the rules of its claims refuse these, and here one reason is asked for.
const forTwoReasons: readonly string[] = [
  'the role has a claim that is not known',
  'the licence has a claim that is not known',
  'the purposes are null',
]

/** Where the graph around a credential cannot hold it, the presentation is refused for that. */
const around = (format: FormatUnderTest): FormatUnderTest => ({
  ...format,
  rows: format.rows
    .filter(([name]) => !forTwoReasons.includes(name))
    .map(
      (row): Row =>
        row[0] === 'its type has a blank behind it'
          ? [row[0], 'key_binding', 'document_term_undefined', row[3]]
          : row,
    ),
})

const good = [goodDocument, goodProof]
const rows = [...proof, ...graphRows]
const formats = [
  alone('data-integrity, eddsa-rdfc-2022', dataIntegrityFormat('EdDSA', proofs), rows, good),
  alone('data-integrity, ecdsa-rdfc-2019', dataIntegrityFormat('ES256', proofs), rows, good),
  around(
    presented(
      'a Data Integrity presentation, as a graph',
      dataIntegrityFormat('ES256', proofs),
      vpProof,
      vpProofRows,
    ),
  ),
]

showAll(formats)

test('docs/conformance.md says how many mutations each graph is shown', () => {
  expect(linesOfDocs('mutations of graphs')).toEqual(
    formats.map(({ name, rows: all }) => `| ${name} | ${all.length} mutations of graphs |`),
  )
})
