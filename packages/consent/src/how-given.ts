import { exactly, members, optional, type Read } from './token-shape.ts'

/** Where a statement was signed: an app of the patient, a desk with somebody present, or a page that a link led to. */
export type Channel = (typeof channels)[number]

/** How the person who signed was authenticated. */
export interface Assurance {
  /** `method` of the PatientIdentity credential, which verifiers hold it against. */
  readonly identified: (typeof identifications)[number]
  /** What the key was unlocked with. Whoever signs says so, and nothing proves it. */
  readonly unlocked?: (typeof unlockings)[number]
}

/** What a statement says about how it was given. All of it is signed, and all of it shown. */
export interface HowGiven {
  readonly channel?: Channel | undefined
  readonly assurance?: Assurance | undefined
  /** Base64url SHA-256 of the consent request that it answers. */
  readonly request?: string | undefined
}

const channels = ['app', 'desk', 'link'] as const
const identifications = ['in_person', 'register'] as const
const unlockings = ['pin', 'biometric', 'passkey'] as const

export const readChannel: Read<Channel> = /* @__PURE__ */ exactly(...channels)

export const readAssurance: Read<Assurance> = /* @__PURE__ */ members<Assurance>({
  identified: exactly(...identifications),
  unlocked: optional(exactly(...unlockings)),
}) as Read<Assurance>
