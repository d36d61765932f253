import type { IncidentHelp } from './help.ts'

export const chineseIncidentHelp: IncidentHelp = {
  about: '遗失或被滥用的密钥涉及了什么：患者、依据、信函和期限',
  report: '查出全部内容；单独运行 incident 即是此命令',
  actor: '操作者或密钥所有者的 DID',
  credential: '或本院签发的一份凭证：其持有者的全部操作',
  from: '自此时刻起',
  to: '至此时刻之前',
  aware: '医院得知的时间；默认为现在。期限由此起算',
  approval: '两人以 incident approve 签名的文件；没有则只有数量和代号',
  letters: '信函内容，JSON 格式：en 和 zh-CN，各含 contact、cause、consequences、measures、advice',
  out: '存放报送文件和信函的新文件夹',
  approve: {
    about: '作为两人之一为一个问题签名，使患者姓名可以显示',
    key: '签名者的密钥文件',
    of: '医院的 DID',
    role: '其在服务台的岗位凭证',
    licence: '岗位凭证所指的执业资格凭证',
    out: '新文件',
    yes: '不再询问',
  },
}
