/** Lets whoever started a process ask what it has used: CPU time, and memory once nothing is left that could go. */
process.on('message', () => {
  ;(globalThis as { gc?: () => void }).gc?.()
  ;(globalThis as { gc?: () => void }).gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ ...process.cpuUsage(), rss, heapUsed, external })
})
// It must not live on for this alone.
process.channel?.unref()
