import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readAddress } from '../listening.ts'
import type { HelpTexts } from '../messages/help.ts'
import { missingOption, readListUrl, wrongOption } from '../options.ts'
import { openHospitalsIn } from '../service/open-hospitals-in.ts'
import { serveUntilStopped } from '../service/serve-until-stopped.ts'
import {
  addVerifyOnlyOptions,
  serveVerifyOnly,
  type VerifyOnlyOptions,
} from './serve-verify-only.ts'

/** Folders of the apps that were built. */
export interface AppOptions {
  readonly patientApp?: string
  readonly consoleApp?: string
}

interface ServeOptions extends AppOptions, VerifyOnlyOptions {
  readonly origin?: string
  readonly passphraseFile?: string
  readonly behindProxy?: boolean
}

/** Serves hospitals until the process is stopped. */
export function addServeCommand(program: Command, { run, help }: Context): void {
  const { frame, service: texts } = help
  const command = program
    .command('serve')
    .description(texts.about)
    .requiredOption('--data <folder>', texts.data)
    .option('--origin <url>', texts.origin)
    .option('--listen <address>', texts.listen, '127.0.0.1:8480')
    .option('--passphrase-file <file>', texts.passphraseFile)
    .option('--behind-proxy', texts.proxied)
  addExample(
    addVerifyOnlyOptions(addAppOptions(command, texts), help),
    frame,
    'serve --data /var/lib/fidecura --origin https://hospital.example',
  ).action(
    run(async (services, options: ServeOptions) => {
      if (options.verifyOnly === true) return serveVerifyOnly(services, options)
      const { output, messages } = services
      if (options.origin === undefined) throw missingOption('--origin')
      const origin = readOrigin(options.origin)
      const { host, port } = readAddress(options.listen)
      const opened = await openHospitalsIn(services, { ...options, origin })
      const hospitals = [...opened.hospitals.values()]
      const served = { origin, hospitals, directory: opened.directory, ...appsOf(options) }
      const isBehindProxy = options.behindProxy === true
      try {
        await serveUntilStopped(services, { ...served, host, port, isBehindProxy }, (found) => {
          const address = `${host}:${found.port}`
          output.result(messages.service.serving(hospitals.length, address), {
            ...{ address, origin, hospitals: [...opened.hospitals.keys()] },
          })
        })
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

export function readOrigin(text: string): string {
  const url = readListUrl(text, '--origin')
  if (new URL(url).origin !== url) throw wrongOption('--origin', 'https://…')
  return url
}
