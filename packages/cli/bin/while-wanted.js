import { spawn } from 'node:child_process'

// Runs a program for as long as somebody keeps this process's standard input open: whoever is killed
// leaves nothing behind that goes on.
const [program, ...args] = process.argv.slice(2)
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'ignore'] })
child.on('error', () => process.exit(1))
child.on('exit', () => process.exit())
process.stdin.on('end', () => child.kill()).resume()
