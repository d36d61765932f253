import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { createIssuer } from '@fidecura/credentials'
import type { Did } from '@fidecura/identity'
import type { KeyPlace } from '@fidecura/server'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { askWhether, assertAbsent, readToken, writeNew } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, readJsonFile } from '../located.ts'
import { readListUrl } from '../options.ts'
import { addCustodyOptions, type CustodyOptions, custodyOf } from '../service/custody-options.ts'
import { type DraftOptions, readDraft } from '../service/draft-options.ts'
import { hospitalKeys, makeHospitalKeys } from '../service/hospital-keys.ts'
import { requestText } from '../service/request-text.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'
import { addKeyOptions, type KeyOptions, openSigner } from '../signing-key.ts'
import { withStore } from '../with-store.ts'
import { addBackupCommands } from './hospital-backup.ts'
import { addOrderCommands } from './hospital-order.ts'
import { addSignInKeysCommand } from './hospital-sign-in.ts'

interface InitOptions extends DraftOptions, ServiceOptions, CustodyOptions {
  readonly withLog?: boolean
}

interface AccreditOptions extends KeyOptions {
  readonly store: string
  readonly list: string
  readonly out: string
  readonly yes?: boolean
}

/** Makes a hospital that can be served: its folder and keys, what it asks the authority for, and what comes back. */
export function addHospitalCommand(program: Command, context: Context): void {
  const { run, help } = context
  const { frame, service } = help
  const { hospital: texts } = service
  const group = program.command('hospital').description(texts.about)
  const where = '--data hospitals --origin https://hospital.example'

  const init = addServiceOptions(group.command('init'), service)
    .description(texts.init)
    .option('--id <id>', texts.id)
    .option('--name <name>', texts.name)
    .option('--record-system <uri>', texts.recordSystem)
    .option('--jurisdiction <name>', texts.jurisdiction)
    .option('--root <did>', texts.root)
    .option('--department <department...>', texts.department)
    .option('--country <code>', texts.country)
    .option('--register <register>', texts.register)
    .option('--staffing <file>', texts.staffing)
    .option('--notice <file>', texts.notice)
    .option('--with-log', texts.withLog)
    .option('--administration <id>', texts.administration)
    .option('--administrator <file...>', texts.administrator)
  addCustodyOptions(init, service)
  addExample(init, frame, `hospital init ${where} --id riverside`).action(
    run(async (services, options: InitOptions) => {
      const { output, messages } = services
      const settings = await readSettings(services, options)
      const { accreditationRequestOf, draftName, parseHospitalDraft } = await import(
        '@fidecura/server'
      )
      const hasLog = options.withLog === true
      const plain = parseHospitalDraft(await readDraft(services, options))
      const draft = { ...plain, ...(await custodyOf(options, plain, hasLog)) }
      const folder = join(settings.data, draft.id)
      const request = join(folder, 'accreditation-request.json')
      for (const name of [draftName, 'hospital.json']) await assertAbsent(join(folder, name))
      const made = await makeHospitalKeys(services, settings, draft, hasLog)
      const { signer, facts } = made
      const asked = await accreditationRequestOf(draft, { origin: settings.origin, signer })
      await writeNew(join(folder, draftName), JSON.stringify(draft, null, 2))
      await rm(request, { force: true })
      await writeNew(request, JSON.stringify(asked, null, 2))
      const { did, thumbprint } = asked.hospital
      output.result(messages.service.drafted(folder, request, thumbprint), {
        ...{ folder, did, thumbprint, request, ...facts },
      })
      return exitCodes.yes
    }),
  )

  const accredit = addKeyOptions(group.command('accredit <request>'), help, texts.rootKey)
    .description(texts.accredit)
    .requiredOption('--store <file>', texts.rootStore)
    .requiredOption('--list <url>', texts.list)
    .requiredOption('--out <file>', texts.out)
    .option('--yes', texts.yes)
  const list = '--list https://authority.example/status/1'
  addExample(
    accredit,
    frame,
    'hospital accredit accreditation-request.json --key authority.key --store authority.sqlite',
    `${list} --out riverside.jwt`,
  ).action(
    run(async (services, file: string, options: AccreditOptions) => {
      const { output, messages, environment } = services
      const { accreditAsRequested, parseAccreditationRequest } = await import('@fidecura/server')
      const json = await readJsonFile(file, environment)
      const request = await inFile(file, () => parseAccreditationRequest(json))
      const listUrl = readListUrl(options.list, '--list')
      await assertAbsent(options.out)
      output.show(requestText(request, messages.service))
      const isSure =
        options.yes === true || (await askWhether(messages.service.isSame, environment))
      if (!isSure) return exitCodes.no
      const signer = await openSigner(services, options)
      const { clock } = environment
      const token = await withStore(options.store, ({ issued: store }) =>
        accreditAsRequested(createIssuer({ signer, store, clock, listUrl }), request, clock()),
      )
      await writeNew(options.out, `${token}\n`)
      const { did } = request.hospital
      output.result(messages.service.accredited(options.out), { file: options.out, did, token })
      return exitCodes.yes
    }),
  )

  const accept = addServiceOptions(group.command('accept <accreditation...>'), service)
    .description(texts.accept)
    .requiredOption('--hospital <id>', service.staff.hospital)
  addExample(accept, frame, `hospital accept riverside.jwt ${where} --hospital riverside`).action(
    run(
      async (
        services,
        files: readonly string[],
        options: ServiceOptions & { hospital: string },
      ) => {
        const { output, messages, environment } = services
        const settings = await readSettings(services, options)
        const chain = await Promise.all(files.map((file) => readToken(file, environment)))
        const open = hospitalKeys(services, settings)
        const signer = (name: string | undefined, did: Did, place: KeyPlace) =>
          open({ hospital: options.hospital, name: name ?? 'hospital', did, place })
        const { acceptAccreditation } = await import('@fidecura/server')
        const { data: folder, origin, store } = settings
        const { clock, fetch } = environment
        const { id, departments } = await inFile(files.at(-1) ?? '', () =>
          acceptAccreditation({
            ...{ folder, id: options.hospital, origin, store, chain, signer, clock, fetch },
          }),
        )
        const file = join(folder, id, 'hospital.json')
        const names = departments.map((each) => each.id)
        output.result(messages.service.founded(file), { hospital: id, file, departments: names })
        return exitCodes.yes
      },
    ),
  )
  addSignInKeysCommand(group, context)
  addBackupCommands(group, context)
  addOrderCommands(group, context)
}
