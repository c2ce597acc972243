import { runAgency } from '../process/run-agency.ts'
import { parks } from './parks.ts'

await runAgency(parks, process.env, async () => {
  if (process.env.PARKS_FAULT) setTimeout(() => Promise.reject(new Error('the ranger tripped')), 10)
  return async () => {}
})
