import type { StatusHelp } from './help.ts'

export const chineseStatusHelp: StatusHelp = {
  about: '对外提供状态列表，登记要通知的平台',
  serve: {
    about: '对外提供状态列表，有变更即重新签名，并通知已登记的平台',
    store: '签发方保存签发记录的文件；其他命令可同时更改',
    list: '凭证所指的状态列表，须属同一主机',
    new: '也提供尚未签发任何凭证的列表',
    aggregation: '这些状态列表的目录的网址，须属同一主机',
    listen: '监听的地址和端口；由前面持有证书的网页服务器转发',
  },
  subscribe: {
    about: '状态列表每次变更时通知某个平台',
    url: '该平台接收通知的网址，https',
    store: '提供该状态列表的主机所用的存储文件',
    list: '凭证所指的状态列表',
  },
  unsubscribe: { about: '不再通知某个平台' },
  subscribers: { about: '列出要通知的平台' },
}
