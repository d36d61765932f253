import {
  Action,
  defineWords,
  ErrorNotice,
  QrPicture,
  useLanguage,
  useWords,
} from '@fidecura/app-kit'
import { verifyStatement } from '@fidecura/consent'
import {
  type ConsentReceipt,
  consentReceiptHtml,
  consentReceiptOf,
  receiptCodesOf,
} from '@fidecura/consent/consent-receipt'
import { Download, Printer } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { SignedConsent } from '../model/acts.ts'
import { agesAt } from '../model/jurisdictions.ts'
import { usePatient } from '../patient.tsx'

const words = defineWords({
  en: {
    title: 'Receipt',
    lead: 'Whoever scans these codes can check, without a network, what you signed and that the register has it.',
    code: (number: number, of: number) => `Code ${number} of ${of}`,
    save: 'Save the receipt as a page',
    print: 'Print the receipt',
    method: 'In this app, or at any desk of the hospital',
    fileName: 'receipt.html',
  },
  'zh-CN': {
    title: '回执',
    lead: '扫描这些二维码，不用网络也能核对您签了什么、登记处是否已登记。',
    code: (number: number, of: number) => `第${number}个，共${of}个`,
    save: '保存回执页面',
    print: '打印回执',
    method: '在本应用中，或到医院任一窗口',
    fileName: '回执.html',
  },
})

/** A receipt to show or take along. Judged anew before it is shown. */
export default function ReceiptView({ signed }: { readonly signed: SignedConsent }) {
  const texts = useWords(words)
  const { language } = useLanguage()
  const { trust, config, configuration } = usePatient()
  const [codes, setCodes] = useState<readonly string[]>([])
  const [page, setPage] = useState<string>()
  const [problem, setProblem] = useState<unknown>()
  useEffect(() => {
    let url: string | undefined
    const make = async () => {
      const { token, evidence, receipt } = signed
      if (trust === undefined || configuration === undefined || receipt === undefined) return
      const { verifier } = trust
      const statement = await verifyStatement(token, {
        ...{ verifier, evidence },
        ...agesAt(configuration),
      })
      const processing = { withdrawalMethod: texts.method, jurisdictions: ['CN'] }
      const paper: ConsentReceipt = await consentReceiptOf(statement, {
        ...{ verifier, receipt, processing, register: config.register },
      })
      setCodes(await receiptCodesOf(paper))
      const html = await consentReceiptHtml(paper, { language })
      url = URL.createObjectURL(new Blob([html], { type: 'text/html' }))
      setPage(url)
    }
    make().catch(setProblem)
    return () => {
      if (url !== undefined) URL.revokeObjectURL(url)
    }
  }, [signed, trust, config, configuration, language, texts])
  if (problem !== undefined) return <ErrorNotice error={problem} />
  return (
    <section className="card">
      <h2>{texts.title}</h2>
      <p className="muted">{texts.lead}</p>
      <div className="receipt-codes">
        {codes.map((code, index) => (
          <figure key={code} className="receipt-code">
            <QrPicture text={code} label={texts.code(index + 1, codes.length)} />
            <figcaption>{texts.code(index + 1, codes.length)}</figcaption>
          </figure>
        ))}
      </div>
      {page !== undefined && (
        <>
          <Action icon={Printer} onPress={() => print()}>
            {texts.print}
          </Action>
          <a className="action" href={page} download={texts.fileName}>
            <Download aria-hidden="true" size={22} />
            {texts.save}
          </a>
        </>
      )}
    </section>
  )
}
