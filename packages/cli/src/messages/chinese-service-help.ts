import type { ServiceHelp } from './help.ts'

export const chineseServiceHelp: ServiceHelp = {
  about: '运行医院服务：登记簿、凭证、状态列表，以及患者应用和科室控制台',
  config: '设置文件；命令选项优先于 FIDECURA_ORIGIN 等环境变量，环境变量优先于文件',
  data: '每家医院一个文件夹，内有 hospital.json、数据库和密钥',
  origin: '外部访问的地址，https://…，不含路径',
  listen: '供前置网页服务器（持有证书）访问的地址和端口',
  store:
    'sqlite，或 postgresql://用户@主机/{hospital}（每家医院一个数据库）；数据库口令放在 PGPASSFILE 所指的文件中',
  admin: '供运维访问 /healthz、/readyz、/metrics 的地址和端口',
  log: 'json：每个请求在标准错误输出一行，不涉及任何人；off：不输出',
  passphraseFile: '全部密钥文件的口令；否则取 FIDECURA_PASSPHRASE，或当场询问',
  proxied: '前置网页服务器在 X-Forwarded-For 中说明访问者的地址',
  patientApp: '一并提供的患者应用（构建结果）',
  consoleApp: '一并提供的科室控制台（构建结果）',
  staff: {
    about: '科室最初的人员：此时科室内尚无人可以邀请',
    invite: '邀请一人：姓名、编号、职业和使用目的，JSON 格式；显示仅可领取一次的链接',
    confirm: '核对对方屏幕上的数字后，签发执业资格凭证和岗位凭证',
    department: '科室在路径中的名称，如 cardiology',
    hospital: '医院在路径中的名称，如 riverside',
    digits: '对方屏幕上的四位数字',
  },
  story: {
    serve: '在本机运行两家示例医院，并显示访问地址',
    port: '与 --serve 同用：监听的端口',
    data: '与 --serve 同用：保存的位置；默认 out/hospitals-端口',
  },
}
