// The build fills these in: vite.mjs.
const version = 'VERSION'
const files = ['FILES']
const cacheName = `fidecura-${version}`

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(cacheName)
      .then(async (cache) => {
        await cache.addAll(files.map(anew))
        // In development there may be none; and the page says so itself.
        await cache.add(anew('config.json')).catch(() => undefined)
      })
      .then(() => self.skipWaiting()),
  )
})

self.addEventListener('activate', (event) => {
  event.waitUntil(dropOlder().then(() => self.clients.claim()))
})

// What an API answers is never cached here: it may be about one person, and it may be old.
self.addEventListener('fetch', (event) => {
  const { request } = event
  const scope = self.registration.scope
  if (request.method !== 'GET' || !request.url.startsWith(scope)) return
  if (new URL(request.url).pathname.endsWith('/config.json')) {
    event.respondWith(networkFirst(request, event.clientId))
  } else {
    event.respondWith(cacheFirst(request))
  }
})

function anew(file) {
  return new Request(file, { cache: 'reload' })
}

async function cacheFirst(request) {
  const cache = await caches.open(cacheName)
  const page = request.mode === 'navigate' ? './' : request
  return (await cache.match(page, { ignoreSearch: true })) ?? (await fetch(request))
}

/** The roots that the app trusts may change, and whom it may call; without a network the last ones count. */
async function networkFirst(request, clientId) {
  const cache = await caches.open(cacheName)
  try {
    const answer = await fetch(request)
    if (answer.ok) {
      const kept = await cache.match('config.json')
      const isOther = kept !== undefined && (await kept.text()) !== (await answer.clone().text())
      await cache.put('config.json', answer.clone())
      if (isOther) await renewPolicy(cache, clientId).catch(() => undefined)
    }
    return answer
  } catch (error) {
    const kept = await cache.match('config.json')
    if (kept === undefined) throw error
    return kept
  }
}

/** Whom a page may call stands in the policy that it was served with, and that is kept with it. */
async function renewPolicy(cache, clientId) {
  const policy = 'content-security-policy'
  const [kept, served] = [await cache.match('./'), await fetch(anew('./'))]
  const now = served.ok ? served.headers.get(policy) : null
  if (kept === undefined || now === null || now === kept.headers.get(policy)) return
  const headers = new Headers(kept.headers)
  headers.set(policy, now)
  await cache.put('./', new Response(await kept.text(), { headers }))
  // It asks for its settings when it starts: nobody has done anything on it yet.
  const client = await self.clients.get(clientId)
  await client?.navigate(client.url)
}

async function dropOlder() {
  const names = await caches.keys()
  const older = names.filter((name) => name.startsWith('fidecura-') && name !== cacheName)
  // Both apps of a hospital, and several hospitals, share one origin: only what lies in this folder goes.
  for (const name of older) {
    const cache = await caches.open(name)
    const kept = await cache.keys()
    if (kept.some(({ url }) => url.startsWith(self.registration.scope))) await caches.delete(name)
  }
}
