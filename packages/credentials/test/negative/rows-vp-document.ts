import type { JsonValue } from '@fidecura/base'
import type { Members } from './jwt.ts'
import { contextV2, enveloped, presentationOf, signVp } from './presenters.ts'
import { heldRows } from './rows-presentation.ts'
import { makeBadge, plain, type Row, type Scene } from './scene.ts'

/** How somebody secures it. */
export type Sign = (scene: Scene, document: Members) => Promise<unknown>

/** Presents a badge as somebody signs it. */
export const shows =
  (sign: Sign, changes: (scene: Scene, token: string) => Members | Promise<Members> = () => ({})) =>
  async (scene: Scene): ReturnType<typeof plain> => {
    const attempt = await plain(scene)
    const document = presentationOf([attempt.token], scene)
    const all = { ...document, ...(await changes(scene, attempt.token)) }
    return { ...attempt, presentation: await sign(scene, all) }
  }

/** Of a presentation of VCDM 2.0, however it is secured. */
export const documentRows = (sign: Sign): readonly Row[] => {
  const says = (
    name: string,
    changes: Members | ((scene: Scene, token: string) => Members | Promise<Members>),
    code = 'presentation_malformed',
  ): Row => [
    `the presentation ${name}`,
    'presentation',
    code,
    shows(sign, typeof changes === 'function' ? changes : () => changes),
  ]
  const encloses = (name: string, verifiableCredential: JsonValue | undefined): Row =>
    says(name, { verifiableCredential })
  return [
    ...heldRows,
    says('has no context', { '@context': undefined }),
    says('has a context that is a text', { '@context': contextV2 }),
    says('has another context first', { '@context': ['https://contexts.example/1', contextV2] }),
    says('has no type', { type: undefined }),
    says('is of another type', { type: ['VerifiableCredential'] }),
    says('is of a type that is a number', { type: [7] }),
    says('has an id that is no URL', { id: 'a b' }),
    says('has a holder that is no DID', { holder: 'https://people.example/wen' }),
    says('has a holder without an id', { holder: { name: 'Wen Example' } }),
    says('has a holder that is null', { holder: null }),
    says('holds one of the model before', { vp: {} }),
    says('has a credential beside it', { vc: {} }),
    encloses('encloses nothing', undefined),
    encloses('encloses an empty list', []),
    encloses('encloses null', [null]),
    encloses('encloses a text', ['x']),
    encloses('encloses what nobody signed', [{ type: ['VerifiableCredential'] }]),
    encloses(
      'encloses more than the limit',
      Array.from({ length: 25 }, () => enveloped('x')),
    ),
    says('has an envelope that says more', async (scene) => ({
      verifiableCredential: [{ ...enveloped(await makeBadge(scene)), name: 'x' }],
    })),
    says('has an envelope without a context', {
      verifiableCredential: [
        { id: 'data:application/vc+jwt,x', type: 'EnvelopedVerifiableCredential' },
      ],
    }),
    says(
      'has an envelope without an id',
      { verifiableCredential: [{ '@context': contextV2, type: 'EnvelopedVerifiableCredential' }] },
      'credential_format_unsupported',
    ),
    says(
      'has an envelope of plain text',
      { verifiableCredential: [{ ...enveloped('x'), id: 'data:text/plain,x' }] },
      'credential_format_unsupported',
    ),
    says(
      'has an envelope in base64',
      { verifiableCredential: [{ ...enveloped('x'), id: 'data:application/vc+jwt;base64,eA' }] },
      'credential_format_unsupported',
    ),
    says(
      'has an envelope that is an address',
      { verifiableCredential: [{ ...enveloped('x'), id: 'https://credentials.example/1' }] },
      'credential_format_unsupported',
    ),
    says(
      'has an envelope of another media type',
      { verifiableCredential: [enveloped('x', 'jwt')] },
      'credential_format_unsupported',
    ),
    says(
      'has an envelope of garbage',
      { verifiableCredential: [enveloped('garbage')] },
      'jws_malformed',
    ),
    says('has an envelope of nothing', { verifiableCredential: [enveloped('')] }, 'jws_malformed'),
    says(
      'has a presentation in an envelope',
      (scene) => signVp(scene, {}).then((token) => ({ verifiableCredential: [enveloped(token)] })),
      'credential_format_unsupported',
    ),
  ]
}
