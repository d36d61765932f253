import type { Hospital } from '@fidecura/server'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readJsonFile } from '../located.ts'
import type { HelpTexts } from '../messages/help.ts'
import { wrongOption } from '../options.ts'
import { openHospitalsIn } from '../service/open-hospitals-in.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'

interface StaffOptions extends ServiceOptions {
  readonly hospital: string
}

interface InviteOptions extends StaffOptions {
  readonly department: string
}

interface ConfirmOptions extends StaffOptions {
  readonly digits: string
}

/** The first people of a department, whom nobody there can invite. */
export function addStaffCommand(program: Command, { run, help }: Context): void {
  const { frame, service } = help
  const { staff: texts } = service
  const group = program.command('staff').description(texts.about)
  const where = '--data /var/lib/fidecura --origin https://hospital.example --hospital riverside'
  const invite = addWhere(group.command('invite <file>'), service)
    .description(texts.invite)
    .requiredOption('--department <id>', texts.department)
  addExample(invite, frame, `staff invite person.json ${where}`, '--department cardiology').action(
    run(async (services, file: string, options: InviteOptions) => {
      const { output, messages, environment } = services
      const { inviteFirst, parseStaffRow } = await import('@fidecura/server')
      const row = parseStaffRow(await readJsonFile(file, environment))
      await withHospital(services, options, async (hospital) => {
        const offer = await inviteFirst(hospital, { department: options.department, row })
        const { id, code, link } = offer
        output.result(messages.service.invited(link, id), { id, code, link })
      })
      return exitCodes.yes
    }),
  )
  const confirm = addWhere(group.command('confirm <offer>'), service)
    .description(texts.confirm)
    .requiredOption('--digits <digits>', texts.digits)
  addExample(confirm, frame, `staff confirm hE2…Q ${where}`, '--digits 0417').action(
    run(async (services, offer: string, options: ConfirmOptions) => {
      const { output, messages } = services
      if (!/^\d{4}$/.test(options.digits)) throw wrongOption('--digits', '0000')
      const { confirmFirst } = await import('@fidecura/server')
      await withHospital(services, options, (hospital) =>
        confirmFirst(hospital, offer, options.digits),
      )
      output.result(messages.service.appointed, { offer, issued: true })
      return exitCodes.yes
    }),
  )
}

function addWhere(command: Command, texts: HelpTexts['service']): Command {
  return addServiceOptions(command, texts).requiredOption('--hospital <id>', texts.staff.hospital)
}

/** Beside a service that runs: both may have the store open. */
async function withHospital(
  services: Services,
  options: StaffOptions,
  work: (hospital: Hospital) => Promise<void>,
): Promise<void> {
  const settings = await readSettings(services, options)
  const opened = await openHospitalsIn(services, settings)
  try {
    const hospital = opened.hospitals.get(options.hospital)
    if (hospital === undefined) throw wrongOption('--hospital', ...opened.hospitals.keys())
    await work(hospital)
  } finally {
    await opened.close()
  }
}
