import { randomUUID } from 'node:crypto'
import { type Session, table, tokenFor } from '@concord/command-line'

interface Question {
  readonly title: string
  readonly query: string
}

/** What a newcomer needs next: addresses, tokens, what is worth trying. `story`: whether there is one to ask about. */
export const printWelcome = (
  session: Session,
  sessionFile: string,
  { story }: { readonly story: boolean },
): void => {
  const api = session.graphql.replace(/\/graphql$/, '/')
  console.log('')
  for (const line of table(
    ['what', 'where'],
    [
      ['joint operations (board, GraphQL, GraphiQL)', api],
      ...session.agencies.map((agency) => [`${agency.title} (API, documentation)`, `${agency.url}/docs`]),
      ['event log', withoutCredentials(session.log ?? '')],
    ],
  )) {
    console.log(line)
  }
  console.log(
    `\nTokens for every role, good for a day, are in ${sessionFile} (for development only). An analyst's:\n`,
  )
  console.log(`export TOKEN=${tokenFor(session, 'joc/analyst')}`)
  console.log('\nThe joint picture in a browser, as the analyst sees it, at any two moments:\n')
  console.log(`${api}#token=${tokenFor(session, 'joc/analyst')}`)
  if (!story) printFirstReport(session)
  console.log('\nQuestions worth asking:\n')
  for (const { title, query } of story ? [goingOn, ...ofTheStory] : [goingOn]) {
    console.log(`# ${title}`)
    console.log(
      `curl -s ${session.graphql} -H "authorization: Bearer $TOKEN" -H 'content-type: application/json' \\`,
    )
    console.log(`  -d '${JSON.stringify({ query })}'\n`)
  }
  console.log('The same from the command line: npx -y pnpm@12 concord --help. Stop with Ctrl-C.')
}

/** Leaves out user and password, which bystanders must not see; the session file has them. */
const withoutCredentials = (connectionString: string): string => connectionString.replace(/\/\/.*@/, '//')

const printFirstReport = ({ agencies, tokens }: Session): void => {
  const [agency] = agencies
  const officer = tokens.find(({ agency: of, role }) => of === agency?.name && role === 'duty-officer')
  if (agency === undefined || officer === undefined) return
  const body = { occurredAt: new Date().toISOString(), data: { observation: 'smoke over the ridge' } }
  console.log(
    `\nNothing has been reported yet. To send a first report, as a duty officer of ${agency.title}:\n`,
  )
  console.log(`curl -s ${agency.url}/v1/incidents/INC-1/commands/ReportObservation \\`)
  console.log(`  -H "authorization: Bearer ${officer.token}" \\`)
  console.log(`  -H 'content-type: application/json' -H 'idempotency-key: ${randomUUID()}' \\`)
  console.log(`  -d '${JSON.stringify(body)}'`)
}

const goingOn: Question = {
  title: 'What is going on?',
  query: '{ incidents(first: 10) { totalCount edges { node { id kind status severity lead } } } }',
}

const ofTheStory: readonly Question[] = [
  {
    title: 'Who was out at 16:00 on the 23rd, as known then?',
    query:
      '{ incident(id: "INC-ESC", asOf: { known: { at: "2025-04-23T16:00:00+08:00" }, valid: "2025-04-23T16:00:00+08:00" }) { persons { subject status since source { reference } } } }',
  },
  {
    title: 'Which first reports were slowest?',
    query: '{ slowestReports(first: 5) { nodes { reference agency delayS } } }',
  },
]
