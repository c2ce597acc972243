import { expect, test } from 'vitest'
import { apiOver, tokenOf } from '../testing/api-over.ts'
import { type ToldEvent, tell } from '../testing/told-event.ts'

const at = (time: string): string => `2026-10-24T${time}:00+02:00`
const releaseTo = ['police', 'border', 'joc']
const given = (task: string, due: string, position: number): ToldEvent => ({
  agency: 'joc',
  incident: 'OP-1',
  type: 'TaskAssigned',
  data: { task, agency: 'police', deadline: due },
  at: at('22:00'),
  position,
  releaseTo,
})

test('tasks are asked for by whether somebody is on them and by when they were due', async () => {
  const { ask } = apiOver(
    tell([
      given('T1', at('23:00'), 1),
      given('T2', at('23:00'), 2),
      // The clocks are put back: half past one in UTC, and later than the moment asked for, which is in summer time.
      given('T3', '2026-10-25T02:30:00+01:00', 3),
      {
        agency: 'police',
        incident: 'OP-1',
        type: 'TaskAccepted',
        data: { task: 'T1' },
        at: at('22:10'),
        position: 4,
        releaseTo,
      },
    ]),
  )
  const tasks = async (args: string) => {
    const { data } = await ask(
      tokenOf('joc', ['coordinator']),
      `{ incident(id: "OP-1") { tasks${args} { task } } }`,
    )
    return data.incident.tasks.map(({ task }: { readonly task: string }) => task)
  }
  expect(await tasks('')).toEqual(['T1', 'T2', 'T3'])
  expect(await tasks('(dueBefore: "2026-10-25T02:45:00+02:00")')).toEqual(['T1', 'T2'])
  expect(await tasks('(unassigned: true, dueBefore: "2026-10-25T02:45:00+02:00")')).toEqual(['T2'])
})
