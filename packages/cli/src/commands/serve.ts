import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import type { HelpTexts } from '../messages/help.ts'
import { missingOption } from '../options.ts'
import { openHospitalsIn } from '../service/open-hospitals-in.ts'
import { runningOf, serveUntilStopped } from '../service/serve-until-stopped.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'
import { openSignIns } from '../sign-in/open-sign-ins.ts'
import {
  addVerifyOnlyOptions,
  serveVerifyOnly,
  type VerifyOnlyOptions,
} from './serve-verify-only.ts'

/** Folders of the apps that were built. */
export interface AppOptions {
  readonly patientApp?: string | undefined
  readonly consoleApp?: string | undefined
}

interface ServeOptions
  extends AppOptions,
    ServiceOptions,
    Omit<VerifyOnlyOptions, 'data' | 'listen'> {
  readonly listen?: string
  readonly admin?: string
  readonly log?: string
  readonly behindProxy?: boolean
}

/** Serves hospitals until the process is stopped. */
export function addServeCommand(program: Command, { run, help }: Context): void {
  const { frame, service: texts } = help
  const command = addServiceOptions(program.command('serve'), texts)
    .description(texts.about)
    .option('--listen <address>', texts.listen)
    .option('--admin <address>', texts.admin)
    .option('--log <format>', texts.log)
    .option('--behind-proxy', texts.proxied)
  addExample(
    addVerifyOnlyOptions(addAppOptions(command, texts), help),
    frame,
    'serve --data /var/lib/fidecura --origin https://hospital.example',
  ).action(
    run(async (services, options: ServeOptions) => {
      if (options.verifyOnly === true) return serveVerifyOnly(services, forVerifying(options))
      const { output, messages } = services
      const settings = await readSettings(services, options)
      const opened = await openHospitalsIn(services, settings)
      const hospitals = [...opened.hospitals.values()]
      const { origin } = settings
      const { directory } = opened
      const served = { origin, hospitals, directory, hosts: options.host, ...appsOf(settings) }
      try {
        const signIns = await openSignIns(services, settings, opened)
        await serveUntilStopped(
          services,
          { ...served, ...runningOf(settings), signIns },
          (found) => {
            const { address } = found
            output.result(messages.service.serving(hospitals.length, address), {
              ...{ address, origin, hospitals: [...opened.hospitals.keys()] },
              ...(found.admin === undefined ? {} : { admin: found.admin }),
              ...(found.signIns.length === 0
                ? {}
                : { signIns: found.signIns.map((each) => ({ ...each })) }),
            })
          },
        )
      } finally {
        await opened.close()
      }
      return exitCodes.yes
    }),
  )
}

export function addAppOptions(command: Command, texts: HelpTexts['service']): Command {
  return command
    .option('--patient-app <folder>', texts.patientApp)
    .option('--console-app <folder>', texts.consoleApp)
}

export function appsOf({ patientApp, consoleApp }: AppOptions): {
  readonly apps: { readonly patient?: string; readonly console?: string }
} {
  return {
    apps: {
      ...(patientApp === undefined ? {} : { patient: resolve(patientApp) }),
      ...(consoleApp === undefined ? {} : { console: resolve(consoleApp) }),
    },
  }
}

/** The lab has no settings of its own. */
function forVerifying({
  data,
  listen = '127.0.0.1:8480',
  ...options
}: ServeOptions): VerifyOnlyOptions {
  if (data === undefined) throw missingOption('--data')
  return { ...options, data, listen }
}
