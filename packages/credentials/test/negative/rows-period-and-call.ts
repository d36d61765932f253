import { epochSeconds } from '@fidecura/base'
import { after, badge, hour, noon, practitionerRole } from '../verifier/world.ts'
import { type Attempt, makeBadge, plain, type Row, type Scene, staffed } from './scene.ts'
import type { Statement } from './statement.ts'

const badgeWith =
  (changes: Partial<Statement>, call: object = {}) =>
  async (scene: Scene): Promise<Attempt> => ({ ...(await plain(scene, changes)), call })

/** The badge as it is, asked about otherwise. */
const asked = (call: object) => badgeWith({}, call)

const later = async (scene: Scene): Promise<Attempt> => {
  scene.world.now = after(200 * hour)
  return plain(scene)
}

const malformed = (name: string, changes: Partial<Statement>): Row => [
  name,
  'format',
  'credential_malformed',
  badgeWith(changes),
]

/** When it holds. */
export const periodRows: readonly Row[] = [
  ['it ends now', 'period', 'credential_expired', badgeWith({ validUntil: noon })],
  ['it ended a second ago', 'period', 'credential_expired', badgeWith({ validUntil: after(-1) })],
  ['it ended by the clock of the verifier', 'period', 'credential_expired', later],
  [
    'it ended by an instant that the caller names',
    'period',
    'credential_expired',
    badgeWith({ validUntil: after(1) }, { now: after(2) }),
  ],
  [
    'it begins in a second',
    'period',
    'credential_not_yet_valid',
    badgeWith({ validFrom: after(1) }),
  ],
  [
    'it begins next year',
    'period',
    'credential_not_yet_valid',
    badgeWith({ validFrom: after(9000 * hour), validUntil: after(9999 * hour) }),
  ],
  [
    'it begins after the instant asked about',
    'period',
    'credential_not_yet_valid',
    badgeWith({ validFrom: noon }, { at: after(-1), now: noon }),
  ],
  [
    'it was made later than clocks may differ',
    'period',
    'credential_not_yet_valid',
    badgeWith({ issuedAt: after(61) }),
  ],
  [
    'it names no beginning, and was made after the instant asked about',
    'period',
    'credential_not_yet_valid',
    badgeWith({ validFrom: undefined, issuedAt: after(30) }, { at: after(-31), now: noon }),
  ],
  [
    'the role has expired',
    'period',
    'credential_expired',
    (scene) => staffed(scene, { role: { validUntil: noon } }),
  ],
  [
    'the role does not hold yet',
    'period',
    'credential_not_yet_valid',
    (scene) => staffed(scene, { role: { validFrom: after(1) } }),
  ],
  malformed('it ends before it begins', { validUntil: after(-2 * hour) }),
  malformed('its beginning is a word', { validFrom: 'yesterday' }),
  malformed('its end is a word', { validUntil: 'never' }),
  malformed('its beginning is a day without a time', { validFrom: '2026-01-01' }),
  malformed('its end names no zone', { validUntil: '2036-01-01T00:00:00' }),
  malformed('its end is on no calendar', { validUntil: '2036-02-30T00:00:00Z' }),
  malformed('its beginning lies before 1970', { validFrom: -1 }),
  malformed('its end lies after the year 9999', { validUntil: 253_402_300_800 }),
  malformed('its beginning is null', { validFrom: null }),
  malformed('its end is null', { validUntil: null }),
  malformed('its end is true', { validUntil: true }),
  malformed('its beginning is a list', { validFrom: [noon] }),
  malformed('its end is an object', { validUntil: { at: noon } }),
  malformed('its end is empty', { validUntil: '' }),
]

