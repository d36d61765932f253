import type { Configuration } from '../api/bodies.ts'
import { emergencyRulesOf } from '../hospital/emergency-rules.ts'
import type { Hospital } from '../hospital/hospital.ts'
import { defineRoute, type Route } from '../http/route.ts'
import { configuration, healthy, trustBundle } from '../schemas/hospital.ts'

/** What anybody may ask. */
export const publicRoutes: readonly Route[] = [
  defineRoute({
    name: 'configuration',
    method: 'GET',
    path: '/configuration',
    summary: 'What an app has to know of the hospital.',
    who: 'anybody',
    answer: configuration,
    act: async ({ hospital }) => configurationOf(hospital),
  }),
  defineRoute({
    name: 'trustBundle',
    method: 'GET',
    path: '/trust-bundle',
    summary: 'Signed documents, lists and accreditations to verify by, also offline.',
    more: 'For `openTrustBundle`, pinned to `bundleSigner` of the app’s own `config.json`.',
    who: 'anybody',
    answer: trustBundle,
    refuses: ['identity', 'credentials'],
    act: async ({ hospital }) => ({ bundle: await hospital.trustBundle() }),
  }),
  defineRoute({
    name: 'health',
    method: 'GET',
    path: '/health',
    summary: 'Whether the service can read what it keeps.',
    who: 'anybody',
    answer: healthy,
    async act({ hospital: { store }, now }) {
      await store.documents.find('health', 'health', now)
      return { healthy: true }
    },
  }),
]

function configurationOf(hospital: Hospital): Configuration {
  const { settings, site, departments, origin, audience, notice } = hospital
  const emergency = emergencyRulesOf(hospital)
  const { id: tenant, name, roots, recordSystem, partners, staffing, jurisdiction } = settings
  const { did } = site
  return {
    ...{ tenant, name, did, audience, origin, roots, bundleSigner: site.signer.publicKey },
    custodian: { did, name, register: did, recordSystem },
    departments: [...departments].map(([id, each]) => ({ id, did: each.did, name: each.name })),
    partners: partners.map((partner) => ({ did: partner.did, name: partner.name })),
    staffing,
    jurisdiction,
    ...(emergency === undefined
      ? {}
      : { emergency: { reasons: emergency.reasons, maxSeconds: emergency.maxSeconds } }),
    notice: { url: notice.url, digest: notice.digest },
  }
}
