import type { JsonValue } from '@fidecura/base'
import { issueStatusList, type StatusSource } from '../../src/index.ts'
import { after, hour, noon, setStatus } from '../verifier/world.ts'
import { headerOf, jwt, withOtherSignature } from './jwt.ts'
import { type Attempt, plain, type Row, type Scene, staffed } from './scene.ts'
import { statusOf } from './statement.ts'

const says = (status: (scene: Scene) => JsonValue | undefined) => (scene: Scene) =>
  plain(scene, { status: status(scene) })

const malformed = (name: string, status: JsonValue): Row => [
  name,
  'format',
  'credential_malformed',
  says(() => status),
]
const unsupported = (name: string, status: (scene: Scene) => JsonValue): Row => [
  name,
  'format',
  'status_type_unsupported',
  says(status),
]

type List = StatusSource['list']

/** Whoever serves the list serves something else. */
const servedBy =
  (list: (scene: Scene) => List) =>
  async (scene: Scene): Promise<Attempt> => ({
    ...(await plain(scene)),
    verifier: { status: { list: list(scene) } },
  })

interface ListChanges {
  readonly by?: 'authority' | 'stranger'
  readonly url?: string
  readonly issuedAt?: typeof noon
  readonly validUntil?: typeof noon
}

const signedList = (
  { authority, stranger }: Scene,
  { by = 'authority', url = authority.list, ...instants }: ListChanges = {},
): Promise<string> =>
  issueStatusList(
    {
      format: 'token',
      url,
      size: 131_072,
      entries: [],
      issuedAt: noon,
      validUntil: after(24 * hour),
      ...instants,
    },
    { signer: (by === 'authority' ? authority : stranger).signer },
  )

const list = (name: string, code: string, token: (scene: Scene) => Promise<string>): Row => [
  name,
  'status',
  code,
  servedBy((scene) => async () => ({ token: await token(scene), fetchedAt: noon })),
]

/** A list that says something else, as the issuer signs it. */
const forgedList = async (
  scene: Scene,
  changes: object,
  typ = 'statuslist+jwt',
): Promise<string> => {
  const [, payload = ''] = (await signedList(scene)).split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const { signer } = scene.authority
  return jwt(headerOf(signer, typ), { ...claims, ...changes }, signer)
}

const url = 'https://authority.example/status/1'

/** Whether it still stands. */
export const statusRows: readonly Row[] = [
  ...(['suspended', 'revoked'] as const).flatMap((value): readonly Row[] => [
    [
      `it was ${value}`,
      'status',
      `status_${value}`,
      (scene) => {
        setStatus(scene.world, scene.authority.list, { index: 7, value })
        return plain(scene)
      },
    ],
    [
      `the role was ${value}`,
      'status',
      `status_${value}`,
      (scene) => {
        setStatus(scene.world, scene.department.list, { index: 2, value })
        return staffed(scene)
      },
    ],
    [
      `it was ${value} after it had been seen`,
      'status',
      `status_${value}`,
      async (scene) => {
        const attempt = await plain(scene)
        const { world, authority, presenter } = scene
        return {
          ...attempt,
          before: async (verifier) => {
            world.now = noon
            world.lists.get(authority.list)?.changes.splice(0)
            if (presenter === undefined) await verifier.verifyCredential(attempt.token)
            setStatus(world, authority.list, { index: 7, value })
            world.now = after(61)
          },
        }
      },
    ],
  ]),
  [
    'the role has no status',
    'status',
    'status_missing',
    (scene) => staffed(scene, { role: { status: undefined } }),
  ],
  malformed('its status is a text', 'good'),
  malformed('its status is null', null),
  malformed('its status is a list', []),
  malformed('its index is negative', { status_list: { idx: -1, uri: url } }),
  malformed('its index is a text', { status_list: { idx: '7', uri: url } }),
  malformed('its index is not whole', { status_list: { idx: 7.5, uri: url } }),
  malformed('its index is missing', { status_list: { uri: url } }),
  malformed('its list is missing', { status_list: { idx: 7 } }),
  malformed('its list is no URL', { status_list: { idx: 7, uri: 'list' } }),
  malformed('its list is a number', { status_list: { idx: 7, uri: 7 } }),
  unsupported('its status says nothing', () => ({})),
  unsupported('its status is of another mechanism', () => ({ identifier_list: { id: 'aa' } })),
  unsupported('its status is of two mechanisms', ({ authority }) => ({
    ...statusOf(authority, 7),
    identifier_list: { id: 'aa' },
  })),
  unsupported('its status list is null', () => ({ status_list: null })),
  [
    'its index is beyond the list',
    'status',
    'status_index_out_of_range',
    says(({ authority }) => statusOf(authority, 9_000_000)),
  ],
  [
    'its status is in the list of a stranger',
    'status',
    'status_list_untrusted',
    says(({ stranger }) => statusOf(stranger, 7)),
  ],
  [
    'its status is in the list of the hospital',
    'status',
    'status_list_untrusted',
    says(({ hospital }) => statusOf(hospital, 7)),
  ],
  [
    'the verifier has no source of lists',
    'status',
    'status_not_configured',
    async (scene) => ({ ...(await plain(scene)), verifier: { status: undefined as never } }),
  ],
  [
    'the source breaks',
    'status',
    'status_unreachable',
    servedBy(() => () => Promise.reject(new TypeError('no route'))),
  ],
  [
    'the list was fetched too long ago',
    'status',
    'status_list_stale',
    servedBy((scene) => async () => ({ token: await signedList(scene), fetchedAt: after(-61) })),
  ],
  list('the list has expired', 'status_list_stale', (scene) =>
    signedList(scene, { issuedAt: after(-hour), validUntil: noon }),
  ),
  list('the list was made in the future', 'status_list_not_yet_valid', (scene) =>
    signedList(scene, { issuedAt: after(61) }),
  ),
  list('the list is that of another place', 'status_list_mismatch', (scene) =>
    signedList(scene, { url: `${scene.authority.list}0` }),
  ),
  list('the list is signed by a stranger', 'status_list_untrusted', (scene) =>
    signedList(scene, { by: 'stranger' }),
  ),
  list('the list is garbage', 'jws_malformed', async () => 'garbage'),
  list('the signature of the list was replaced', 'jws_signature_invalid', async (scene) =>
    withOtherSignature(await signedList(scene)),
  ),
  list('the list is of another type of token', 'jws_type_wrong', (scene) =>
    forgedList(scene, {}, 'JWT'),
  ),
  list('the list has no entries', 'status_list_malformed', (scene) =>
    forgedList(scene, { status_list: undefined }),
  ),
  list('the list has three bits for each', 'status_list_malformed', (scene) =>
    forgedList(scene, { status_list: { bits: 3, lst: 'eNrbuRgAAhcBXQ' } }),
  ),
  list('the list is not packed', 'status_list_malformed', (scene) =>
    forgedList(scene, { status_list: { bits: 1, lst: 'AAAA' } }),
  ),
  list('the list says that it is by another', 'status_list_untrusted', (scene) =>
    forgedList(scene, { iss: scene.stranger.did }),
  ),
]
