import { parseNoteKey, type TrustedWitness } from '@fidecura/evidence'
import { wrongOption } from './options.ts'

/** `OPERATOR=KEY`: witnesses of one operator count once. */
export async function readWitnesses(texts: readonly string[]): Promise<readonly TrustedWitness[]> {
  return Promise.all(
    texts.map(async (text) => {
      const sign = text.indexOf('=')
      if (sign < 1) throw wrongOption('--witness')
      return { operator: text.slice(0, sign), key: await parseNoteKey(text.slice(sign + 1)) }
    }),
  )
}
