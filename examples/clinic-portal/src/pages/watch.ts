/** The one script: asks every two seconds whether the page would look different, and then draws it again. */
export const watchScript = `const { version } = document.querySelector('main').dataset
const look = async () => {
  try {
    const answer = await fetch('/state', { cache: 'no-store' })
    if (answer.ok && (await answer.json()).version !== Number(version)) location.reload()
  } catch {
    // No network: it looks again.
  }
}
setInterval(look, 2000)
`
