import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defaultClientConditions, defineConfig } from 'vite'

/**
 * How both apps are built: from the sources of the packages, for a folder that is not known yet
 * (`/{tenant}/patient/`), under a policy that lets no inline script or style pass.
 *
 * @param {string} configUrl - `import.meta.url` of the app's vite.config.mjs.
 */
export function appConfig(configUrl) {
  const root = fileURLToPath(new URL('.', configUrl))
  return defineConfig({
    root,
    base: './',
    plugins: [react(), precaching(root)],
    resolve: { conditions: ['@fidecura/source', ...defaultClientConditions] },
    build: {
      target: 'es2022',
      // A picture that became part of the style sheet could not be cached by itself.
      assetsInlineLimit: 0,
      // Its code would be inline, and every browser of the target knows how.
      modulePreload: { polyfill: false },
    },
  })
}

/** Writes the list of everything that was built into the service worker, so that it works offline. */
function precaching(root) {
  return {
    name: 'fidecura-precaching',
    apply: 'build',
    generateBundle(_, bundle) {
      const still = readdirSync(join(root, 'public')).filter((name) => name !== 'config.json')
      const files = ['./', ...Object.keys(bundle), ...still].filter((name) => name !== 'index.html')
      const hash = createHash('sha256')
      for (const file of Object.values(bundle)) hash.update(file.code ?? file.source ?? '')
      for (const name of still) hash.update(readFileSync(join(root, 'public', name)))
      const worker = readFileSync(new URL('service-worker.js', import.meta.url), 'utf8')
      this.emitFile({
        type: 'asset',
        fileName: 'service-worker.js',
        source: worker
          .replace("'VERSION'", JSON.stringify(hash.digest('hex').slice(0, 16)))
          .replace("['FILES']", JSON.stringify(files.sort())),
      })
    },
  }
}
