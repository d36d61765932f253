import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { build } from 'esbuild'

/**
 * Makes few files of the many that a package was built into, in place: one for each door, and one for
 * each set of modules that several doors share. So a process opens a handful of files where it opened a
 * hundred, and no module is there twice: a class, a brand or a counter is the same behind every door.
 *
 * @param folder - A copy of the package, with package.json and dist. Declarations stay as they are.
 */
export async function bundleDist(folder) {
  const dist = join(folder, 'dist')
  const { exports: doors, imports = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const { outputFiles } = await build({
    entryPoints: [...new Set([...scriptsIn(doors), ...scriptsIn(imports)])].map((file) =>
      join(folder, file),
    ),
    outdir: dist,
    outbase: dist,
    bundle: true,
    splitting: true,
    chunkNames: 'shared/[name]-[hash]',
    format: 'esm',
    platform: 'neutral',
    target: 'es2022',
    packages: 'external',
    // Which half of a package runs is decided where it runs.
    external: ['#*'],
    sourcemap: true,
    sourcesContent: false,
    write: false,
    logLevel: 'silent',
    allowOverwrite: true,
  })
  const scripts = /\.js(\.map)?$/
  for (const name of readdirSync(dist, { recursive: true })) {
    if (scripts.test(name)) rmSync(join(dist, name))
  }
  for (const { path, contents } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

/** Every built script that a map of exports or imports leads to. */
function scriptsIn(map) {
  return Object.values(map).flatMap((target) => {
    if (typeof target === 'object') return scriptsIn(target)
    return /^\.\/dist\/.*\.js$/.test(target) ? [target] : []
  })
}