/** What the caller asks. */
export const callRows: readonly Row[] = [
  [
    'the caller asks about the future',
    'call',
    'instant_refused',
    asked({ at: after(1), now: noon }),
  ],
  [
    'the caller asks about the past',
    'call',
    'instant_refused',
    asked({ at: after(-61), now: noon }),
  ],
  ['the caller has no clock', 'call', 'instant_malformed', asked({ now: Number.NaN })],
  [
    'the clock of the caller is infinite',
    'call',
    'instant_malformed',
    asked({ now: Number.POSITIVE_INFINITY }),
  ],
  ['the clock of the caller stands before 1970', 'call', 'instant_malformed', asked({ now: -1 })],
  ['the instant asked about is a text', 'call', 'instant_malformed', asked({ at: String(noon) })],
  ['the caller takes no type', 'type', 'credential_type_unexpected', asked({ types: [] })],
  [
    'the caller takes another type',
    'type',
    'credential_type_unexpected',
    asked({ types: [practitionerRole] }),
  ],
  [
    'the caller takes a type that begins alike',
    'type',
    'credential_type_unexpected',
    asked({ types: [`${badge}:2`] }),
  ],
  [
    'the clock of the verifier breaks',
    'call',
    'instant_malformed',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: { clock: () => 'now' as never },
    }),
  ],
  [
    'the caller gives a root no type',
    'authority',
    'authority_type_not_granted',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: { roots: [{ did: scene.authority.did, types: [] }] },
    }),
  ],
  [
    'the caller gives a root another type',
    'authority',
    'authority_type_not_granted',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: { roots: [{ did: scene.authority.did, types: [practitionerRole] }] },
    }),
  ],
  [
    'the caller has no roots',
    'authority',
    'credential_issuer_untrusted',
    async (scene) => ({ ...(await plain(scene)), verifier: { roots: [] } }),
  ],
  [
    'the caller has another root',
    'authority',
    'credential_issuer_untrusted',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: { roots: [{ did: scene.stranger.did, types: [badge] }] },
    }),
  ],
  [
    'the caller names other keys of the root',
    'authority',
    'authority_key_not_pinned',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: {
        roots: [{ did: scene.authority.did, types: [badge], keys: scene.stranger.keys }],
      },
    }),
  ],
  [
    'the caller names no key of the root',
    'authority',
    'authority_key_not_pinned',
    async (scene) => ({
      ...(await plain(scene)),
      verifier: { roots: [{ did: scene.authority.did, types: [badge], keys: [] }] },
    }),
  ],
  [
    'a role is below a root that may not accredit',
    'authority',
    'authority_type_not_granted',
    async (scene) => ({
      ...(await staffed(scene)),
      verifier: {
        roots: [
          {
            did: scene.authority.did,
            types: [practitionerRole, 'urn:fidecura:credential:practitioner-licence:1'],
          },
        ],
      },
    }),
  ],
]

/** What it is. */
export const typeRows: readonly Row[] = [
  malformed('its type is a number', { type: 7 }),
  malformed('its type is null', { type: null }),
  malformed('its type is empty', { type: '' }),
  malformed('its type is beyond the limit', { type: 'urn:'.padEnd(2049, 'x') }),
  [
    'its type is one that nobody granted',
    'authority',
    'authority_type_not_granted',
    badgeWith({ type: 'urn:example:credential:other:1' }),
  ],
  [
    'its type is written in capitals',
    'authority',
    'authority_type_not_granted',
    badgeWith({ type: badge.toUpperCase() }),
  ],
  [
    'its type has a blank behind it',
    'authority',
    'authority_type_not_granted',
    badgeWith({ type: `${badge} ` }),
  ],
  ['its subject is a number', 'format', 'credential_malformed', badgeWith({ subject: 7 })],
  malformed('its subject is null', { subject: null }),
  malformed('its subject is empty', { subject: '' }),
  malformed('its subject is no URL', { subject: 'Wen Example' }),
  malformed('its subject is beyond the limit', { subject: 'urn:'.padEnd(2049, 'x') }),
  malformed('its id is a number', { id: 7 }),
  malformed('its id is empty', { id: '' }),
  malformed('its id is beyond the limit', { id: 'urn:'.padEnd(2049, 'x') }),
  [
    'it is an older one, of which the status has no room',
    'period',
    'credential_expired',
    async (scene) => ({
      token: await makeBadge(scene, { validUntil: epochSeconds(noon - 0.5) }),
    }),
  ],
]
