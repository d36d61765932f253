/** Makes the app work without a network. Where there is no service worker it works with one alone. */
export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return
  addEventListener('load', () => {
    navigator.serviceWorker.register('./service-worker.js').catch(() => undefined)
  })
}
