// The service worker: an extra where there is https (or localhost), so that a reload without a network finds the page
// again. It keeps the static shell of this build alone, never an answer of the API. A newer build waits until the old
// pages are closed, so that two versions never mix during an examination.
const NAME = 'take-__VERSION__'
const SHELL = __SHELL__.map((path) => new URL(path, self.location.href).href)

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL)))
})

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('take-') && name !== NAME)
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))))
})

self.addEventListener('fetch', (event) => {
  const address = event.request.url.split(/[?#]/)[0]
  if (event.request.method !== 'GET' || !SHELL.includes(address)) return
  const kept = () => caches.match(address, { cacheName: NAME })
  // Names in assets/ change with their content; the page itself is asked for anew while there is a network.
  const answer = address.includes('/assets/')
    ? kept().then((response) => response || fetch(event.request))
    : fetch(event.request).catch(kept)
  event.respondWith(answer)
})
