import {
  createCosigners,
  createEvidence,
  type Evidence,
  type NoteKey,
  noteKeyOf,
  openLog,
} from '@fidecura/evidence'
import type { Command } from 'commander'
import type { Services } from './context.ts'
import { readTrustFile, type TrustFile } from './evidence-trust.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { wrongOption } from './options.ts'
import { reachWitnesses } from './reach-witnesses.ts'
import { addKeyOptions, type KeyOptions, openLogSigner, openSigner } from './signing-key.ts'
import { withExistingStore, withStore } from './with-store.ts'

/** Who deposits, into which log, and who watches it. */
export interface DeskOptions extends KeyOptions {
  readonly store: string
  readonly logKey: string
  readonly logPassphraseFile?: string
  readonly trust: string
}

export function addDeskOptions(command: Command, help: HelpTexts): Command {
  const { desk } = help.evidence
  return addKeyOptions(command, help, desk.key)
    .requiredOption('--store <file>', desk.store)
    .requiredOption('--log-key <file>', desk.logKey)
    .option('--log-passphrase-file <file>', desk.logPassphraseFile)
    .requiredOption('--trust <file>', desk.trust)
}

/**
 * Opens store and log for one command. Another process may deposit at the same time.
 *
 * @param isNew - Whether the store may be made: what is asked about cannot be in one that was only just made.
 */
export async function withEvidence<T>(
  services: Services,
  options: DeskOptions,
  work: (evidence: Evidence) => Promise<T>,
  isNew = false,
): Promise<T> {
  const { environment } = services
  const { clock, fetch } = environment
  const trust = await readTrustFile(options.trust, environment)
  const cosigners = await inFile(options.trust, async () => {
    const { witnesses, quorum } = trust.witnesses
    return createCosigners({ ...reachWitnesses(witnesses, fetch), quorum, clock })
  })
  const opened = isNew ? withStore : withExistingStore
  return opened(options.store, async ({ evidence: store }) => {
    const signer = await openSigner(services, options)
    const logSigner = await openLogSigner(services, options)
    const { name: origin } = await inFile(options.logKey, () =>
      logOf(trust, (log) => noteKeyOf(log.name, 'log', logSigner.publicKey)),
    )
    const log = await openLog({ origin, store, signer: logSigner, cosigners })
    try {
      return await work(createEvidence({ signer, log, store, clock }))
    } finally {
      await log.close()
    }
  })
}

/** The log that the key signs. Whoever mistypes it would sign a history of their own. */
async function logOf(
  { logs }: TrustFile,
  keyOf: (log: NoteKey) => Promise<NoteKey>,
): Promise<NoteKey> {
  for (const log of logs) if ((await keyOf(log)).text === log.text) return log
  throw wrongOption('--log-key')
}
