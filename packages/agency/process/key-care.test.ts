import { expect, test } from 'vitest'
import { createAlarm } from './alarm.ts'
import { keyCare } from './key-care.ts'

test('trouble with the signing key stands as an alarm until it is over, and only the log file says what it is', () => {
  const logged: unknown[] = []
  const log = (...line: readonly unknown[]) => void logged.push(line)
  const alarm = createAlarm()
  const tell = keyCare({ error: log, info: log }, alarm)

  tell('keys/police.pem is gone.')
  tell('The key k1 of police has ended.')
  expect(alarm.standing()).toBe('the signing key needs care, its log file says why')
  expect(logged).toEqual([
    [{ trouble: 'keys/police.pem is gone.' }, 'the signing key needs care'],
    [{ trouble: 'The key k1 of police has ended.' }, 'the signing key needs care'],
  ])

  tell(undefined)
  expect(alarm.standing()).toBeUndefined()
})
