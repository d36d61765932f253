import { Action, type ActionProps, ErrorNotice, useAct } from '@fidecura/app-kit'

export interface ActButtonProps extends Pick<ActionProps, 'look' | 'icon' | 'isDisabled'> {
  readonly label: string
  readonly act: () => Promise<void>
}

/** A button that does one thing, and says under itself why it did not work. */
export function ActButton({ label, act, ...rest }: ActButtonProps) {
  const { isRunning, error, run } = useAct()
  return (
    <div className="act-button">
      <Action {...rest} isPending={isRunning} onPress={() => void run(act)}>
        {label}
      </Action>
      {error !== undefined && <ErrorNotice error={error} />}
    </div>
  )
}
