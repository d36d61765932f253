import { join } from 'node:path'
import { type Command, Option } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile, readJsonFile } from '../located.ts'
import { makeSignInKeys, type SignInKeyName } from '../service/hospital-keys.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'
import { rotateSignInKey } from '../sign-in/rotate-sign-in-key.ts'

const names: readonly SignInKeyName[] = ['sign-in', 'sign-in-secret']

interface SignInKeysOptions extends ServiceOptions {
  readonly hospital: string
  readonly rotate?: SignInKeyName
}

/** Makes the keys of a sign-in bridge: once, for all processes that serve the hospital. */
export function addSignInKeysCommand(group: Command, { run, help }: Context): void {
  const { frame, service } = help
  const command = addServiceOptions(group.command('sign-in'), service)
    .description(service.hospital.signIn)
    .requiredOption('--hospital <id>', service.staff.hospital)
    .addOption(new Option('--rotate <key>', service.hospital.signInRotate).choices(names))
  const where = '--data hospitals --origin https://hospital.example'
  addExample(command, frame, `hospital sign-in ${where} --hospital riverside`).action(
    run(async (services, options: SignInKeysOptions) => {
      const { output, messages } = services
      const { hospital: id, rotate } = options
      const settings = await readSettings(services, options)
      if (rotate !== undefined) {
        const place = await rotateSignInKey(services, settings, { hospital: id, name: rotate })
        output.result(messages.service.signInRotated(place), { hospital: id, rotated: rotate })
        return exitCodes.yes
      }
      const folder = join(settings.data, id, 'keys')
      const file = join(settings.data, id, 'hospital.json')
      const { parseHospitalSettings } = await import('@fidecura/server')
      const json = await readJsonFile(file, services.environment)
      const hospital = await inFile(file, () => parseHospitalSettings(json))
      for (const name of names) await assertAbsent(join(folder, `${name}.key`))
      const places = await makeSignInKeys(services, settings, hospital, names)
      const [signer = '', secret = ''] = places
      output.result(messages.service.signInMade(signer, secret), {
        hospital: id,
        folder,
        keys: [...places],
      })
      return exitCodes.yes
    }),
  )
}
