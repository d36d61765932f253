import { expect, test } from '@jest/globals'
import { isPrivateFile } from '../src/index.node.ts'

const [root, service] = [0, 1000]

test.each([
  ['of its owner alone', 0o100600, service, true],
  ['to be read by its owner alone', 0o100400, service, true],
  ['that the owner’s group may read, too', 0o100640, service, false],
  ['that everybody may read', 0o100604, service, false],
  ['as Kubernetes writes secrets unless told to', 0o100644, root, false],
  ['as Kubernetes writes them with fsGroup', 0o100440, root, true],
  ['as systemd shows credentials of a service with a user', 0o100440, root, true],
  ['as systemd shows credentials of a service of root', 0o100400, root, true],
  ['of root that a group may write', 0o100660, root, false],
  ['of root that a group may run', 0o100450, root, false],
  ['of root that everybody may write', 0o100602, root, false],
])('isPrivateFile judges a file %s', (_, mode, uid, expected) => {
  expect(isPrivateFile({ mode, uid }, 'linux')).toBe(expected)
})

test('isPrivateFile takes no modes of Windows for rights', () => {
  expect(isPrivateFile({ mode: 0o100666, uid: 0 }, 'win32')).toBe(true)
})
