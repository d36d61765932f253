import type { Services } from './context.ts'
import { askWhether } from './environment.ts'

/** Shows what is signed, and asks whether it shall be. `--yes`: somebody has read it before. */
export async function isAgreedTo(
  { services: { environment, output } }: { readonly services: Services },
  text: string,
  question: string,
  { yes }: { readonly yes?: boolean },
): Promise<boolean> {
  output.show(`${text}\n`)
  return yes === true || (await askWhether(question, environment))
}
