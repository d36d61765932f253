import type { Command } from 'commander'
import { Option } from 'commander'
import type { Services } from '../context.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { labStorePath } from '../lab/lab-store.ts'
import { openDesk } from '../lab/open-desk.ts'
import { serveDesk } from '../lab/serve-desk.ts'
import { assertTrustThere } from '../lab/trust-file.ts'
import { watchDesk } from '../lab/watched-desk.ts'
import { readAddress } from '../listening.ts'
import type { HelpTexts } from '../messages/help.ts'
import { readDidOption, readWholeNumber } from '../options.ts'
import { addPolicyOptions, type PolicyOptions, readPolicy } from '../policy-options.ts'
import { withStore } from '../with-store.ts'

/** What `serve --verify-only` takes. */
export interface VerifyOnlyOptions extends PolicyOptions {
  readonly data: string
  readonly listen: string
  readonly verifyOnly?: boolean
  readonly host?: readonly string[]
  readonly audience?: string
  readonly custodian?: string
  readonly maxStatusAge: string
  readonly maxAge: string
  readonly online?: boolean
}

/** Under a heading of their own: whoever serves hospitals needs none of them. */
export function addVerifyOnlyOptions(command: Command, help: HelpTexts): Command {
  const { lab, trust, consent } = help
  const first = command.options.length
  command
    .addOption(new Option('--verify-only', lab.verifyOnly.about))
    .option('--audience <text>', lab.verifyOnly.audience)
    .option('--custodian <did>', consent.decide.custodian)
    .option('--max-status-age <seconds>', trust.maxStatusAge, '55')
    .option('--max-age <seconds>', consent.decide.maxAge, '60')
    .option('--online', lab.verifyOnly.online)
  addPolicyOptions(command, help)
  for (const option of command.options.slice(first)) option.helpGroup(lab.verifyOnly.group)
  // Of either way to serve.
  command.option('--host <name...>', lab.verifyOnly.host)
  return command
}

/** Verifies and decides for programs of this machine or network, and keeps nothing of what it was shown. */
export async function serveVerifyOnly(
  services: Services,
  options: VerifyOnlyOptions,
): Promise<ExitCode> {
  const { environment } = services
  const { data: folder, audience, custodian, combine, jurisdiction } = options
  const decides = custodian !== undefined || combine !== undefined || jurisdiction !== undefined
  const settings = {
    folder,
    maxStatusAgeSeconds: readWholeNumber(options.maxStatusAge, '--max-status-age'),
    maxAgeSeconds: readWholeNumber(options.maxAge, '--max-age'),
    isOnline: options.online === true,
    samples: false,
    ...(audience === undefined ? {} : { audience }),
    ...(custodian === undefined ? {} : { custodian: readDidOption(custodian, '--custodian') }),
    ...(decides ? { policy: readPolicy(options) } : {}),
  }
  const address = readAddress(options.listen)
  await assertTrustThere(folder)
  await withStore(labStorePath(folder), async ({ bundles, replay, words }) => {
    const memory = { bundles, replay, words }
    const desk = watchDesk(folder, () => openDesk(settings, memory, environment))
    const { isOnline } = settings
    await serveDesk(services, { desk, address, hosts: options.host ?? [], isOnline })
  })
  return exitCodes.yes
}
