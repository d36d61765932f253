import { formatDateTime } from '@fidecura/base'
import {
  type VerifyEntryOptions,
  verifyConfirmedEntry,
  verifyEntry,
} from '@fidecura/consent/entries'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type Environment, readInput, readToken } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { missingOption } from '../options.ts'
import { addProofOptions, readExistedBy } from '../time-proof.ts'
import { addTrustOptions, openTrust, type Trust, type TrustOptions } from '../trust.ts'
import { withUsage } from '../with-store.ts'

interface VerifyOptions extends TrustOptions {
  readonly bytes: string
  readonly role: string
  readonly licence?: string
  readonly receipt?: string
  readonly register?: string
  readonly evidence?: string
  readonly trust?: string
  readonly confirmation?: string
  readonly identity?: string
  readonly usage?: string
}

export function addEntryVerifyCommand(entry: Command, { run, help }: Context): void {
  const { frame, consent, entry: group } = help
  const texts = group.verify
  const command = entry
    .command('verify <file>')
    .description(texts.about)
    .requiredOption('--bytes <file>', group.bytes)
    .requiredOption('--role <file>', group.sign.role)
    .option('--licence <file>', texts.licence)
  addProofOptions(command, help, texts)
    .option('--confirmation <file>', texts.confirmation)
    .option('--identity <file>', consent.identity)
    .option('--usage <file>', help.switch.usage)
  addTrustOptions(command, help)
  addExample(
    command,
    frame,
    'entry verify entry.jwt --bytes note.json --role role.jwt',
    '--licence licence.jwt --chain hospital.jwt cardiology.jwt',
    '--root did:key:zDn…=role,licence,accreditation',
  )
  command.action(
    run(async ({ environment, output, messages }, file: string, options: VerifyOptions) => {
      const token = await readToken(file, environment)
      output.progress(messages.credential.checking)
      const words = messages.entry
      const made = await withUsage(options.usage, async (more) => {
        const trust = await openTrust(options, environment, more)
        const call = await readCall(token, options, trust, environment)
        const patient = await readPatient(options, trust, environment)
        return inFile(file, async () =>
          patient === undefined
            ? { entry: await verifyEntry(token, call), confirmation: undefined }
            : verifyConfirmedEntry(
                { entry: token, confirmation: patient.confirmation, bytes: call.bytes },
                { ...call, practitioner: call, patient },
              ),
        )
      })
      const { issuer, issuedAt, existedBy } = made.entry
      const verdict = made.confirmation?.verdict
      const said = [
        words.verified(issuer, formatDateTime(issuedAt)),
        ...(existedBy === undefined ? [] : [words.existedBy(formatDateTime(existedBy))]),
        ...(verdict === undefined ? [] : [words.said[verdict]]),
      ]
      output.result(said.join('\n'), jsonOf({ verdict: 'passed', ...made }))
      // Genuine, but nobody should go on as if the patient agreed.
      return verdict === 'disputed' ? exitCodes.no : exitCodes.yes
    }),
  )
}

async function readCall(
  token: string,
  options: VerifyOptions,
  { verifier, chain }: Trust,
  environment: Environment,
): Promise<VerifyEntryOptions> {
  const { bytes, role, licence } = options
  const existedBy = await readExistedBy(token, options, verifier.resolve, environment)
  return {
    bytes: await readInput(bytes, environment),
    evidence: {
      role: await readToken(role, environment),
      chain,
      ...(licence === undefined ? {} : { licence: await readToken(licence, environment) }),
    },
    verifier,
    ...(existedBy === undefined ? {} : { existedBy }),
  }
}

/** What the patient says, with what shows that it is the patient who says it. */
async function readPatient(
  { confirmation, identity }: VerifyOptions,
  { chain }: Trust,
  environment: Environment,
) {
  if (confirmation === undefined && identity === undefined) return undefined
  if (confirmation === undefined) throw missingOption('--confirmation')
  if (identity === undefined) throw missingOption('--identity')
  return {
    confirmation: await readToken(confirmation, environment),
    evidence: { identity: await readToken(identity, environment), chain },
  }
}
