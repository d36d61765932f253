import { ConsentError, type StatementReference } from '@fidecura/consent'
import type { Command } from 'commander'
import { assertActsFor } from '../acting-for.ts'
import type { Context } from '../context.ts'
import {
  addDraftOptions,
  contentOf,
  type Draft,
  type DraftOptions,
  readDraft,
} from '../draft-statement.ts'
import { assertAbsent, type Environment } from '../environment.ts'
import { addExample } from '../help-format.ts'
import { located } from '../located.ts'
import { missingOption, readChoice, readDidOption, wrongOption } from '../options.ts'
import {
  addRegisterOptions,
  openStatementDesk,
  type RegisterDeskOptions,
} from '../register-desk.ts'
import { signShown } from '../sign-shown.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { readStatementFile } from '../statement-file.ts'

interface SignOptions extends KeyOptions, DraftOptions, RegisterDeskOptions {
  readonly register?: string
  readonly as?: string
  readonly supersedes?: string
  readonly id?: string
  readonly yes?: boolean
  readonly out?: string
}

export function addSignCommand(consent: Command, { run, help }: Context): void {
  const { frame, shared, consent: group, life } = help
  const texts = group.sign
  const command = addDraftOptions(
    addKeyOptions(consent.command('sign'), help, group.patientKey).description(texts.about),
    help,
  )
    .option('--as <name>', life.represent.as)
    .option('--supersedes <file>', life.supersedes)
    .option('--register <did>', texts.register)
    .option('--id <uri>', shared.id)
    .option('--yes', texts.yes)
    .option('--out <file>', shared.out)
  addExample(
    command,
    frame,
    'consent sign --key patient.key --fhir consent.json',
    '--record "urn:oid:2.999.1.1|R-4711" --register did:web:hospital.example',
    '--grantee "did:web:cardiology.example=Cardiology"',
    '--controller "did:web:hospital.example=Example Hospital" --out consent.jwt',
  )
  addRegisterOptions(command, help).action(
    run(async (services, options: SignOptions) => {
      const { environment, messages } = services
      const { out, as, supersedes: before, id } = options
      if (out !== undefined) await assertAbsent(out)
      const by = as === undefined ? undefined : readChoice(as, '--as', representing)
      const draft = await readDraft(options, environment)
      const desk = await openStatementDesk(services, options)
      const supersedes =
        before === undefined ? undefined : await readBefore(before, draft, environment)
      const content = contentOf(draft, environment, {
        register: registerOf(options, desk?.did),
        ...(id === undefined ? {} : { id }),
        ...(by === undefined ? {} : { by }),
        ...(supersedes === undefined ? {} : { supersedes }),
      })
      const signer = await openSigner(services, options)
      await assertActsFor(draft.record, { signer, key: options.key, as: by, options, environment })
      const { notes } = draft.source.reading
      const next = by === undefined ? messages.life.takeIn : messages.life.othersFirst
      return signShown(services, { content, signer, notes, desk, options, next: next(out) })
    }),
  )
}

const representing = ['guardian', 'proxy', 'court_order'] as const

function registerOf({ register: named }: SignOptions, registerKey: string | undefined) {
  const register = named === undefined ? registerKey : readDidOption(named, '--register')
  if (register === undefined) throw missingOption('--register')
  if (registerKey !== undefined && register !== registerKey) throw wrongOption('--register')
  return readDidOption(register, '--register')
}

/** The one whose place it takes. What the register would refuse is said before anything is signed. */
async function readBefore(
  path: string,
  draft: Draft,
  environment: Environment,
): Promise<StatementReference> {
  const before = await readStatementFile(path, environment)
  const { record, grantee, controller, kind } = before
  const same =
    record.system === draft.record.system &&
    record.value === draft.record.value &&
    grantee.did === draft.grantee.did &&
    controller.did === draft.controller.did &&
    (draft.kind !== 'consent' || kind === 'consent')
  if (same) return before.reference
  const message = 'Speaks of others, or forbids what this would permit: no register takes it'
  throw located(new ConsentError('supersede_refused', message), path)
}
