import { type allowLoopbackHttp, assertAllowedUrl, type FetchBytesOptions } from '@fidecura/base'
import { z } from 'zod'
import { isCertificateOfAuthority } from './certificate-of-authority.ts'

/** Signing in with a wallet at platforms that know OpenID Connect alone: `signIn` of `hospital.json`. */
export interface SignInSettings {
  /** Where platforms find it: https, of its own and of nothing else, so that it shares no cookie with the apps. */
  readonly origin: string
  /** `HOST:PORT`, for the web server in front that has the certificate. */
  readonly listen: string
  readonly platforms: readonly PlatformSettings[]
}

/** Somebody else's service, where people may sign in. */
export interface PlatformSettings {
  readonly id: string
  /** As wallets show it, by the word of the hospital. */
  readonly name: string
  /** Exactly; https. */
  readonly redirectUris: readonly string[]
  /** What it may ask for beside `openid`. */
  readonly scopes: readonly ('patient' | 'practitioner' | 'profile' | 'record')[]
  /** Holds the secret of a platform with a server of its own; seen from the folder of the hospital. Absent: PKCE alone. */
  readonly secretFile?: string | undefined
  /** Where it is told that somebody's sign-in has ended. */
  readonly backchannelLogoutUri?: string | undefined
}

/** Whom the patients' app may talk to beside the hospitals of this service: `wallet` of `hospital.json`. */
export interface WalletSettings {
  /** Origins of verifiers and issuers, and of the platforms that they name. `any`: whoever has a certificate. */
  readonly origins: readonly string[] | 'any'
  /**
   * Certificates of authorities, each PEM or base64 DER. Whoever asks with a certificate that leads from one of them is
   * shown by the names in it. Absent: nobody is answered by a certificate.
   */
  readonly roots?: readonly string[] | undefined
}

/** Where plain http is taken, beside https: what whoever opens an example has named. No file says it. */
export type LoopbackDoor = Pick<FetchBytesOptions, typeof allowLoopbackHttp>

const urlBy = (door: LoopbackDoor) =>
  z
    .string()
    .max(2048)
    .refine((text) => isAllowed(text, door))
const originBy = (door: LoopbackDoor) =>
  urlBy(door).refine((text) => isAllowed(text, door) && new URL(text).origin === text)

const platformMembersBy = (door: LoopbackDoor) => ({
  id: z.string().regex(/^[\w.-]{1,64}$/),
  name: z
    .string()
    .max(200)
    .refine((text) => text.trim() !== ''),
  redirectUris: z.array(urlBy(door)).min(1).max(16),
  scopes: z
    .array(z.enum(['patient', 'practitioner', 'profile', 'record']))
    .min(1)
    .max(4),
  backchannelLogoutUri: urlBy(door).optional(),
})

/** A platform without a secret, as an order may name one: files of the machine are nothing that an order knows. */
export const publicPlatform: z.ZodType<Omit<PlatformSettings, 'secretFile'>> = z.strictObject(
  platformMembersBy({}),
)

export const signInSchemaBy = (door: LoopbackDoor): z.ZodType<SignInSettings> =>
  z.strictObject({
    origin: originBy(door),
    listen: z.string().regex(/^(\[[0-9a-f:]+\]|[\w.-]+):\d{1,5}$/i),
    platforms: z
      .array(
        z.strictObject({
          ...platformMembersBy(door),
          secretFile: z.string().min(1).max(4096).optional(),
        }),
      )
      .min(1)
      .max(100),
  })

export const walletSchemaBy = (door: LoopbackDoor): z.ZodType<WalletSettings> =>
  z.strictObject({
    origins: z.union([z.literal('any'), z.array(originBy(door)).max(100)]),
    roots: z
      .array(z.string().max(16_384).refine(isCertificateOfAuthority))
      .min(1)
      .max(20)
      .optional(),
  })

/** @returns Where one platform is named as another one is: wallets tell them apart by their names. */
export function clashOfPlatforms({ platforms }: SignInSettings): string | undefined {
  for (const member of ['id', 'name'] as const) {
    const seen = new Set<string>()
    for (const [at, platform] of platforms.entries()) {
      const name = platform[member].trim().toLowerCase()
      if (seen.has(name)) return `/signIn/platforms/${at}/${member}`
      seen.add(name)
    }
  }
  return undefined
}

function isAllowed(text: string, door: LoopbackDoor): boolean {
  try {
    assertAllowedUrl(text, door)
    return true
  } catch {
    return false
  }
}
