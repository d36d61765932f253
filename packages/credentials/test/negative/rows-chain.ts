import type { JsonValue } from '@fidecura/base'
import { after, badge, cardiology, neurology, noon, setStatus, tokenOf } from '../verifier/world.ts'
import type { Members } from './jwt.ts'
import {
  type Attempt,
  makeBadge,
  makeLower,
  makeUpper,
  type Row,
  type Scene,
  signatureCode,
  staffed,
} from './scene.ts'
import { lowerOf, roleOf, statusOf, upperOf } from './statement.ts'

const upperSays = (claims: Members) => (scene: Scene) =>
  staffed(scene, { upper: { claims: { ...upperOf(scene).claims, ...claims } } })
const lowerSays = (claims: Members) => (scene: Scene) =>
  staffed(scene, { lower: { claims: { ...lowerOf(scene).claims, ...claims } } })
const roleSays = (claims: (scene: Scene) => Members) => (scene: Scene) =>
  staffed(scene, { role: { claims: { ...roleOf(scene).claims, ...claims(scene) } } })

/** The role and its licence, with another bag. */
const withBag =
  (bag: (scene: Scene) => readonly unknown[] | Promise<readonly unknown[]>) =>
  async (scene: Scene): Promise<Attempt> => ({
    ...(await staffed(scene)),
    chain: (await bag(scene)) as readonly string[],
  })

const neuro = tokenOf(neurology)
const cardio = tokenOf(cardiology)
const other = { system: 'https://authority.example/privileges', code: 'transplant' }

const widened = (name: string, claims: Members): Row => [
  name,
  'authority',
  'authority_widened',
  lowerSays(claims),
]
const ungranted = (name: string, claims: (scene: Scene) => Members): Row => [
  name,
  'authority',
  'authority_value_not_granted',
  roleSays(claims),
]
const unread = (name: string, claims: Members): Row => [
  name,
  'authority',
  'authority_malformed',
  lowerSays(claims),
]

const grantsNothing = (member: string): Row => [
  `the accreditation grants no ${member}`,
  'authority',
  'authority_value_not_granted',
  lowerSays({ [member]: undefined }),
]

const someoneElse: JsonValue = { did: 'did:web:elsewhere.example', name: 'Elsewhere' }

