import type { LabHelp } from './help.ts'

export const chineseLabHelp: LabHelp = {
  data: '本机构的文件夹：trust.json、离线信任包，以及须记住的内容',
  bundleFetch: '从 https 地址或文件换用更新的离线信任包，或其后的变更',
  trust: {
    about: '本机构信任谁，以及只认其哪些密钥',
    add: {
      about: '从现在起信任一方，并显示其密钥的指纹',
      types: '作为根，限于这些类型：licence,role,…，写法同 credential issue',
      register: '作为同意登记处',
      bundleSigner: '作为离线信任包的签名方',
      key: '只认的密钥：指纹、密钥摘要，或 keys show --json 输出的文件；did:key 无须填写',
    },
    list: '显示信任谁、用于什么，以及指纹',
    pin: {
      about: '已信任的一方更换密钥后，改认新的密钥',
      yes: '不再询问：指纹已核对',
    },
    remove: '收回对一方的全部信任',
  },
  verifyOnly: {
    group: '与 --verify-only 同用：',
    about: '只为他人验证和判定：POST /verify 与 /decide，--data 为本机构的文件夹',
    audience: '出示者须写明的本机构名称，如其 https 地址',
    online: '从网络获取文档和状态列表，不使用离线信任包',
    host: '程序访问本服务时使用的其他主机名',
  },
  samples: {
    about: '二十个虚构的请求及应有的答复，用于试对接',
    make: '用新的密钥生成，并写明应在哪一时刻判断',
    out: '新的文件夹',
    serve: '在样例所定的时刻像 serve --verify-only 那样判断；不用于任何真实内容',
    check: '逐一发送并核对答复',
    address: 'samples serve 的地址',
    folder: 'samples make 生成的文件夹',
  },
}
