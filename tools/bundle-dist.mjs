import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { build } from 'esbuild'

/**
 * Makes few files of the many that a package was built into, in place: one for each door and each half of
 * the `imports` map, one of what several doors share, and one of what the halves need. A process pays for
 * every file that it opens, and so opens two or three of a package. No module is there twice: a class, a
 * brand or a counter is the same behind every door.
 *
 * @param folder - A copy of the package, with package.json and dist. Declarations stay as they are.
 */
export async function bundleDist(folder) {
  const dist = join(folder, 'dist')
  const { exports: doors, imports = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  )
  const doorFiles = scriptsIn(doors).map((file) => resolve(folder, file))
  const halfFiles = scriptsIn(imports).map((file) => resolve(folder, file))
  const entries = [...new Set([...doorFiles, ...halfFiles])]
  const groups = await groupsOf(entries, halfFiles, dist)
  const alone = entries.filter((entry) => groups.every(({ file }) => file !== entry))
  const outputs = []
  for (const group of groups) {
    outputs.push(...(await write(group.file, group.text, group, groups, dist)))
  }
  for (const entry of alone)
    outputs.push(...(await write(entry, undefined, undefined, groups, dist)))
  const scripts = /\.js(\.map)?$/
  for (const name of readdirSync(dist, { recursive: true })) {
    if (scripts.test(name)) rmSync(join(dist, name))
  }
  for (const { path, contents } of outputs) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, contents)
  }
}

const common = {
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  target: 'es2022',
  packages: 'external',
  // Which half of a package runs is decided where it runs.
  external: ['#*'],
  write: false,
  logLevel: 'silent',
}

/**
 * What goes together: what the same halves need, which know nothing of the rest that imports them; what
 * the main door shares with others; and the rest by the doors that share it. So nobody opens what they
 * have no use for, least of all a browser what Node alone has. And no two files import each other, which
 * would depend on the one that is opened first.
 */
async function groupsOf(entries, halves, dist) {
  const { metafile } = await build({
    ...common,
    entryPoints: entries,
    outdir: dist,
    metafile: true,
  })
  const importsOf = new Map(
    Object.entries(metafile.inputs).map(([path, { imports }]) => [
      resolve(path),
      imports.filter(({ external }) => external !== true).map((one) => resolve(one.path)),
    ]),
  )
  const reach = (from) => {
    const seen = new Set([from])
    for (const path of seen) for (const next of importsOf.get(path) ?? []) seen.add(next)
    return seen
  }
  const reachOf = new Map(entries.map((entry) => [entry, reach(entry)]))
  const groups = new Map()
  for (const path of importsOf.keys()) {
    const by = entries.filter((entry) => reachOf.get(entry).has(path))
    if (by.length < 2) continue
    const ofHalves = by.filter((entry) => halves.includes(entry))
    const [half] = ofHalves
    const name = (ofHalves.length > 0 ? ofHalves : by).map(nameOf).sort().join('-')
    const ofMain = half === undefined && by.some((entry) => nameOf(entry) === main)
    // A half has no public names, so what needs it anyway finds there what it is made of.
    const isOfHalf = half !== undefined && by.every((entry) => reachOf.get(entry).has(half))
    const file = isOfHalf ? half : join(dist, `shared/${ofMain ? main : name}.js`)
    groups.set(file, [...(groups.get(file) ?? []), path])
  }
  return Promise.all([...groups].map(([file, modules]) => withNames(file, modules.sort())))
}

const main = 'index'

/** `index`, or `backup` of `index.backup.js`. */
function nameOf(door) {
  return basename(door, '.js').replace(/^index\.(?=.)/, '')
}

/** Each module’s names, under names that no two modules of a group have. */
async function withNames(file, modules) {
  const { metafile } = await build({
    entryPoints: modules,
    outdir: dirname(file),
    format: 'esm',
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  const exportsOf = new Map(
    Object.values(metafile.outputs).flatMap(({ entryPoint, exports }) =>
      entryPoint === undefined ? [] : [[resolve(entryPoint), exports]],
    ),
  )
  const names = new Map(
    modules.map((path, n) => [
      path,
      (exportsOf.get(path) ?? []).map((name) => [name, `${name}_${n}`]),
    ]),
  )
  const line = (path, list) => `export { ${list.join(', ')} } from ${JSON.stringify(path)}\n`
  const lines = [...names].map(([path, pairs]) =>
    line(
      path,
      pairs.map(([name, alias]) => `${name} as ${alias}`),
    ),
  )
  const own = exportsOf.get(file)
  if (own !== undefined) lines.push(line(file, own))
  return { file, names, text: lines.join('') }
}

/** One file; what belongs to another group stays there. */
async function write(file, text, own, groups, dist) {
  const elsewhere = {
    name: 'elsewhere',
    setup(setup) {
      setup.onResolve({ filter: /^group:/ }, ({ path }) => {
        const found = relative(dirname(file), path.slice('group:'.length)).split(sep).join('/')
        return {
          path: found.startsWith('.') ? found : `./${found}`,
          external: true,
          sideEffects: false,
        }
      })
      setup.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const group = groups.find(({ names }) => names.has(path))
        if (group === undefined || group === own) return undefined
        const list = group.names.get(path).map(([name, alias]) => `${alias} as ${name}`)
        const from = JSON.stringify(`group:${group.file}`)
        return { contents: `export { ${list.join(', ')} } from ${from}\n`, resolveDir: dist }
      })
    },
  }
  const { outputFiles } = await build({
    ...common,
    ...(text === undefined
      ? { entryPoints: [file] }
      : { stdin: { contents: text, resolveDir: dist, sourcefile: `${file}.names` } }),
    outfile: file,
    allowOverwrite: true,
    sourcemap: true,
    sourcesContent: false,
    plugins: [elsewhere],
  })
  return outputFiles
}

/** Every built script that a map of exports or imports leads to. */
function scriptsIn(map) {
  return Object.values(map).flatMap((target) => {
    if (typeof target === 'object') return scriptsIn(target)
    return /^\.\/dist\/.*\.js$/.test(target) ? [target] : []
  })
}
