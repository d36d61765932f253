import {
  Action,
  defineWords,
  ErrorNotice,
  FourDigits,
  goTo,
  parseRoute,
  QrScanner,
  replaceRoute,
  Screen,
  useAct,
  useWords,
} from '@fidecura/app-kit'
import { comparisonDigits, thumbprintOf } from '@fidecura/identity'
import type { ClaimedOffer } from '@fidecura/server/client'
import { ScanLine } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Input } from 'react-aria-components/Input'
import { Label } from 'react-aria-components/Label'
import { TextField } from 'react-aria-components/TextField'
import { readScanned } from '../model/scanned.ts'
import { holdCredentials } from '../model/wallet.ts'
import { usePatient } from '../patient.tsx'
import { usePolling } from '../use-polling.ts'

const words = defineWords({
  en: {
    title: 'Type or scan the code',
    lead: 'The desk shows it to you: twelve letters and digits.',
    code: 'Code',
    next: 'Next',
    scan: 'Scan with the camera',
    typeInstead: 'Type it instead',
    compare: 'Compare these four digits',
    compareLead: (issuer: string) =>
      `Read them to the person at ${issuer}. Only if they see the same ones is this key yours.`,
    waiting: 'Waiting for the desk …',
    review: 'The digits agree. Now a second person at the hospital checks. You can close the app.',
    done: 'Done. The hospital knows your key.',
    doneLead: 'From now on you can read, sign and take back here.',
    doneWorking: 'Your credentials are on this phone, and nobody else can show them.',
    goOn: 'Go on',
    ended: 'The desk has ended this',
    endedLead: 'Nothing was issued. Ask for a new code.',
    again: 'Another code',
    proxy: {
      compareLead:
        'Read them to the person who gave you the code: only then is it your phone that they mean.',
      waiting: 'Waiting for them …',
      review: 'The digits agree. Now they choose what you may do, and sign. You can close the app.',
      done: 'Done. You may act for them.',
      doneLead: 'Choose for whom you act under “Me”. A banner says so as long as you do.',
      ended: 'They have ended this',
    },
  },
  'zh-CN': {
    title: '输入或扫描领取码',
    lead: '窗口会给您看：十二位字母和数字。',
    code: '领取码',
    next: '下一步',
    scan: '用相机扫描',
    typeInstead: '改为输入',
    compare: '请核对这四位数字',
    compareLead: (issuer: string) =>
      `请读给${issuer}的工作人员听。两边一样，才说明这把密钥是您的。`,
    waiting: '正在等待窗口确认…',
    review: '数字一致。医院还需第二人复核，您可以先关闭应用。',
    done: '完成，医院已认识您的密钥',
    doneLead: '从现在起，可以在这里查看、签字和撤回。',
    doneWorking: '您的凭证已在这部手机里，别人不能出示。',
    goOn: '继续',
    ended: '窗口已取消',
    endedLead: '没有签发任何内容。请要一个新的领取码。',
    again: '换一个领取码',
    proxy: {
      compareLead: '请读给把领取码给您的人听。两边一样，才说明对方委托的是您的手机。',
      waiting: '正在等待对方确认…',
      review: '数字一致。对方正在选择您可以做什么并签字，您可以先关闭应用。',
      done: '完成，您可以代对方办理',
      doneLead: '在“我的”里选择为谁办理。办理期间屏幕上方会一直提示。',
      ended: '对方已取消',
    },
  },
})

type Step =
  | { readonly kind: 'code'; readonly isScanning: boolean }
  | { readonly kind: 'compare'; readonly offer: ClaimedOffer; readonly digits: string }
  | { readonly kind: 'review'; readonly offer: ClaimedOffer; readonly digits: string }
  | { readonly kind: 'done' }
  | { readonly kind: 'ended' }

