import { type Element, r4Elements, r5Elements, type Treatment } from './fhir-elements.ts'

/** The document with its tables written anew. */
export function elementTable(document: string): string {
  const r4 = table(['R4, R4B', 'PCF basic', 'PCF intermediate', 'PCF advanced', 'MII'], r4Elements)
  const r5 = table(['R5'], r5Elements)
  return between(between(document, 'R4', r4), 'R5', r5)
}

function between(document: string, name: string, text: string): string {
  const [begin, end] = [`<!-- elements of ${name} -->\n`, `<!-- end of ${name} -->`]
  const [from, to] = [document.indexOf(begin), document.indexOf(end)]
  if (from === -1 || to === -1) throw new Error(`No place for the elements of ${name}`)
  return document.slice(0, from + begin.length) + text + document.slice(to)
}

function table(columns: readonly string[], elements: readonly Element[]): string {
  const lines = [
    ['element', ...columns, 'what it is for, and why'],
    ['---', ...columns.map(() => '---'), '---'],
    ...elements.map(({ path, treatments, why }) => [
      `\`${path}\``,
      ...treatments.map(wordsOf),
      why,
    ]),
  ]
  return lines.map((cells) => `| ${cells.join(' | ')} |\n`).join('')
}

function wordsOf(treatment: Treatment): string {
  switch (treatment.kind) {
    case 'evaluated':
      return 'evaluated'
    case 'passed':
      return 'passed over'
    case 'refused':
      return `refused: \`${short(treatment.code)}\``
    case 'required':
      return `demanded (\`${short(treatment.code)}\`)`
    case 'fixed':
      return `one value (\`${short(treatment.code)}\`)`
    case 'agreeing':
      return `no contradiction (\`${short(treatment.code)}\`)`
    case 'unknown':
      return 'not understood'
    case 'dialect':
      return 'names the dialect'
  }
}

/** Every code of the table begins alike. */
function short(code: string): string {
  return code.replace('consent_source_', '')
}
