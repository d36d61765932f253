import type { ServiceSettings, SettingsSources } from '@fidecura/server'
import { ServerError } from '@fidecura/server/client'
import type { Command } from 'commander'
import type { Services } from '../context.ts'
import { located, readJsonFile } from '../located.ts'
import type { HelpTexts } from '../messages/help.ts'
import { missingOption, wrongOption } from '../options.ts'

/** Which hospitals a command is about. Whatever is not said comes from the environment, and then from the file. */
export interface ServiceOptions {
  readonly config?: string | undefined
  readonly data?: string | undefined
  readonly origin?: string | undefined
  readonly store?: string | undefined
  readonly passphraseFile?: string | undefined
}

export function addServiceOptions(command: Command, texts: HelpTexts['service']): Command {
  return command
    .option('--config <file>', texts.config)
    .option('--data <folder>', texts.data)
    .option('--origin <url>', texts.origin)
    .option('--store <address>', texts.store)
    .option('--passphrase-file <file>', texts.passphraseFile)
}

const takes: Readonly<Record<string, string>> = {
  '--origin': 'https://…',
  '--listen': '127.0.0.1:8480',
  '--admin': '127.0.0.1:8481',
  '--store': 'sqlite, postgresql://USER@HOST/{hospital}',
  '--log': 'json, off',
}

/** @throws UsageError; `settings_malformed` with the variable, or the file and the place in it. */
export async function readSettings(
  { environment }: Services,
  { config, ...options }: ServiceOptions & SettingsSources['options'],
): Promise<ServiceSettings> {
  const { variables } = environment
  const path = config ?? variables['FIDECURA_CONFIG']
  const isNamed = path !== undefined && path !== ''
  const file = isNamed ? { path, json: await readJsonFile(path, environment) } : undefined
  const { readServiceSettings } = await import('@fidecura/server')
  try {
    return readServiceSettings({ options, variables, file })
  } catch (error) {
    const place = ServerError.is(error) ? (error.place ?? '') : ''
    if (!place.startsWith('--'))
      throw isNamed && place.startsWith('/') ? located(error, path) : error
    const name = place.slice(2) as keyof typeof options
    const isGiven = options[name] !== undefined
    throw isGiven ? wrongOption(place, takes[place] ?? '…') : missingOption(place)
  }
}
