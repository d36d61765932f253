import type { ServiceMessages } from './service-messages.ts'

export const chineseService: ServiceMessages = {
  opening: '正在打开……',
  serving: (hospitals, address) => `正在 ${address} 提供服务，直至停止；医院数：${hospitals}`,
  stopping: '正在停止，已开始的请求将处理完毕……',
  questions: {
    id: '医院在路径中的名称，如 riverside',
    name: '医院名称（向公众显示）',
    recordSystem: '病历号体系的 URI，如 urn:oid:…',
    jurisdiction: '适用哪一套规则',
    root: '授予其签发资格的上级机构：did:key:…，或 did:web:…=密钥指纹',
    department: '科室：cardiology=心血管内科; surgery=外科',
    country: '为其人员发放执业资格的国家，如 CN',
    register: '人员编号所属的注册系统：系统=名称，如 urn:oid:…=医师注册',
  },
  notice: (hospital) =>
    `${hospital}如何使用您的健康数据。\n\n您在应用中同意的内容即为实际使用的范围与期限，除此之外一概不用。\n您可随时在应用中或任一窗口撤回同意。\n应用会向您显示谁在何时、为何查看了什么。\n`,
  drafted: (folder, request, thumbprint) =>
    `已建立 ${folder}。\n\n请将 ${request} 交给上级机构，并在电话中念出以下密钥指纹：\n  ${thumbprint}\n\n收到签发资格后：fidecura hospital accept 文件 …`,
  asked: {
    about: (hospital) => `${hospital}申请以下签发资格：`,
    line: (label, value) => `${label}：${value}`,
    did: '分布式数字身份标识（DID）',
    departments: '科室',
    records: '病历号体系',
    registers: '注册系统',
    purposes: '使用目的',
    specialties: '专科',
    thumbprint: '密钥指纹',
  },
  isSame: '医院本身念出的密钥指纹是否与此一致？',
  accredited: (file) =>
    `已写入：${file}\n状态列表在其网址可以取得后，医院即可接收：fidecura status serve 或 credential publish`,
  founded: (file) => `已写入：${file}\n现在可以运行服务：fidecura serve`,
  signInRotated: (place) =>
    `数据库已改认：${place}\n请重新启动为该医院服务的每个进程；在此之前 /readyz 会报告 bridge_keys_differ。`,
  signInMade: (signer, secret) =>
    `已生成：${signer}、${secret}。请另行保存副本：遗失后者，所有人在各平台都会成为新用户。\n请在 hospital.json 的 signIn 中写明地址与平台，然后：fidecura serve`,
  backedUp: (folder) => `已写入：${folder}\n其中不含密钥：请另行保管密钥文件及其口令。`,
  restored: (at) =>
    `已恢复到 ${at} 的状态。此后写入的内容已丢失：所有人须重新登录，各应用和平台会发现登记簿缺少的内容。`,
  invited: (link, offer) =>
    `${link}\n\n对方打开链接且您当面确认其本人后：fidecura staff confirm ${offer} --digits …`,
  appointed: '执业资格凭证和岗位凭证已签发给显示该数字的密钥。',
  frontPage: (url) => `从这里开始：${url}`,
  patientApp: (url) => `患者应用：  ${url}`,
  portal: (url) => `另一家诊所的门户，可用钱包登录：${url}`,
  consoleApp: (url) => `科室控制台：${url}`,
  invitations: '每个链接限一天内打开一次；打开者获得自己的密钥和岗位：',
  parts: {
    secretary: '科室秘书，导入人员',
    approver: '复核人，第二人',
    doctor: '医师，查看与书写病历',
    wallet_doctor: '医师，用钱包在诊所出示',
    remote_doctor: '另一家医院的医师',
    administrator: '管理员，下达指令',
    second_administrator: '管理员，作为第二人签字',
  },
  examplePatient: (name, birthDate, record) =>
    `可在窗口登记的患者：${name}，出生日期 ${birthDate}，病历号 ${record}`,
  keptIn: (folder) => `全部数据保存在 ${folder}；删除该文件夹即可重新开始`,
  untilStopped: '两家示例医院，仅限本机访问。按 Ctrl-C 停止。',
}
