/** Nothing that was parsed from JSON has it, whatever a provider or a credential names its members. */
const markup: unique symbol = Symbol('markup')

/** Text that is HTML already. Everything else is escaped. */
export interface Html {
  readonly [markup]: string
}

type Part = Html | string | number | undefined | false | readonly Part[]

/** Writes HTML: what stands in `${}` is text, unless it is HTML of this function. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { [markup]: strings.reduce((whole, text, at) => whole + textOf(parts[at - 1]) + text) }
}

/** Of a library that draws pictures, and of nobody's words. */
export function trustedHtml(text: string): Html {
  return { [markup]: text }
}

export function markupOf(page: Html): string {
  return page[markup]
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(textOf).join('')
  const written = (part as Partial<Html>)[markup]
  if (written !== undefined) return written
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
