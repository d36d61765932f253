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

/** Two doors, two halves, one class that both doors and one half know. */
const built = {
  'package.json': JSON.stringify({
    type: 'module',
    exports: {
      '.': { types: './dist/index.d.ts', default: './dist/index.js' },
      './more': { types: './dist/index.more.d.ts', default: './dist/index.more.js' },
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
    "export { Mark as Same } from './mark.js'\nexport { only } from './only.js'\n",
  'dist/index.d.ts': 'export declare class Mark {}\n',
  'dist/mark.js': 'export class Mark {}\n',
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
  const names = readdirSync(join(folder, 'dist')).filter((name) => !name.endsWith('.map'))
  expect(names.sort()).toEqual([
    'half.node.js',
    'half.web.js',
    'index.d.ts',
    'index.js',
    'index.more.js',
    'shared',
  ])
  // Which half it is must still be open.
  expect(readFileSync(join(folder, 'dist/index.js'), 'utf8')).toContain('"#half"')
  writeFileSync(
    join(folder, 'try.mjs'),
    `import { half, Mark } from './dist/index.js'
     import { only, Same } from './dist/index.more.js'
     console.log(half[0], half[1] === Mark, Same === Mark, only instanceof Mark)`,
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
