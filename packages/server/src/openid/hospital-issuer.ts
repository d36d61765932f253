import { decodeBase64url, encodeBase64url } from '@fidecura/base'
import { credentialTypes } from '@fidecura/credentials'
import { randomBytes } from '@fidecura/identity'
import {
  type CredentialIssuer,
  createCredentialIssuer,
  type IssuableCredential,
} from '@fidecura/openid/issuer'
import { grantStoreOf } from '@fidecura/store'
import { documentKind } from '../hospital/document-kind.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { keepOnce } from '../hospital/keep-once.ts'
import { claimByOpenId, noteKept, type OfferedByOpenId } from './claim-by-openid.ts'

/** As which credential issuer a hospital goes by OpenID. Wallets reach loopback by its number alone. */
function issuerUrlOf({ origin, settings }: Pick<Hospital, 'origin' | 'settings'>): string {
  return `${origin.replace(/^http:\/\/localhost:/, 'http://127.0.0.1:')}/${settings.id}/openid`
}

/** What offers call the credentials of each kind of them. */
export const offeredAs: Readonly<Record<OfferedByOpenId, string>> = {
  patient: 'patient-identity',
  guardian: 'guardianship',
}

/** A day, for a second person to approve: each token is bound to a key of the wallet, which may keep its receipt. */
const tokenSeconds = 86_400

/**
 * Hands out by OpenID4VCI what the desk offers. A token is good three times for the same key, so that a wallet whose
 * answer was lost has what was issued to it; nothing is issued twice.
 *
 * @returns Makes the issuer for one request, by the address that it came from.
 */
export function hospitalIssuer(hospital: Hospital): (client: string) => Promise<CredentialIssuer> {
  let nonceKey: Promise<Uint8Array> | undefined
  return async (client) => {
    nonceKey ??= nonceKeyOf(hospital).catch((error: unknown) => {
      // A store that did not answer may do so for the next one.
      nonceKey = undefined
      throw error
    })
    return issuerFor(hospital, await nonceKey, client)
  }
}

function issuerFor(hospital: Hospital, nonceKey: Uint8Array, client: string): CredentialIssuer {
  const { settings, site, store, clock, door } = hospital
  const { name } = settings
  return createCredentialIssuer({
    url: issuerUrlOf(hospital),
    credentials: [
      issuable({ hospital, client }, 'patient', credentialTypes.patientIdentity, {
        en: 'Patient identity',
        'zh-CN': '患者身份凭证',
      }),
      issuable({ hospital, client }, 'guardian', credentialTypes.guardianship, {
        en: 'Guardianship',
        'zh-CN': '监护凭证',
      }),
    ],
    ...{ store: grantStoreOf(store.documents), clock, signer: site.signer },
    names: ['en', 'zh-CN'].map((locale) => ({ name, locale })),
    onNotification: ({ event, reference }) =>
      noteKept({ hospital, client }, { reference, isKept: event === 'credential_accepted' }),
    ...{ nonceKey, tokenSeconds, timesPerToken: 3, batchSize: 1, ...door },
  })
}

function issuable(
  { hospital, client }: { readonly hospital: Hospital; readonly client: string },
  kind: OfferedByOpenId,
  type: string,
  names: Readonly<Record<string, string>>,
): IssuableCredential {
  return {
    ...{ id: offeredAs[kind], type },
    names: Object.entries(names).map(([locale, name]) => ({ name, locale })),
    async issueTo(reference, { holderKeys }) {
      const [holderKey] = holderKeys
      // Whose record it is, one key says.
      if (holderKey === undefined || holderKeys.length > 1) return 'denied'
      const claimed = await claimByOpenId(hospital, { reference, kind, holderKey, client })
      return typeof claimed === 'string' ? claimed : [claimed]
    },
  }
}

const nonceKeys = documentKind<{ readonly key: string }>('openid_nonce_key')

/** Of all processes that serve the hospital. Whoever reads it could say that an old nonce is new, and proves no key by that. */
async function nonceKeyOf({ store, clock }: Hospital): Promise<Uint8Array> {
  const drawn = nonceKeys.of('1', { key: encodeBase64url(randomBytes(32)) })
  const known = await keepOnce(store.documents, drawn, clock)
  return decodeBase64url(nonceKeys.bodyOf(known ?? drawn).key)
}
