import type {
  Decider,
  RecordNumber,
  TrustedRegister,
  VerifiedStatementSet,
} from '@fidecura/consent'
import type { Register } from '@fidecura/consent/register'
import type { Verifier } from '@fidecura/credentials'
import type { Store } from '@fidecura/store'
import type { Command } from 'commander'
import type { Services } from './context.ts'
import { inFile } from './located.ts'
import type { HelpTexts } from './messages/help.ts'
import { missingOption, readRegister, wrongOption } from './options.ts'
import { registerOn } from './register-desk.ts'
import { openRegisterSigner, type RegisterKeyOptions } from './signing-key.ts'
import { readStatementSet } from './statement-set-file.ts'

/** Either a set that a register handed out, or the key of the register. */
export interface StatementSetOptions extends RegisterKeyOptions {
  readonly set?: string
  readonly register?: string
}

export function addStatementSetOptions(command: Command, { consent }: HelpTexts): Command {
  const { store, set, register, registerKey } = consent.decide
  return command
    .requiredOption('--store <file>', store)
    .option('--set <file>', set)
    .option('--register <did>', register)
    .option('--register-key <file>', registerKey)
    .option('--register-passphrase-file <file>', consent.register.passphraseFile)
}

/** Who judges a set, and those who signed what is in it. */
interface StatementSetJudges {
  readonly decider: Decider
  readonly verifier: Verifier
}

/** Where the statements about a record come from. */
export interface StatementSetSource {
  /** The one whose word counts, whichever keys its DID has. */
  readonly register: TrustedRegister
  /** Whether the store must be that of a register, and so be there already. */
  readonly needsRegister: boolean
  read(store: Store, by: StatementSetJudges): Promise<VerifiedStatementSet>
  /** @throws UsageError where the key of the register was not given. */
  registerOf(store: Store, verifier: Verifier): Register
}

/** Reads the set or opens the key, before any nonce is used up. */
export async function openStatementSetSource(
  services: Services,
  options: StatementSetOptions,
  record: RecordNumber,
): Promise<StatementSetSource> {
  const { environment } = services
  const { set: path, register, registerKey } = options
  if (path !== undefined) {
    if (registerKey !== undefined) throw wrongOption('--register-key')
    if (register === undefined) throw missingOption('--register')
    const trusted = readRegister(register, '--register')
    const set = await readStatementSet(path, environment)
    return {
      register: trusted,
      needsRegister: false,
      read: (_, { decider }) => inFile(path, () => decider.verifyStatements(set)),
      registerOf() {
        throw missingOption('--register-key')
      },
    }
  }
  if (registerKey === undefined) throw missingOption('--set')
  if (register !== undefined) throw wrongOption('--register')
  const signer = await openRegisterSigner(services, { ...options, registerKey })
  const { did } = signer
  return {
    register: { did, keys: 'any' },
    needsRegister: true,
    async read(store, { decider, verifier }) {
      const set = await registerOn(store, { signer, verifier }).attest(record)
      return decider.verifyStatements(set)
    },
    registerOf: (store, verifier) => registerOn(store, { signer, verifier }),
  }
}
