import { setTimeout as wait } from 'node:timers/promises'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import { type HeldOffer, ServerProblem } from '@fidecura/server/client'
import type { Command } from 'commander'
import { addAsking } from '../at/at-commands.ts'
import type { At, AtOptions } from '../at/open-at.ts'
import { walletJson } from '../at/wallet-file.ts'
import type { Context } from '../context.ts'
import { assertAbsent, readToken, writeNew } from '../environment.ts'
import { createProgress } from '../progress.ts'

interface ClaimOptions extends AtOptions {
  readonly codeFile: string
  readonly out: string
}

/** Claims what was offered, shows the digits, and waits until somebody at the desk has compared them. */
export function addAtClaim(group: Command, context: Context): void {
  const { at: texts, shared } = context.help
  addAsking<ClaimOptions>(group, context, {
    ...{ usage: 'claim', about: texts.claim, example: 'claim --code-file - --out me.json' },
    options: (command) =>
      command
        .requiredOption('--code-file <file>', texts.codeFile)
        .requiredOption('--out <file>', shared.out),
    async ask(at, _, { codeFile, out }) {
      const { client, signer, services } = at
      const { environment, output, messages } = services
      await assertAbsent(out)
      const code = await readToken(codeFile, environment)
      const { id, kind, nonce, issuer } = await client.claimOffer(code)
      const thumbprint = await thumbprintOf(signer.publicKey)
      const digits = await comparisonDigits({ offer: id, nonce, thumbprint })
      output.show(messages.at.readOut(digits, issuer.name))
      const { credentials = [], chain = [] } = await untilIssued(at, id)
      await writeNew(out, `${JSON.stringify(walletJson({ credentials, chain }), null, 2)}\n`)
      return { id, kind, issuer, digits, issued: credentials.length, file: out }
    },
  })
}

const everyMs = 1500

async function untilIssued({ client, services }: At, id: string): Promise<HeldOffer> {
  const { environment, output, messages } = services
  const progress = createProgress(environment, output)
  try {
    for (;;) {
      const held = await client.heldOffer(id)
      if (held.state === 'issued') return held
      if (held.state === 'void') {
        throw new ServerProblem('offer_state_wrong', { status: 0, outcome: 'failed' })
      }
      progress.at(messages.at.waiting)
      await wait(everyMs)
    }
  } finally {
    progress.done()
  }
}
