import { join } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, readJsonFile } from '../located.ts'
import { makeSignInKeys } from '../service/hospital-keys.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'

/** Makes the keys of a sign-in bridge: once, for all processes that serve the hospital. */
export function addSignInKeysCommand(group: Command, { run, help }: Context): void {
  const { frame, service } = help
  const command = addServiceOptions(group.command('sign-in'), service)
    .description(service.hospital.signIn)
    .requiredOption('--hospital <id>', service.staff.hospital)
  const where = '--data hospitals --origin https://hospital.example'
  addExample(command, frame, `hospital sign-in ${where} --hospital riverside`).action(
    run(async (services, options: ServiceOptions & { readonly hospital: string }) => {
      const { output, messages } = services
      const settings = await readSettings(services, options)
      const folder = join(settings.data, options.hospital, 'keys')
      const file = join(settings.data, options.hospital, 'hospital.json')
      const { parseHospitalSettings } = await import('@fidecura/server')
      const json = await readJsonFile(file, services.environment)
      const hospital = await inFile(file, () => parseHospitalSettings(json))
      for (const name of ['sign-in', 'sign-in-secret']) {
        await assertAbsent(join(folder, `${name}.key`))
      }
      await makeSignInKeys(services, settings, hospital)
      output.result(messages.service.signInMade(folder), { hospital: options.hospital, folder })
      return exitCodes.yes
    }),
  )
}
