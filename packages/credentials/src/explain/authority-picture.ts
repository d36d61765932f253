import type { AuthorityStep } from './authority-steps.ts'
import type { AuthorityCatalogue, ExplainLanguage } from './catalogue.ts'
import { wrapText } from './wrap-text.ts'

/** What a picture is drawn from. */
export interface PictureContent {
  readonly title: string
  /** What whoever cannot see the picture is told instead. */
  readonly description: string
  readonly steps: readonly AuthorityStep[]
  readonly notes: readonly string[]
  readonly verdict: { readonly text: string; readonly isGood: boolean }
  readonly words: AuthorityCatalogue
  readonly language: ExplainLanguage
  /** In CSS pixels. */
  readonly width: number
}

interface Line {
  readonly text: string
  readonly size: number
  readonly color: string
  readonly isBold: boolean
  /** Room to leave above it. */
  readonly above: number
}

const ink = '#1b1f24'
const grey = '#4a5560'
const colors = {
  root: { fill: '#eaf1fd', stroke: '#1d4f9c', accent: '#173f7d' },
  issuer: { fill: '#ffffff', stroke: '#8a94a0', accent: '#4a5560' },
  holder: { fill: '#eaf7ee', stroke: '#1f7a43', accent: '#155c31' },
  unverified: { fill: '#fff4e3', stroke: '#a35a00', accent: '#7d4500' },
} as const

const margin = 8
const padding = 14
const gap = 34
const leading = 1.4

/**
 * Draws a chain from top to bottom. Self-contained: no script, no style sheet, no font and nothing else
 * that is fetched, no ids that could meet those of a page.
 */
export function drawAuthority(content: PictureContent): string {
  const { title, description, steps, notes, verdict, words, language, width } = content
  const inner = width - 2 * margin
  const parts: string[] = []
  let y = margin
  const write = (lines: readonly Line[], x: number): void => {
    for (const line of lines) {
      y += line.size * leading + line.above
      parts.push(textAt(line, x, y - line.size * (leading - 1)))
    }
  }
  write(linesOf(title, { size: 20, color: ink, isBold: true }, inner, 2), margin)
  const verdictColor = verdict.isGood ? colors.holder.accent : colors.unverified.accent
  write(linesOf(verdict.text, { size: 14, color: verdictColor, isBold: true }, inner, 3), margin)
  y += 10
  for (const [position, step] of steps.entries()) {
    if (position > 0) {
      const label = step.kind === 'holder' ? words.issued : words.gave
      parts.push(arrow(margin + 24, y, label, step.isVerified))
      y += gap
    }
    const lines = cardLines(step, inner - 2 * padding)
    const top = y
    const height = lines.reduce((sum, { size, above }) => sum + size * leading + above, padding + 6)
    parts.push(card(step, top, inner, height))
    y += padding - 6
    write(lines, margin + padding)
    y = top + height
  }
  y += 6
  for (const note of notes) {
    write(linesOf(note, { size: 13, color: grey, isBold: false }, inner, 4), margin)
  }
  const height = Math.ceil(y + margin)
  const fonts =
    "system-ui, -apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Noto Sans SC', sans-serif"
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" lang="${language}" xml:lang="${language}"`,
    ` width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${fonts}">`,
    `<title>${escapeXml(title)}</title><desc>${escapeXml(description)}</desc>`,
    `<rect width="${width}" height="${height}" rx="12" fill="#ffffff"/>`,
    ...parts,
    '</svg>',
  ].join('')
}

function cardLines(step: AuthorityStep, width: number): readonly Line[] {
  const { accent } = colorsOf(step)
  const [name, place] =
    step.name === '' ? [step.place, ''] : [[step.name, ...marked(step)].join(' '), step.place]
  const details = step.details.flatMap((text) =>
    linesOf(text, { size: 13, color: ink, isBold: false }, width, 3),
  )
  return [
    ...linesOf(step.standing, { size: 13, color: accent, isBold: true }, width, 3),
    ...linesOf(name, { size: 18, color: ink, isBold: true }, width, 3).map(spaced),
    ...linesOf(place, { size: 14, color: grey, isBold: false }, width, 3),
    ...details.map(spaced),
  ]
}

/** A little room above the first of several lines. */
function spaced(line: Line, position: number): Line {
  return position === 0 ? { ...line, above: 3 } : line
}

function marked({ marks }: AuthorityStep): readonly string[] {
  return marks.map((mark) => `[${mark}]`)
}

function linesOf(
  text: string,
  look: Omit<Line, 'text' | 'above'>,

  width: number,
  maxLines: number,
): readonly Line[] {
  // Bold letters are wider, in some fonts by far.
  const room = width / look.size / (look.isBold ? 1.18 : 1)
  return wrapText(text, room, maxLines).map((line) => ({ text: line, above: 0, ...look }))
}

function colorsOf({ kind, isVerified }: AuthorityStep) {
  return isVerified ? colors[kind] : colors.unverified
}

function card(step: AuthorityStep, y: number, width: number, height: number): string {
  const { fill, stroke } = colorsOf(step)
  const dashes = step.isVerified ? '' : ' stroke-dasharray="6 4"'
  return `<rect x="${margin}" y="${round(y)}" width="${width}" height="${round(height)}" rx="10" fill="${fill}" stroke="${stroke}" stroke-width="1.5"${dashes}/>`
}

function arrow(x: number, y: number, label: string, isVerified: boolean): string {
  const color = isVerified ? grey : colors.unverified.stroke
  const dashes = isVerified ? '' : ' stroke-dasharray="4 3"'
  const [from, to] = [round(y + 3), round(y + gap - 9)]
  return [
    `<path d="M${x} ${from}V${to}" stroke="${color}" stroke-width="2"${dashes}/>`,
    `<path d="M${x - 5} ${to}h10l-5 7z" fill="${color}"/>`,
    textAt({ text: label, size: 13, color, isBold: false, above: 0 }, x + 14, y + gap / 2 + 4),
  ].join('')
}

function textAt({ text, size, color, isBold }: Line, x: number, y: number): string {
  const weight = isBold ? ' font-weight="600"' : ''
  // Letters that are written from the right keep to their own line.
  return `<text x="${x}" y="${round(y)}" font-size="${size}" fill="${color}"${weight} direction="ltr" unicode-bidi="isolate">${escapeXml(text)}</text>`
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

function escapeXml(text: string): string {
  return text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;')
}
