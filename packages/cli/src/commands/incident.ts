import { formatDateTime } from '@fidecura/base'
import type { Hospital, IncidentQuestion } from '@fidecura/server'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { jsonOf } from '../credential-text.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readApproval } from '../incident/approval-file.ts'
import { incidentText } from '../incident/incident-text.ts'
import { readLetters } from '../incident/letter-file.ts'
import { assertNewFolder, writeIncident } from '../incident/write-incident.ts'
import { inFile } from '../located.ts'
import { missingOption, readDidOption, readInstant, wrongOption } from '../options.ts'
import { createProgress } from '../progress.ts'
import { openHospitalsIn } from '../service/open-hospitals-in.ts'
import { addServiceOptions, readSettings, type ServiceOptions } from '../service/service-options.ts'
import { addIncidentApproveCommand } from './incident-approve.ts'

interface IncidentOptions extends ServiceOptions {
  readonly hospital: string
  readonly actor?: string
  readonly credential?: string
  readonly from: string
  readonly to: string
  readonly aware?: string
  readonly approval?: readonly string[]
  readonly letters?: string
  readonly out?: string
}

/** What somebody’s key touched, who is to be told, and until when. */
export function addIncidentCommand(program: Command, context: Context): void {
  const { run, help } = context
  const { frame, incident: texts, service } = help
  const group = program.command('incident').description(texts.about)
  const where = ['--data /var/lib/fidecura', '--origin https://hospital.example']
  const what = ['--hospital riverside --credential urn:uuid:…', '--from 2027-01-01T00:00:00Z']
  addExample(group, frame, 'incident', ...where, ...what, '--to 2027-01-08T00:00:00Z')
  const command = addServiceOptions(group.command('report', { isDefault: true }), service)
    .description(texts.report)
    .requiredOption('--hospital <id>', service.staff.hospital)
    .option('--actor <did>', texts.actor)
    .option('--credential <id>', texts.credential)
    .requiredOption('--from <date-time>', texts.from)
    .requiredOption('--to <date-time>', texts.to)
    .option('--aware <date-time>', texts.aware)
    .option('--approval <file...>', texts.approval)
    .option('--letters <file>', texts.letters)
    .option('--out <folder>', texts.out)
  addExample(
    command,
    frame,
    'incident report',
    ...where,
    ...what,
    '--to 2027-01-08T00:00:00Z --out found',
  ).action(run((services, options: IncidentOptions) => find(services, options)))
  addIncidentApproveCommand(group, context)
}

async function find(services: Services, options: IncidentOptions): Promise<ExitCode> {
  const { environment, output, messages } = services
  const { approval, letters: letterFile, out } = options
  const [from, to] = [readInstant(options.from, '--from'), readInstant(options.to, '--to')]
  if (!(from < to)) throw wrongOption('--to')
  if (letterFile !== undefined && approval === undefined) throw missingOption('--approval')
  if ((letterFile ?? approval) !== undefined && out === undefined) throw missingOption('--out')
  const now = environment.clock()
  const aware = options.aware === undefined ? now : readInstant(options.aware, '--aware')
  const approvals =
    approval && (await Promise.all(approval.map((path) => readApproval(path, environment))))
  const letters = letterFile === undefined ? undefined : await readLetters(letterFile, environment)
  if (out !== undefined) await assertNewFolder(out)
  const settings = await readSettings(services, options)
  const opened = await openHospitalsIn(services, settings)
  const progress = createProgress(environment, output)
  try {
    const hospital = opened.hospitals.get(options.hospital)
    if (hospital === undefined) throw wrongOption('--hospital', ...opened.hospitals.keys())
    const { reportIncident } = await import('@fidecura/server')
    const question: IncidentQuestion = {
      ...{ hospital: hospital.site.did, from, to },
      actor: await actorOf(hospital, options),
    }
    const onProgress = (done: number, of: number | undefined): void =>
      progress.at(messages.incident.progress(done, of))
    const asked = { question, aware, approvals, onProgress }
    const report = await inFile('--approval', () => reportIncident(hospital, asked))
    progress.done()
    const files = out === undefined ? [] : await writeIncident(out, hospital, report, letters)
    const said = [incidentText(report, messages.incident), ...files.map(messages.written)]
    const { counts, deadlines, at, named } = report
    output.result(said.join('\n'), {
      ...{ question: { ...question }, named, at: formatDateTime(at), counts: { ...counts } },
      ...{ deadlines: deadlines.map(jsonOf), files: [...files] },
    })
    return exitCodes.yes
  } finally {
    progress.done()
    await opened.close()
  }
}

async function actorOf(
  hospital: Hospital,
  { actor, credential }: IncidentOptions,
): Promise<IncidentQuestion['actor']> {
  if (actor !== undefined) {
    if (credential !== undefined) throw wrongOption('--credential')
    return readDidOption(actor, '--actor')
  }
  if (credential === undefined) throw missingOption('--actor')
  const { holderOf } = await import('@fidecura/server')
  return inFile('--credential', () => holderOf(hospital, credential))
}