/** How its issuer came by its authority. */
export const chainRows: readonly Row[] = [
  [
    'no accreditation is brought along',
    'authority',
    'credential_issuer_untrusted',
    withBag(() => []),
  ],
  [
    'the accreditation of the hospital is missing',
    'authority',
    'credential_issuer_untrusted',
    withBag(async (scene) => [await makeLower(scene)]),
  ],
  [
    'the accreditation of the department is missing',
    'authority',
    'authority_missing',
    withBag(async (scene) => [await makeUpper(scene)]),
  ],
  ['the accreditation is garbage', 'authority', 'jws_malformed', withBag(async () => ['garbage'])],
  ['the accreditation is no text', 'authority', 'authority_malformed', withBag(() => [7])],
  [
    'the accreditation is beyond the limit',
    'authority',
    'authority_malformed',
    withBag(() => ['a'.repeat(65_537)]),
  ],
  [
    'the accreditation is a badge',
    'authority',
    'authority_malformed',
    withBag(async (scene) => [await makeBadge(scene)]),
  ],
  [
    'there are more accreditations than the limit',
    'authority',
    'authority_too_large',
    withBag(async (scene) => {
      const bag = [await makeUpper(scene), await makeLower(scene)]
      for (let index = 901; bag.length < 17; index++) {
        bag.push(await makeUpper(scene, { status: statusOf(scene.authority, index) }))
      }
      return bag
    }),
  ],
  [
    'the accreditation is by a stranger',
    'authority',
    'credential_issuer_untrusted',
    withBag(async (scene) => [
      await makeUpper(scene),
      await makeLower(scene, { issuer: scene.stranger.did }, scene.stranger.signer),
    ]),
  ],
  [
    'the accreditation is of a stranger',
    'authority',
    'authority_missing',
    (scene) => staffed(scene, { lower: { subject: scene.stranger.did } }),
  ],
  [
    'the department accredits itself',
    'authority',
    'authority_cycle',
    withBag(async (scene) => [
      await makeUpper(scene),
      await makeLower(scene, { issuer: scene.department.did }, scene.department.signer),
    ]),
  ],
  [
    'the department accredits the hospital, and it the department',
    'authority',
    'authority_cycle',
    withBag(async (scene) => [
      await makeLower(scene),
      await makeUpper(scene, { issuer: scene.department.did }, scene.department.signer),
    ]),
  ],
  [
    'two accreditations would have to be added up',
    'authority',
    'authority_value_not_granted',
    withBag(async (scene) => {
      const { claims } = lowerOf(scene)
      return [
        await makeUpper(scene),
        await makeLower(scene, { claims: { ...claims, purposes: undefined } }),
        await makeLower(scene, { claims: { ...claims, purposes: undefined, depth: 0 } }),
        await makeLower(scene, { claims: { ...claims, specialties: undefined } }),
      ]
    }),
  ],
  [
    'the department may issue badges alone',
    'authority',
    'authority_type_not_granted',
    lowerSays({ types: [badge] }),
  ],
  [
    'the hospital may have badges issued alone',
    'authority',
    'authority_type_not_granted',
    upperSays({ types: [badge] }),
  ],
  [
    'the department may issue nothing',
    'authority',
    'authority_type_not_granted',
    lowerSays({ types: [] }),
  ],
  [
    'the hospital may not accredit further',
    'authority',
    'authority_depth_exceeded',
    upperSays({ depth: 0 }),
  ],
  [
    'the hospital passes all of its depth on',
    'authority',
    'authority_depth_exceeded',
    lowerSays({ depth: 1 }),
  ],
  [
    'the hospital passes more depth on than it has',
    'authority',
    'authority_depth_exceeded',
    lowerSays({ depth: 8 }),
  ],
  widened('the hospital passes any type on', { types: '*' }),
  widened('the hospital passes any organisation on', { organisations: '*' }),
  widened('the hospital passes any department on', { departments: '*' }),
  widened('the hospital passes any specialty on', { specialties: '*' }),
  widened('the hospital passes a further specialty on', { specialties: [cardio, neuro] }),
  widened('the hospital passes any purpose on', { purposes: '*' }),
  widened('the hospital passes a further purpose on', { purposes: ['TREAT', 'HRESCH'] }),
  widened('the hospital passes any privilege on', { privileges: '*' }),
  widened('the hospital passes any field on', { fields: '*' }),
  widened('the hospital says nothing about fields', { fields: undefined }),
  widened('the hospital passes actions on', { actions: ['read'] }),
  widened('the hospital passes assessments on', { assessments: ['a|b'] }),
  widened('the hospital passes records on', { recordSystems: ['https://records.example'] }),
  ungranted('the role has another specialty', () => ({ specialties: [neurology] })),
  ungranted('the role has a further specialty', () => ({ specialties: [cardiology, neurology] })),
  ungranted('the role has another purpose', () => ({ purposes: ['HRESCH'] })),
  ungranted('the role has a further purpose', () => ({ purposes: ['TREAT', 'HRESCH'] })),
  ungranted('the role has another privilege', () => ({ privileges: [other] })),
  ungranted('the role is at another organisation', () => ({ organisation: someoneElse })),
  ungranted('the role is at another department', () => ({ department: someoneElse })),
  ungranted('the role has a field that nobody granted', () => ({ location: { name: 'Ward 1' } })),
  ...['organisations', 'departments', 'specialties', 'purposes', 'privileges'].map(grantsNothing),
  unread('the accreditation has a member that is not understood', { except: ['physician'] }),
  unread('the accreditation has no name', { name: undefined }),
  unread('the accreditation has no depth', { depth: undefined }),
  unread('the accreditation has a negative depth', { depth: -1 }),
  unread('the accreditation has half a level', { depth: 0.5 }),
  unread('the accreditation has a depth beyond the limit', { depth: 9 }),
  unread('the accreditation names no keys', { keys: undefined }),
  unread('the accreditation names none of its keys', { keys: [] }),
  unread('the accreditation has types that are a text', { types: badge }),
  [
    'the hospital signs with a key that its accreditation does not name',
    'authority',
    'authority_key_not_pinned',
    (scene) =>
      staffed(scene, {
        upper: { claims: { ...upperOf(scene).claims, keys: scene.stranger.keys } },
      }),
  ],
  [
    'the accreditation has expired',
    'authority',
    'credential_expired',
    (scene) => staffed(scene, { lower: { validUntil: noon } }),
  ],
  [
    'the accreditation of the hospital has expired',
    'authority',
    'credential_expired',
    (scene) => staffed(scene, { upper: { validUntil: noon } }),
  ],
  [
    'the accreditation does not hold yet',
    'authority',
    'credential_not_yet_valid',
    (scene) => staffed(scene, { lower: { validFrom: after(1) } }),
  ],
  [
    'the accreditation has no status',
    'authority',
    'status_missing',
    (scene) => staffed(scene, { lower: { status: undefined } }),
  ],
  [
    'the status of the accreditation is in the list of a stranger',
    'authority',
    'status_list_untrusted',
    (scene) => staffed(scene, { lower: { status: statusOf(scene.stranger, 1) } }),
  ],
  ...(['suspended', 'revoked'] as const).flatMap((value) =>
    (['authority', 'hospital'] as const).map(
      (who): Row => [
        `an accreditation by the ${who === 'authority' ? 'root' : who} was ${value}`,
        'authority',
        `status_${value}`,
        async (scene) => {
          setStatus(scene.world, scene[who].list, { index: 900, value })
          return staffed(scene)
        },
      ],
    ),
  ),
  [
    'the signature of the accreditation was replaced',
    'authority',
    signatureCode,
    withBag(async (scene) => [await makeUpper(scene), scene.format.spoil(await makeLower(scene))]),
  ],
  [
    'a stranger signed the accreditation under the key id of the hospital',
    'authority',
    signatureCode,
    withBag(async (scene) => {
      const { keyId } = scene.hospital.signer
      const forged = await makeLower(scene, {}, { ...scene.stranger.signer, keyId })
      return [await makeUpper(scene), forged]
    }),
  ],
  [
    'a stranger signed the accreditation',
    'authority',
    'jws_issuer_mismatch',
    withBag(async (scene) => [
      await makeUpper(scene),
      await makeLower(scene, {}, scene.stranger.signer),
    ]),
  ],
]