/** Claims an offer, shows four digits, and takes what is issued. */
export default function Enrol({ code }: { readonly code?: string }) {
  const texts = useWords(words)
  const { hospital, keep, open, standings, refresh } = usePatient()
  const [typed, setTyped] = useState(code ?? '')
  const [step, setStep] = useState<Step>({ kind: 'code', isScanning: false })
  const { isRunning, error, setError, run } = useAct()
  const [isProxy, setProxy] = useState(false)
  // Who gives a mandate is a person, and no desk.
  const told = isProxy ? texts.proxy : { ...texts, compareLead: undefined }

  const claim = (wanted: string) =>
    run(async () => {
      const offer = await hospital.call((client) => client.claimOffer(wanted))
      const thumbprint = await thumbprintOf(open.signer.publicKey)
      const digits = await comparisonDigits({ offer: offer.id, nonce: offer.nonce, thumbprint })
      setProxy(offer.kind === 'mandate')
      setStep({ kind: 'compare', offer, digits })
    })

  // Whoever pastes a link here means it, whatever it is for.
  const next = () => {
    const found = readScanned(typed)
    if (found !== undefined && found.code === undefined) replaceRoute(found.path)
    else void claim(codeIn(typed))
  }

  // A link that was opened fills the field, and does not stay in the history of the browser.
  useEffect(() => {
    if (code === undefined) return
    setTyped(code)
    replaceRoute('/enrol')
  }, [code])

  const claimed = step.kind === 'compare' || step.kind === 'review' ? step.offer.id : undefined
  usePolling(claimed, {
    ask: async (signal) => {
      const held = await hospital.call((client) => client.heldOffer(claimed ?? ''))
      if (signal.aborted) return true
      if (held.state === 'issued') {
        await holdCredentials(keep, held.credentials ?? [], held.chain ?? [])
        await refresh()
        setStep({ kind: 'done' })
        return true
      }
      if (held.state === 'void') {
        setStep({ kind: 'ended' })
        return true
      }
      if (held.state === 'confirmed') {
        setStep((now) => (now.kind === 'compare' ? { ...now, kind: 'review' } : now))
      }
      return false
    },
    everyMilliseconds: 1_500,
    setError,
  })

  switch (step.kind) {
    case 'code':
      return (
        <Screen
          title={texts.title}
          lead={texts.lead}
          back="/"
          primary={{
            label: texts.next,
            isDisabled: typed.trim() === '',
            isPending: isRunning,
            onPress: () => next(),
          }}
          more={
            <Action
              icon={ScanLine}
              onPress={() => {
                setError(undefined)
                setStep({ kind: 'code', isScanning: !step.isScanning })
              }}
            >
              {step.isScanning ? texts.typeInstead : texts.scan}
            </Action>
          }
        >
          {error !== undefined && <ErrorNotice error={error} />}
          {step.isScanning ? (
            <QrScanner
              onProblem={(wrong) => {
                setError(wrong)
                setStep({ kind: 'code', isScanning: false })
              }}
              onText={(text) => {
                const scanned = readScanned(text)
                if (scanned === undefined) {
                  setError({ code: 'scanned_other' })
                  return false
                }
                // The desk shows it to somebody who has lost a phone, or a doctor asks: other ways in.
                if (scanned.code === undefined) replaceRoute(scanned.path)
                else {
                  setStep({ kind: 'code', isScanning: false })
                  setTyped(scanned.code)
                  void claim(scanned.code)
                }
                return true
              }}
            />
          ) : (
            <TextField className="field code-field" value={typed} onChange={setTyped}>
              <Label>{texts.code}</Label>
              <Input autoComplete="off" autoCapitalize="characters" spellCheck="false" />
            </TextField>
          )}
        </Screen>
      )
    case 'compare':
    case 'review':
      return (
        <Screen
          title={texts.compare}
          lead={told.compareLead ?? texts.compareLead(step.offer.issuer.name)}
        >
          {error !== undefined && <ErrorNotice error={error} />}
          <FourDigits digits={step.digits} />
          <p className="muted" role="status">
            {step.kind === 'compare' ? told.waiting : told.review}
          </p>
        </Screen>
      )
    case 'done':
      return (
        <Screen
          title={told.done}
          lead={isProxy || standings.length > 0 ? told.doneLead : texts.doneWorking}
          primary={{ label: texts.goOn, onPress: () => goTo(isProxy ? '/act-for' : '/') }}
        />
      )
    case 'ended':
      return (
        <Screen
          title={told.ended}
          lead={texts.endedLead}
          primary={{
            label: texts.again,
            onPress: () => {
              setTyped('')
              setStep({ kind: 'code', isScanning: false })
            },
          }}
        />
      )
    default:
      return step satisfies never
  }
}

/** Of a link what stands in its fragment; else what was typed. */
function codeIn(text: string): string {
  const fragment = text.slice(text.indexOf('#'))
  const route = text.includes('#') ? parseRoute(fragment) : undefined
  return route?.kind === 'offer' ? route.code : text.trim().toUpperCase()
}
