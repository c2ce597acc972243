import { runAgency } from '../process/run-agency.ts'
import { parks } from './parks.ts'

/** What may go wrong at a record that names somebody. */
const record = { name: 'Dorj' }
const faults: Readonly<Record<string, () => unknown>> = {
  error: () =>
    Object.assign(
      new Error('the ranger tripped', { cause: Object.assign(new Error('a root'), { record }) }),
      {
        record,
      },
    ),
  record: () => record,
}

await runAgency(parks, process.env, async () => {
  const fault = faults[process.env.PARKS_FAULT ?? '']
  if (fault) setTimeout(() => Promise.reject(fault()), 10)
  return async () => {}
})
