#!/usr/bin/env node
const [major, minor] = process.versions.node.split('.').map(Number)
if (major > 22 || (major === 22 && minor >= 13)) {
  const { runProcess } = await import('@fidecura/cli')
  await runProcess()
} else {
  process.stderr.write(
    `fidecura needs Node 22.13 or later, and this is ${process.version}; on Linux, npm start leaves one in node_modules/.bin/node\n`,
  )
  process.exitCode = 2
}
