import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Language } from '@fidecura/consent/explain'
import { describe, expect, test } from '@jest/globals'
import { createHospital } from './hospital.ts'
import { tenDecisions } from './ten-decisions.ts'

const pages: Readonly<Record<Language, string>> = {
  en: '../../../../docs/decisions.md',
  'zh-CN': '../../../../docs/decisions.zh-CN.md',
}

async function sectionsIn(language: Language): Promise<readonly (readonly string[])[]> {
  const sections: (readonly string[])[] = []
  for (const { decide } of tenDecisions) {
    sections.push(await decide(await createHospital(language)))
  }
  return sections
}

describe.each(['en', 'zh-CN'] as const)('the page of decisions in %s', (language) => {
  test('shows ten summaries as explainTrace writes them', async () => {
    const sections = await sectionsIn(language)
    expect(sections).toHaveLength(10)
    for (const lines of sections) expect(lines.length).toBeLessThanOrEqual(12)
    expect(new Set(sections.map((lines) => lines.join('\n'))).size).toBe(10)
    const path = fileURLToPath(new URL(pages[language], import.meta.url))
    const written = readFileSync(path, 'utf8')
    const [head = ''] = written.split(/^## /m)
    const shown = sections.map((lines, index) => {
      const title = `## ${index + 1}. ${tenDecisions[index]?.title[language]}`
      return `${title}\n\n\`\`\`text\n${lines.join('\n')}\n\`\`\`\n`
    })
    const right = `${head}${shown.join('\n')}`
    // FIDECURA_WRITE_DOCS=1 writes the summaries anew.
    if (process.env['FIDECURA_WRITE_DOCS'] === '1') writeFileSync(path, right)
    else expect(written).toBe(right)
  })
})
