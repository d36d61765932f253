import { after, licenceId, noon, setStatus } from '../verifier/world.ts'
import {
  type Attempt,
  makeBadge,
  makeLicence,
  type Row,
  type Scene,
  signatureCode,
  staffed,
} from './scene.ts'
import { bound, roleOf, type Statement } from './statement.ts'

const withLicence =
  (changes: (scene: Scene) => Partial<Statement>) =>
  (scene: Scene): Promise<Attempt> =>
    staffed(scene, { licence: changes(scene) })

/** The role with something else in the place of its licence. */
const instead =
  (token: (scene: Scene) => Promise<string>) =>
  async (scene: Scene): Promise<Attempt> => ({
    ...(await staffed(scene)),
    licence: await token(scene),
  })

const naming = (licence: (scene: Scene) => object) => (scene: Scene) =>
  staffed(scene, {
    role: { claims: { ...roleOf(scene).claims, licence: licence(scene) as never } },
  })

/** On what a role rests. */
export const licenceRows: readonly Row[] = [
  [
    'its licence is missing',
    'licence',
    'licence_missing',
    async (scene) => {
      const { licence: _, ...attempt } = await staffed(scene)
      return attempt
    },
  ],
  [
    'a badge stands for its licence',
    'licence',
    'licence_missing',
    instead((scene) => makeBadge(scene)),
  ],
  [
    'its licence has another id',
    'licence',
    'licence_mismatch',
    withLicence(() => ({ id: `${licenceId}0` })),
  ],
  ['its licence has no id', 'licence', 'licence_mismatch', withLicence(() => ({ id: undefined }))],
  [
    'it names another licence',
    'licence',
    'licence_mismatch',
    naming(({ authority }) => ({ issuer: authority.did, id: 'urn:example:licence:2' })),
  ],
  [
    'it names a licence by another',
    'licence',
    'licence_mismatch',
    naming(({ hospital }) => ({ issuer: hospital.did, id: licenceId })),
  ],
  [
    'its licence is about somebody else',
    'licence',
    'licence_mismatch',
    withLicence(({ stranger }) => ({ subject: stranger.did })),
  ],
  [
    'its licence has expired',
    'licence',
    'credential_expired',
    withLicence(() => ({ validUntil: noon })),
  ],
  [
    'its licence does not hold yet',
    'licence',
    'credential_not_yet_valid',
    withLicence(() => ({ validFrom: after(1) })),
  ],
  [
    'its licence has no status',
    'licence',
    'status_missing',
    withLicence(() => ({ status: undefined })),
  ],
  [
    'its licence is of another type',
    'licence',
    'licence_missing',
    withLicence(() => ({ type: 'urn:example:credential:badge:1' })),
  ],
  ...(['suspended', 'revoked'] as const).map(
    (value): Row => [
      `its licence was ${value}`,
      'licence',
      `status_${value}`,
      (scene) => {
        setStatus(scene.world, scene.authority.list, { index: 1, value })
        return staffed(scene)
      },
    ],
  ),
  [
    'the signature of its licence was replaced',
    'licence',
    signatureCode,
    instead(async (scene) => scene.format.spoil(await makeLicence(scene))),
  ],
  [
    'a stranger signed its licence',
    'licence',
    'jws_issuer_mismatch',
    instead((scene) => makeLicence(scene, {}, scene.stranger.signer)),
  ],
  [
    'a stranger signed its licence under the key id of the root',
    'licence',
    signatureCode,
    instead((scene) =>
      makeLicence(scene, {}, { ...scene.stranger.signer, keyId: scene.authority.signer.keyId }),
    ),
  ],
  [
    'its licence is of no issuer',
    'format',
    'credential_malformed',
    withLicence(() => ({ issuer: undefined })),
  ],
  [
    'its licence ends before it begins',
    'format',
    'credential_malformed',
    withLicence(() => ({ validUntil: 0 })),
  ],
]

/** Where the key of the licence tells it first from that of the role. */
export const licenceKeyRow: Row = [
  'its licence is bound to another key',
  'licence',
  'licence_mismatch',
  withLicence(({ stranger }) => ({ cnf: bound(stranger.signer.publicKey) })),
]
