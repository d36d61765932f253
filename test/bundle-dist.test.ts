import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import { type Ended, runNode } from './run-node.ts'

const folder = mkdtempSync(join(tmpdir(), 'fidecura-bundle-'))
afterAll(() => rmSync(folder, { recursive: true }))

// The tools are scripts without types.
const script = "import('./tools/bundle-dist.mjs').then((tool) => tool.bundleDist(process.argv[1]))"
const bundleDist = (): Promise<Ended> => runNode('.', ['-e', script, folder])

/** Three doors, two halves, one class that both doors and one half know, and what two doors share. */
const built = {
  'package.json': JSON.stringify({
    type: 'module',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './more': { types: './dist/index.more.d.ts', default: './dist/index.more.js' },
      './node': { types: './dist/index.node.d.ts', default: './dist/index.node.js' },
      './package.json': './package.json',
    },
    imports: {
      '#half': {
        types: './dist/half.web.d.ts',
        node: './dist/half.node.js',
        default: './dist/half.web.js',
      },
    },
  }),
  'dist/index.js': "export { Mark } from './mark.js'\nexport { half } from '#half'\n",
  'dist/index.more.js':
    "export { Mark as Same } from './mark.js'\nexport { only } from './only.js'\nexport { rare } from './rare.js'\n",
  'dist/index.node.js':
    "export { half as own } from './half.node.js'\nexport { rare } from './rare.js'\nexport { Mark } from './mark.js'\n",
  'dist/index.d.ts': 'export declare class Mark {}\n',
  'dist/mark.js': 'export class Mark {}\n',
  'dist/rare.js': "export const rare = { seldom: 'used' }\n",
  'dist/only.js': "import { Mark } from './mark.js'\nexport const only = new Mark()\n",
  'dist/half.node.js': "import { Mark } from './mark.js'\nexport const half = ['node', Mark]\n",
  'dist/half.web.js': "export const half = ['web']\n",
}

test('bundleDist leaves a file for each door and half, and one copy of what they share', async () => {
  for (const [name, text] of Object.entries(built)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  expect(await bundleDist()).toMatchObject({ status: 0, stderr: '' })
  const names = readdirSync(join(folder, 'dist'), { recursive: true }).map(String)
  expect(names.filter((name) => !name.endsWith('.map')).sort()).toEqual([
    'half.node.js',
    'half.web.js',
    'index.d.ts',
    'index.js',
    'index.more.js',
    'index.node.js',
    'shared',
    'shared/half.node.js',
    'shared/more-node.js',
  ])
  const text = (name: string): string => readFileSync(join(folder, 'dist', name), 'utf8')
  // Which half it is must still be open, and no door opens one that it does not name.
  expect(text('index.js')).toContain('"#half"')
  expect(text('index.js') + text('index.more.js')).not.toMatch(/"\.\/half\.node\.js"/)
  // Nobody opens what other doors share alone.
  expect(text('index.js') + text('shared/half.node.js')).not.toContain('seldom')
  expect(text('index.more.js') + text('index.node.js')).not.toContain('seldom')
  writeFileSync(
    join(folder, 'try.mjs'),
    `import { half, Mark } from './dist/index.js'
     import { only, rare, Same } from './dist/index.more.js'
     import { Mark as Third, own, rare as seldom } from './dist/index.node.js'
     const one = half[1] === Mark && Same === Mark && Third === Mark && only instanceof Mark
     console.log(half[0], one, own === half, rare === seldom)`,
  )
  const { stdout, stderr } = await runNode('test', [join(folder, 'try.mjs')])
  expect(stderr).toBe('')
  expect(stdout.trim()).toBe('node true true true')
})

test('bundleDist refuses a package whose parts do not fit', async () => {
  writeFileSync(join(folder, 'dist/index.js'), "export { missing } from './index.more.js'\n")
  const { status, stderr } = await bundleDist()
  expect(status).toBe(1)
  expect(stderr).toContain('missing')
})
