import {
  createDecider,
  type Decider,
  type Decision,
  type Policy,
  type VerifiedStatementSet,
} from '@fidecura/consent'
import type { Store } from '@fidecura/store'
import type { Services } from './context.ts'
import { type ExitCode, exitCodes } from './exit-code.ts'
import type { StatementSetSource } from './statement-set-source.ts'
import { openTrust, type Trust, type TrustOptions } from './trust.ts'
import { withExistingStore, withStore } from './with-store.ts'

/** What a command decides with, while its store is open. */
export interface DeciderDesk extends Trust {
  readonly store: Store
  readonly decider: Decider
  /** Proves that these are all statements about the record. */
  readSet(): Promise<VerifiedStatementSet>
}

/** Opens the store that the options name, and what decides by it, and closes it after the work. */
export function withDecider<T>(
  { environment }: Services,
  options: TrustOptions & { readonly store: string },
  { source, policy }: { readonly source: StatementSetSource; readonly policy: DeskPolicy },
  work: (desk: DeciderDesk) => Promise<T>,
): Promise<T> {
  const open = source.needsRegister ? withExistingStore : withStore
  return open(options.store, async (store) => {
    const { replay, usage, words } = store
    const trust = await openTrust(options, environment, { replay, usage })
    const { verifier } = trust
    const decider = createDecider({ verifier, registers: [source.register], words, ...policy })
    return work({
      ...trust,
      store,
      decider,
      readSet: () => source.read(store, { decider, verifier }),
    })
  })
}

export type DeskPolicy = Policy & { readonly maxAgeSeconds?: number }

const codes = {
  permit: exitCodes.yes,
  permit_emergency: exitCodes.yes,
  deny: exitCodes.no,
  no_consent: exitCodes.no,
  unknown: exitCodes.unknown,
} as const

export function exitCodeOfDecision(kind: Decision['kind']): ExitCode {
  return codes[kind]
}
