import { issueCredential } from '../../src/index.ts'
import { after, audience, nonce, noon } from '../verifier/world.ts'
import { makeBadge, makeRole, plain, type Row, type Scene, staffed } from './scene.ts'
import { bound } from './statement.ts'

/** A presentation of a badge that says something else, signed by its holder. */
interface Terms {
  readonly audience?: string
  readonly nonce?: string
  readonly issuedAt?: number
}

export type Present = (scene: Scene, token: string, terms: Terms) => Promise<string>

/** Of every presentation: for whom, in answer to what, when and by whom. */
export function presentationRows(present: Present): readonly Row[] {
  const showing =
    (terms: Terms) =>
    async (scene: Scene): ReturnType<typeof plain> => {
      const attempt = await plain(scene)
      return { ...attempt, presentation: await present(scene, attempt.token, terms) }
    }
  const late = (name: string, issuedAt: number): Row => [
    name,
    'key_binding',
    'holder_binding_expired',
    showing({ issuedAt }),
  ]
  const elsewhere = (name: string, to: string): Row => [
    name,
    'key_binding',
    'presentation_audience_wrong',
    showing({ audience: to }),
  ]
  const unasked = (name: string, answer: string): Row => [
    name,
    'key_binding',
    'presentation_nonce_wrong',
    showing({ nonce: answer }),
  ]
  const asked =
    (call: object) =>
    async (scene: Scene): ReturnType<typeof plain> => ({ ...(await plain(scene)), call })
  return [
    late('it was signed before the window', after(-301)),
    late('it was signed long ago', 0),
    late('it was signed later than clocks may differ', after(61)),
    late('it was signed in the year 9999', 253_402_300_799),
    elsewhere('it is for another audience', 'https://elsewhere.example'),
    elsewhere('it is for an audience that begins alike', `${audience}.evil.example`),
    elsewhere('it is for the audience with a slash', `${audience}/`),
    elsewhere('it is for the audience in capitals', audience.toUpperCase()),
    unasked('it answers another nonce', 'other'),
    unasked('it answers a nonce that begins alike', `${nonce}2`),
    unasked('it answers the nonce in capitals', nonce.toUpperCase()),
    [
      'the caller asks for another audience',
      'key_binding',
      'presentation_audience_wrong',
      asked({ audience: 'https://elsewhere.example' }),
    ],
    [
      'the caller forgot to name an audience',
      'key_binding',
      'presentation_audience_wrong',
      asked({ audience: undefined }),
    ],
    [
      'the caller forgot to make a nonce',
      'key_binding',
      'presentation_nonce_wrong',
      asked({ nonce: undefined }),
    ],
    [
      'the caller asks with an empty nonce',
      'key_binding',
      'presentation_nonce_wrong',
      asked({ nonce: '' }),
    ],
    [
      'it is shown again',
      'replay',
      'presentation_replayed',
      async (scene) => {
        const attempt = await plain(scene)
        const presentation = await present(scene, attempt.token, {})
        return {
          ...attempt,
          presentation,
          before: (verifier) => verifier.verifyPresentation(presentation, { audience, nonce }),
        }
      },
    ],
    [
      'another is shown in answer to a nonce that was answered',
      'replay',
      'presentation_replayed',
      async (scene) => {
        const first = await present(scene, await makeBadge(scene), {})
        return {
          ...(await plain(scene)),
          before: (verifier) => verifier.verifyPresentation(first, { audience, nonce }),
        }
      },
    ],
    [
      'the store of nonces breaks',
      'replay',
      'replay_store_failed',
      async (scene) => ({
        ...(await plain(scene)),
        verifier: { replay: { insert: () => Promise.reject(new TypeError('no disk')) } },
      }),
    ],
    [
      'the store of nonces gives no answer',
      'replay',
      'replay_store_failed',
      async (scene) => ({
        ...(await plain(scene)),
        verifier: { replay: { insert: async () => undefined as never } },
      }),
    ],
    ['it is empty', 'presentation', 'jws_malformed', shown('')],
    ['it is nothing', 'presentation', 'presentation_malformed', shown(null)],
    ['it is a number', 'presentation', 'presentation_malformed', shown(7)],
    ['it is a list', 'presentation', 'presentation_malformed', shown([])],
    ['it is half of a document', 'presentation', 'presentation_malformed', shown('{"a":')],
    [
      'it is of a version that there is not',
      'presentation',
      'presentation_malformed',
      shown('{"version":"urn:fidecura:presentation:2","credentials":["x"]}'),
    ],
    ['it presents nothing', 'presentation', 'presentation_malformed', shown({ credentials: [] })],
    [
      'it says what is not understood',
      'presentation',
      'presentation_malformed',
      shown({ credentials: ['x'], more: 1 }),
    ],
    [
      'it brings along what is no list',
      'presentation',
      'presentation_malformed',
      shown({ credentials: ['x'], chain: 'y' }),
    ],
    [
      'it presents nine',
      'presentation',
      'presentation_malformed',
      shown({ credentials: Array.from({ length: 9 }, () => 'x') }),
    ],
  ]
}

function shown(presentation: unknown): Row[3] {
  return async (scene) => ({ ...(await plain(scene)), presentation })
}

/** Of those that somebody signed whole: what lies in them is of somebody else. */
export const heldRows: readonly Row[] = [
  [
    'it presents what is bound to another key',
    'same_holder',
    'holder_key_mismatch',
    (scene) => plain(scene, { cnf: bound(scene.stranger.signer.publicKey) }),
  ],
  [
    'it presents what is about somebody else',
    'same_holder',
    'presentation_holders_differ',
    (scene) => plain(scene, { cnf: undefined, subject: scene.stranger.did }),
  ],
  [
    'it presents what is about nobody',
    'same_holder',
    'holder_binding_missing',
    (scene) => plain(scene, { cnf: undefined, subject: undefined }),
  ],
  [
    'it presents a role that is bound to another key',
    'same_holder',
    'holder_key_mismatch',
    async (scene) => {
      const cnf = bound(scene.stranger.signer.publicKey)
      const attempt = await staffed(scene, { licence: { cnf } })
      return { ...attempt, token: await makeRole(scene, { cnf }) }
    },
  ],
]

/** What one of our own issuers signs for somebody else, and the doctor shows. */
export const foreignBadge = ({ authority, stranger }: Scene): Promise<string> =>
  issueCredential(
    {
      type: 'urn:example:credential:badge:1',
      subject: stranger.did,
      holderKey: stranger.signer.publicKey,
      claims: {},
      validFrom: after(-3600),
      validUntil: after(3600),
      issuedAt: noon,
    },
    { signer: authority.signer, format: 'dc+sd-jwt' },
  )
