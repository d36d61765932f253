import { formatDateTime } from '@fidecura/base'
import { type EvidenceVersion, parseEvidenceId } from '@fidecura/evidence'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { assertAbsent, writeNew } from '../environment.ts'
import { addDeskOptions, type DeskOptions, withEvidence } from '../evidence-desk.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { readWholeNumber } from '../options.ts'

interface ProofOptions extends DeskOptions {
  readonly number: string
  readonly out?: string
}

export function addEvidenceShowCommands(group: Command, { run, help }: Context): void {
  const { frame, shared, evidence: texts } = help
  const place = '--key ward.key --store log.sqlite --log-key log.key --trust trust.json'
  const show = addDeskOptions(group.command('show <id>'), help).description(texts.show.about)
  addExample(show, frame, 'evidence show ev-…', place).action(
    run(async (services, text: string, options: DeskOptions) => {
      const { output, messages } = services
      const id = parseEvidenceId(text)
      const { versions, isOnHold } = await withEvidence(services, options, (evidence) =>
        evidence.lookUp(id, 'depositor'),
      )
      const lines = versions.map(({ number, depositedAt, content }) =>
        messages.evidence.version(number, formatDateTime(depositedAt), content?.size),
      )
      if (isOnHold) lines.push(messages.evidence.onHold)
      output.result([id, ...lines].join('\n'), { id, isOnHold, versions: versions.map(jsonOf) })
      return exitCodes.yes
    }),
  )

  const proof = addDeskOptions(group.command('proof <id>'), help)
    .description(texts.proof.about)
    .option('--number <number>', texts.proof.number, '1')
    .option('--out <file>', shared.out)
  addExample(proof, frame, 'evidence proof ev-… --number 2 --out note.proof.json', place).action(
    run(async (services, text: string, options: ProofOptions) => {
      const { output, messages } = services
      const { out } = options
      const id = parseEvidenceId(text)
      const number = readWholeNumber(options.number, '--number')
      if (out !== undefined) await assertAbsent(out)
      const file = await withEvidence(services, options, (evidence) =>
        evidence.proofOf(id, number, 'depositor'),
      )
      if (out !== undefined) await writeNew(out, file)
      const more = out === undefined ? { proof: JSON.parse(file) } : { file: out }
      const said = out === undefined ? file.trimEnd() : messages.written(out)
      output.result(said, { id, number, ...more })
      return exitCodes.yes
    }),
  )
}

function jsonOf({ number, depositor, depositedAt, retainUntil, content }: EvidenceVersion) {
  return {
    ...{ number, depositor, depositedAt },
    ...(retainUntil === undefined ? {} : { retainUntil }),
    ...(content === undefined
      ? { erased: true }
      : {
          digest: content.digest,
          size: content.size,
          ...(content.mediaType === undefined ? {} : { mediaType: content.mediaType }),
        }),
  }
}
