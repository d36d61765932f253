import { encodeBase64url } from '@fidecura/base'
import { randomBytes } from '@fidecura/identity'
import type { Command } from 'commander'
import type { Context } from '../context.ts'
import { exitCodes } from '../exit-code.ts'
import { addExample } from '../help-format.ts'

/** For a verifier: whoever asks for a presentation chooses what must be signed in it. */
export function addNonceCommand(credential: Command, { run, help }: Context): void {
  const command = credential.command('nonce').description(help.credential.nonce.about)
  addExample(command, help.frame, 'credential nonce').action(
    run(async ({ output }) => {
      const nonce = encodeBase64url(randomBytes(16))
      output.result(nonce, { nonce })
      return exitCodes.yes
    }),
  )
}
