import { epochSeconds, formatDateTime } from '@fidecura/base'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent } from '../environment.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'

/** What hospitals keep, into a folder and back. */
export function addBackupCommands(group: Command, { run, help }: Context): void {
  const { frame, service } = help
  const { hospital: texts } = service
  const where = '--data hospitals --origin https://hospital.example'

  const backup = addServiceOptions(group.command('backup'), service)
    .description(texts.backup)
    .requiredOption('--out <folder>', texts.backupOut)
  addExample(backup, frame, `hospital backup ${where} --out backup-2027-01-15`).action(
    run(async (services, options: ServiceOptions & { readonly out: string }) => {
      const { output, messages, environment } = services
      const { data: folder, origin, store } = await readSettings(services, options)
      await assertAbsent(options.out)
      const { backupHospitals, dropBackup } = await import('@fidecura/server')
      const { clock } = environment
      const hospitals = await inFile(options.out, () =>
        backupHospitals({ folder, origin, store, clock, backup: options.out }),
      ).catch(async (error: unknown) => {
        await dropBackup(options.out)
        throw error
      })
      output.result(messages.service.backedUp(options.out), { folder: options.out, hospitals })
      return exitCodes.yes
    }),
  )

  const restore = addServiceOptions(group.command('restore <folder>'), service).description(
    texts.restore,
  )
  addExample(restore, frame, `hospital restore backup-2027-01-15 ${where}`).action(
    run(async (services, from: string, options: ServiceOptions) => {
      const { output, messages, environment } = services
      const { data: folder, origin, store } = await readSettings(services, options)
      const { restoreHospitals } = await import('@fidecura/server')
      const { clock } = environment
      const { hospitals, at } = await inFile(from, () =>
        restoreHospitals({ folder, origin, store, clock, backup: from }),
      )
      const time = formatDateTime(epochSeconds(at))
      output.result(messages.service.restored(time), { hospitals, at: time })
      return exitCodes.yes
    }),
  )
}
