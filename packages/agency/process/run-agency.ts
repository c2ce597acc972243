import type { AgencyDefinition } from '@concord/incident'
import type { Logger } from 'pino'
import { type AgencyProcess, startAgency } from './agency-process.ts'
import { runProcess } from './run-process.ts'

/**
 * Runs an agency's whole process.
 *
 * `beside` starts what else the process does, such as process managers, and gives back how to stop it.
 */
export const runAgency = <State>(
  definition: AgencyDefinition<State>,
  environment: Readonly<Record<string, string | undefined>> = process.env,
  beside: (agency: AgencyProcess, logger: Logger) => Promise<() => Promise<void>> = async () =>
    async () => {},
): Promise<void> =>
  runProcess(definition.name, environment, async (configuration, logger) => {
    const agency = await startAgency({ definition, configuration, logger })
    const stopBeside = await beside(agency, logger)
    const { url, enrolled } = agency
    return { url, ready: enrolled, failed: enrolled, stop: () => stopBeside().then(agency.stop) }
  })
