import { readFileSync } from 'node:fs'

interface Union {
  readonly type: string
  readonly from: string
  /** Of the files that name its codes, below `packages`. */
  readonly files: readonly string[]
}

/** Whose codes routes answer with, beside their own. */
const unions: Readonly<Record<string, Union>> = {
  base: unionOf('base', 'BaseErrorCode'),
  identity: unionOf('identity', 'IdentityErrorCode'),
  credentials: {
    ...unionOf('credentials', 'Exclude<CredentialErrorCode, IdentityErrorCode | BaseErrorCode>'),
    files: ['credentials/src/errors.ts', 'credentials/src/switch-error-codes.ts'],
  },
  consent: unionOf('consent', 'ConsentErrorCode'),
  decision: { ...unionOf('consent', 'DecisionCode'), files: ['consent/src/decision.ts'] },
  evidence: unionOf('evidence', 'EvidenceErrorCode'),
  monitor: unionOf('monitor', 'MonitorErrorCode'),
  store: unionOf('store', 'StoreErrorCode'),
}

function unionOf(name: string, type: string): Union {
  return { type, from: `@fidecura/${name}`, files: [`${name}/src/errors.ts`] }
}

/** The codes of the packages below as values. A code that is left out or made up does not compile. */
export function packageCodesModule(packages: URL): string {
  const imports = new Map<string, string[]>()
  for (const { type, from } of Object.values(unions)) {
    const [name = ''] = type.match(/\w+Code/) ?? []
    imports.set(from, [...(imports.get(from) ?? []), name])
  }
  const lines = [...imports].map(
    ([from, names]) => `import type { ${names.join(', ')} } from '${from}'\n`,
  )
  const types = Object.entries(unions).map(
    ([name, { type }]) => `  readonly ${name}: Readonly<Record<${type}, true>>\n`,
  )
  const codes = Object.entries(unions).map(([name, union]) => {
    const rows = codesOf(union, packages).map((code) => `    ${code}: true,\n`)
    return `  ${name}: {\n${rows.join('')}  },\n`
  })
  return [
    '// Made by `npm run client` from the codes of the packages.\n',
    lines.toSorted().join(''),
    '\n/** The codes that errors of the packages below have, and decisions. */\n',
    `export const packageCodes: {\n${types.join('')}} = {\n${codes.join('')}}\n\n`,
    'export type CodedPackage = keyof typeof packageCodes\n',
  ].join('')
}

function codesOf({ files }: Union, packages: URL): readonly string[] {
  const found = files.flatMap((file) => {
    const text = readFileSync(new URL(file, packages), 'utf8')
    const codes = text.split(/^(?:export )?type /m).filter((part) => /^\w+Code =/.test(part))
    return [...codes.join('').matchAll(/^ {2}\| '(\w+)'$/gm)].map(([, code]) => code as string)
  })
  return [...new Set(found)].toSorted()
}
