import { isAbsolute, resolve } from 'node:path'
import type { HospitalDraft, KeyPlace } from '@fidecura/server'
import type { Command } from 'commander'
import type { HelpTexts } from '../messages/help.ts'
import { missingOption, wrongOption } from '../options.ts'

/** Where the keys of a new hospital are to lie. */
export interface CustodyOptions {
  readonly custody?: string
  readonly module?: string
  readonly token?: string
  readonly tokenSerial?: string
  readonly pinFile?: string
}

export function addCustodyOptions(command: Command, { hospital }: HelpTexts['service']): Command {
  const { custody: texts } = hospital
  return command
    .option('--custody <where>', texts.custody, 'file')
    .option('--module <file>', texts.module)
    .option('--token <label>', texts.token)
    .option('--token-serial <number>', texts.serial)
    .option('--pin-file <file>', texts.pinFile)
}

/** @returns For the draft: each key, by its name; nothing at all where they lie in files. */
export async function custodyOf(
  { custody = 'file', module, token, tokenSerial, pinFile }: CustodyOptions,
  { id, departments }: HospitalDraft,
  hasLog: boolean,
): Promise<Pick<HospitalDraft, 'custody'>> {
  const given = { '--module': module, '--token': token, '--pin-file': pinFile }
  if (custody === 'file') {
    // Whoever names a token means one.
    const [extra] = Object.entries(given).find(([, value]) => value !== undefined) ?? []
    if (extra !== undefined) throw wrongOption('--custody', 'pkcs11')
    return {}
  }
  if (custody !== 'pkcs11') throw wrongOption('--custody', 'file', 'pkcs11')
  if (module === undefined) throw missingOption('--module')
  if (token === undefined) throw missingOption('--token')
  if (!isAbsolute(module)) throw wrongOption('--module', '/usr/lib/…')
  const { keyUriOf } = await import('@fidecura/pkcs11')
  const serial = tokenSerial === undefined ? {} : { serial: tokenSerial }
  const names = ['hospital', ...departments.map((each) => each.id)]
  if (hasLog) names.push('log', 'witness')
  const places = names.map((name) => [
    name,
    keyUriOf({
      ...{ module, token: { label: token, ...serial }, key: `${id}/${name}` },
      ...(pinFile === undefined ? {} : { pinFile: resolve(pinFile) }),
    }) as KeyPlace,
  ])
  return { custody: Object.fromEntries(places) }
}
