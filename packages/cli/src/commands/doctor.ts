import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { namedFile } from '../custody/read-passphrase.ts'
import { readSecret } from '../custody/read-secret.ts'
import { type Finding, fail } from '../doctor/finding.ts'
import { lookAtAccreditations } from '../doctor/look-at-accreditations.ts'
import { lookAtFolder } from '../doctor/look-at-folder.ts'
import { lookAtDisk, lookAtNode } from '../doctor/look-at-machine.ts'
import { lookAtHospital, lookAtOrigin } from '../doctor/look-at-network.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { createProgress } from '../progress.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'
import { UsageError } from '../usage-error.ts'

interface DoctorOptions extends ServiceOptions {
  readonly offline?: boolean
}

/** Looks at an installation, and says of each thing whether it is well and what to do. */
export function addDoctorCommand(program: Command, { run, help }: Context): void {
  const { frame, doctor: texts, service } = help
  const command = addServiceOptions(program.command('doctor'), service)
    .description(texts.about)
    .option('--offline', texts.offline)
  addExample(
    command,
    frame,
    'doctor --data /var/lib/fidecura --origin https://hospital.example',
  ).action(run((services, options: DoctorOptions) => examine(services, options)))
}

async function examine(
  services: Services,
  { offline = false, ...options }: DoctorOptions,
): Promise<ExitCode> {
  const { environment, output, messages } = services
  const { titles, findings: words, outcomes, line, summary, looking } = messages.doctor
  const settings = await readSettings(services, options)
  const { data, origin, store } = settings
  const progress = createProgress(environment, output)
  progress.at(looking)
  const findings: Finding[] = [lookAtNode(), await lookAtDisk(data)]
  const passphrase = await passphraseOf(services, settings.passphraseFile)
  if (typeof passphrase === 'object') findings.push(passphrase)
  const seen = await lookAtFolder({
    ...{ data, hasFiles: store === 'sqlite', tokens: services.tokens },
    passphrase: typeof passphrase === 'object' ? undefined : passphrase,
  })
  findings.push(...seen.findings)
  const now = environment.clock()
  for (const { settings: own } of seen.hospitals) {
    findings.push(...(await lookAtAccreditations(own, now)))
  }
  if (!offline) {
    progress.at(looking)
    findings.push(...(await lookAtOrigin(origin, environment)))
    for (const hospital of seen.hospitals) {
      findings.push(...(await lookAtHospital(origin, hospital, environment)))
    }
  }
  progress.done()
  const count = (outcome: Finding['outcome']): number =>
    findings.filter((each) => each.outcome === outcome).length
  const lines = findings.map(({ check, outcome, code, about }) =>
    line(outcomes[outcome], titles[check], about, code === 'well' ? undefined : words[code]),
  )
  output.result([...lines, summary(count('fail'), count('warn'))].join('\n'), {
    ...{ fail: count('fail'), warn: count('warn'), ok: count('ok') },
    findings: findings.map(jsonOf),
  })
  return count('fail') > 0 ? exitCodes.no : exitCodes.yes
}

/** Nobody is asked for it: whoever looks need not be able to open the keys. */
async function passphraseOf(
  { environment }: Services,
  file: string | undefined,
): Promise<string | Finding | undefined> {
  const named = file ?? namedFile(environment)
  if (named === undefined) return undefined
  try {
    return await readSecret(named, environment)
  } catch (error) {
    if (!UsageError.is(error)) throw error
    return fail('key', 'passphrase_unread', named)
  }
}
