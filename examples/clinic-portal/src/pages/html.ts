/** Text that is HTML already. Everything else is escaped. */
export interface Html {
  readonly html: string
}

type Part = Html | string | number | undefined | false | readonly Part[]

/** Writes HTML: what stands in `${}` is text, unless it is HTML of this function. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((whole, text, at) => whole + textOf(parts[at - 1]) + text) }
}

/** Of a library that draws pictures, and of nobody's words. */
export function trustedHtml(text: string): Html {
  return { html: text }
}

function textOf(part: Part): string {
  if (part === undefined || part === false) return ''
  if (Array.isArray(part)) return part.map(textOf).join('')
  if (typeof part === 'object') return (part as Html).html
  return String(part).replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`)
}
