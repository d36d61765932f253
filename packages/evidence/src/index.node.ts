export { digestOfStream } from './digest-of-stream.node.ts'
