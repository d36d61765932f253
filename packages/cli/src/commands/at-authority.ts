import { credentialTypes, decodeCredential } from '@fidecura/credentials'
import { explainAuthority } from '@fidecura/credentials/explain'
import type { Command } from 'commander'
import { notFoundAt } from '../at/not-found.ts'
import { type At, type AtOptions, addAtOptions, withHospital } from '../at/open-at.ts'
import { staffEvidence } from '../at/standing.ts'
import type { Context } from '../context.ts'
import { jsonOf, reportText } from '../credential-text.ts'
import { verdictCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'
import { addTrustOptions, openTrust, type Trust, type TrustOptions } from '../trust.ts'

interface AuthorityOptions extends AtOptions, TrustOptions {
  readonly department?: boolean
}

/** The chain above a role, or above the department, judged by the roots that were named and by nobody's word. */
export function addAtAuthority(group: Command, { run, help }: Context): void {
  const texts = help.at.authority
  const command = addTrustOptions(addAtOptions(group.command('authority'), help), help)
    .description(texts.about)
    .option('--department', texts.department)
  addExample(
    command,
    help.frame,
    'at authority --url https://hospital.example/riverside --key me.key --wallet me.json',
    '--root did:web:authority.example=role,licence,accreditation',
  ).action(
    run((services, options: AuthorityOptions) =>
      withHospital(services, options, async (at) => {
        const { environment, output, messages } = at.services
        const trust = await openTrust(options, environment)
        const report = await (options.department === true
          ? ofDepartment(at, trust)
          : ofRole(at, trust))
        const { language } = environment
        const drawn = report.authority && explainAuthority(report, { language }).text
        const text = [reportText(report, messages), ...(drawn === undefined ? [] : ['', drawn])]
        output.result(text.join('\n'), jsonOf(report))
        return verdictCodes[report.verdict]
      }),
    ),
  )
}

/** A role falls with its licence, so it is judged beside it. */
async function ofRole(at: At, { verifier, chain }: Trust) {
  const { role, licence, chain: held } = await staffEvidence(at)
  return verifier.checkCredential(role, { chain: [...held, ...chain], licence })
}

/** The accreditation of the department that one belongs to, as the hospital hands it out. */
async function ofDepartment({ client, as }: At, { verifier, chain }: Trust) {
  const { chain: shown } = await client.authority()
  for (const token of shown) {
    const { subject, types } = (await decodeCredential(token)).credential
    const isAccreditation = types.includes(credentialTypes.issuingAccreditation)
    if (!isAccreditation || subject !== as.staff?.department.did) continue
    return verifier.checkCredential(token, { chain: [...shown, ...chain] })
  }
  throw notFoundAt('--department')
}
