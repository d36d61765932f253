import type { BundleHelp } from './help.ts'

export const chineseBundleHelp: BundleHelp = {
  about: '为没有网络的地方制作离线信任包，并在那里换用',
  create: {
    about: '将验证所需的 DID 文档、状态列表和签发资格汇总并签名',
    key: '签名者的密钥文件，须为 did:key 或 did:jwk；验证方预先指定该签名者',
    did: '要收入其文档的 DID；did:key 无需收入',
    list: '要获取并收入的状态列表，连同其历史',
    chain: '要收入的签发资格',
    sequence: '须大于此前所有离线信任包的序号；默认取时钟的秒数',
  },
  delta: {
    about: '对某个离线信任包之后的变化签名；须列出现在应收入的全部内容',
    since: '该离线信任包，其后依次为此后制作的增量，旧者在前',
  },
}
