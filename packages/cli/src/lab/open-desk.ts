import type { Clock, Fetch } from '@fidecura/base'
import { createDecider, type Decider, type Policy } from '@fidecura/consent'
import {
  type BundleState,
  createHttpStatusSource,
  createVerifier,
  type ReplayStore,
  type TrustBundle,
  type Verifier,
} from '@fidecura/credentials'
import { dataIntegrity } from '@fidecura/credentials/data-integrity'
import { vcJwt11 } from '@fidecura/credentials/vcdm-1'
import type { Did } from '@fidecura/identity'
import type { LabDesk } from '@fidecura/server'
import type { Store } from '@fidecura/store'
import type { Environment } from '../environment.ts'
import { createCommandResolver } from '../resolver.ts'
import { openBundleLines, readBundleLines } from './bundle-file.ts'
import { readTrust, type TrustFile } from './trust-file.ts'

/** How a place judges, beside whom it trusts. */
export interface DeskSettings {
  /** Where `trust.json` and the bundle are. */
  readonly folder: string
  readonly audience?: string
  readonly custodian?: Did
  /** Absent: nothing is decided here. */
  readonly policy?: Policy
  readonly maxStatusAgeSeconds: number
  readonly maxAgeSeconds: number
  /** Whether what a bundle does not carry is fetched. Never beside a bundle, which is all that is known then. */
  readonly isOnline: boolean
  /** Whether everything in the folder is invented. */
  readonly samples: boolean
}

/** What a place remembers. */
export interface DeskMemory {
  readonly bundles: BundleState
  readonly replay: ReplayStore
  readonly words?: Store['words']
}

/** Opens what the folder holds, as it is now. */
export async function openDesk(
  settings: DeskSettings,
  memory: DeskMemory,
  environment: Environment,
): Promise<LabDesk> {
  const { folder, audience, samples, isOnline } = settings
  const trust = await readTrust(folder, environment)
  const lines = isOnline ? undefined : await readBundleLines(folder, environment)
  const bundle =
    lines === undefined
      ? undefined
      : await openBundleLines(lines, trust, memory.bundles, environment)
  const fetch = isOnline ? environment.fetch : noNetwork
  const verifier = verifierOf(settings, memory, trust, bundle, environment.clock, fetch)
  const decider = deciderOf(settings, memory, trust, verifier)
  const { roots, registers } = trust
  return {
    verifier,
    chain: bundle?.chain ?? [],
    ...(audience === undefined ? {} : { audience }),
    ...(decider === undefined ? {} : { decider }),
    health: {
      ...{ roots: roots.length, registers: registers.length, samples },
      ...(bundle === undefined
        ? {}
        : { bundle: { sequence: bundle.sequence, issuedAt: bundle.issuedAt } }),
    },
  }
}

function verifierOf(
  { maxStatusAgeSeconds }: DeskSettings,
  { replay }: DeskMemory,
  { roots }: TrustFile,
  bundle: TrustBundle | undefined,
  clock: Clock,
  fetch: Fetch,
): Verifier {
  return createVerifier({
    roots,
    formats: [dataIntegrity(), vcJwt11()],
    resolve: bundle?.resolve ?? createCommandResolver({ fetch }),
    status: bundle?.status ?? createHttpStatusSource({ fetch }),
    ...{ clock, maxStatusAgeSeconds, replay },
  })
}

function deciderOf(
  { custodian, policy, maxAgeSeconds }: DeskSettings,
  { words }: DeskMemory,
  { registers }: TrustFile,
  verifier: Verifier,
): Decider | undefined {
  if (custodian === undefined || policy === undefined || registers.length === 0) return undefined
  const memory = words === undefined ? {} : { words }
  return createDecider({ verifier, registers, custodian, maxAgeSeconds, ...memory, ...policy })
}

const noNetwork: Fetch = () => Promise.reject(new TypeError('offline'))
