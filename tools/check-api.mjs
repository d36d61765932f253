import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor'
import { publicPackages } from './workspace.mjs'

// `node tools/check-api.mjs [--write]`, as tools/check.mjs starts it.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const problems = checkApiReports({ write: process.argv.includes('--write') })
  for (const problem of problems) console.error(problem)
  process.exitCode = problems.length > 0 ? 1 : 0
}

/**
 * Compares what every public entry point exports with the report that is committed beside it, so
 * that a change of the public API is seen in review.
 *
 * @returns Which reports differ, and what else is wrong with what is exported.
 */
function checkApiReports({ write }) {
  return publicPackages().flatMap((aPackage) =>
    entryPoints(aPackage).flatMap((entry) => compare(aPackage, entry, write)),
  )
}

function entryPoints({ name, folder, manifest }) {
  return Object.entries(manifest.exports ?? {})
    .filter(([, target]) => typeof target === 'object')
    .map(([subpath, target]) => ({
      isMain: subpath === '.',
      report: [name, ...subpath.split('/').slice(1)].join('-'),
      declarations: resolve(folder, target.types),
    }))
}

function compare({ folder, manifest }, { isMain, report, declarations }, write) {
  if (!existsSync(declarations)) return [`${manifest.name}: no ${basename(declarations)} was built`]
  for (const part of ['etc', 'temp']) mkdirSync(join(folder, part), { recursive: true })
  const messages = []
  const config = ExtractorConfig.prepare({
    packageJsonFullPath: resolve(folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: resolve(folder),
      mainEntryPointFilePath: declarations,
      compiler: { overrideTsconfig: compiler(declarations) },
      apiReport: {
        enabled: true,
        includeForgottenExports: true,
        reportFileName: `${report}.api.md`,
        reportFolder: resolve(folder, 'etc'),
        reportTempFolder: resolve(folder, 'temp'),
      },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: 'error' } },
        extractorMessageReporting: {
          default: { logLevel: 'error' },
          // Everything public is public: there are no release tags.
          'ae-missing-release-tag': { logLevel: 'none' },
          // Types that only name a part of an exported one are in the report all the same.
          'ae-forgotten-export': { logLevel: 'none' },
          // What a subpath mentions is exported by the main entry point.
          ...(isMain ? {} : { 'ae-unresolved-link': { logLevel: 'none' } }),
        },
        tsdocMessageReporting: { default: { logLevel: 'error' } },
      },
    },
  })
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: write,
    messageCallback: (message) => {
      message.handled = true
      if (message.logLevel === 'error' && matters(message)) {
        messages.push(`${manifest.name}: ${message.formatMessageWithLocation(resolve(folder))}`)
      }
    },
  })
  if (apiReportChanged && !write) {
    messages.push(
      `${folder}/etc/${report}.api.md is out of date; look at the change, then: pnpm run check --write`,
    )
  }
  return messages
}

function matters({ messageId, text, sourceFilePath, sourceFileLine, sourceFileColumn }) {
  if (messageId === 'console-api-report-not-copied') return false
  if (messageId !== 'ae-undocumented') return true
  // A type or a member often says all in its name and members; what is called or read does not.
  if (sourceFileColumn !== 1 || !/"[a-z]\w*"/.test(text)) return false
  // A comment that only says what is thrown is enough where the name says the rest.
  const lines = readFileSync(sourceFilePath, 'utf8').split('\n')
  return !lines[sourceFileLine - 2]?.trimEnd().endsWith('*/')
}

function compiler(declarations) {
  return {
    compilerOptions: {
      target: 'es2022',
      lib: ['es2023', 'dom'],
      types: declarations.endsWith('.node.d.ts') ? ['node'] : [],
      module: 'nodenext',
      moduleResolution: 'nodenext',
      strict: true,
      skipLibCheck: true,
      allowImportingTsExtensions: true,
      noEmit: true,
    },
    files: [declarations],
  }
}
