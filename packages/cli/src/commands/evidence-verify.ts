import { formatDateTime } from '@fidecura/base'
import { type VerifiedEvidence, verifyEvidence } from '@fidecura/evidence'
import { evidenceReport } from '@fidecura/evidence/explain'
import type { Command } from 'commander'
import type { Context, Services } from '../context.ts'
import { assertAbsent, readInput, writeNew } from '../environment.ts'
import { readContent } from '../evidence-content.ts'
import { readTrustFile, type TrustFile } from '../evidence-trust.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { inFile } from '../located.ts'
import { createCommandResolver } from '../resolver.ts'
import { addBundleOptions, openBundle, type TrustOptions } from '../trust.ts'

interface VerifyOptions
  extends Pick<TrustOptions, 'bundle' | 'bundleSigner' | 'bundleDelta' | 'store'> {
  readonly proof: string
  readonly trust: string
}

interface ReportOptions extends VerifyOptions {
  readonly out?: string
}

export function addEvidenceVerifyCommands(group: Command, { run, help }: Context): void {
  const { frame, shared, evidence: texts } = help
  const addOptions = (command: Command): Command =>
    addBundleOptions(
      command
        .requiredOption('--proof <file>', texts.verify.proof)
        .requiredOption('--trust <file>', texts.desk.trust),
      help,
    )
  const place = '--proof note.proof.json --trust trust.json'

  const verify = addOptions(group.command('verify <file>')).description(texts.verify.about)
  addExample(verify, frame, 'evidence verify note.json', place).action(
    run(async (services, file: string, options: VerifyOptions) => {
      const { output, messages } = services
      const { verified } = await verifiedFrom(services, file, options)
      const { id, number, depositor, existedBy, origin, index, digest, size, previous } = verified
      const said = [
        messages.evidence.verified(depositor, formatDateTime(existedBy)),
        messages.evidence.isVersion(id, number),
        messages.evidence.mayBeOlder,
      ]
      output.result(said.join('\n'), {
        ...{ verdict: 'passed', id, number, depositor, existedBy, origin, index, digest, size },
        ...(previous === undefined ? {} : { previous }),
      })
      return exitCodes.yes
    }),
  )

  const report = addOptions(group.command('report <file>'))
    .description(texts.report.about)
    .option('--out <file>', shared.out)
  addExample(report, frame, 'evidence report note.json --out report.html', place).action(
    run(async (services, file: string, options: ReportOptions) => {
      const { environment, output, messages } = services
      const { out } = options
      if (out !== undefined) await assertAbsent(out)
      const { verified, proof, trust } = await verifiedFrom(services, file, options)
      const { language } = environment
      const html = evidenceReport(verified, { ...trust, language, file: proof })
      if (out !== undefined) await writeNew(out, html)
      const { id, number } = verified
      const said = out === undefined ? html.trimEnd() : messages.written(out)
      output.result(said, { id, number, ...(out === undefined ? { html } : { file: out }) })
      return exitCodes.yes
    }),
  )
}

async function verifiedFrom(
  { environment }: Services,
  file: string,
  options: VerifyOptions,
): Promise<{
  readonly verified: VerifiedEvidence
  readonly proof: string
  readonly trust: TrustFile
}> {
  const trust = await readTrustFile(options.trust, environment)
  const proof = new TextDecoder().decode(await readInput(options.proof, environment))
  const content = await readContent(file, environment)
  // Whose key a depositor’s was, is asked of the network, or of the bundle where there is none.
  const bundle = await openBundle(options, environment)
  const resolve = bundle?.resolve ?? createCommandResolver(environment)
  const verified = await inFile(options.proof, () =>
    verifyEvidence(proof, { ...trust, content, resolve, now: environment.clock() }),
  )
  return { verified, proof, trust }
}
