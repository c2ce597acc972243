import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { parser } from '@prometheus-io/lezer-promql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { roster } from '../services/roster.ts'
import { type AgencyAndCentre, startAgencyAndCentre } from './agency-and-centre.ts'

/*
 * What operators are to be told by Prometheus, held against what the processes say of themselves: a rule on a metric that is
 * called otherwise never fires, and nobody notices.
 */

const folder = new URL('../infra/monitoring/', import.meta.url)
const ruleSchema = z.object({
  alert: z.string(),
  expr: z.string(),
  for: z.string().optional(),
  labels: z.strictObject({ severity: z.enum(['page', 'ticket']) }),
  annotations: z.strictObject({ summary: z.string().min(1), description: z.string().min(1) }),
})
const { groups } = z
  .object({ groups: z.array(z.object({ name: z.string(), rules: z.array(ruleSchema) })) })
  .parse(parse(readFileSync(new URL('rules.yaml', folder), 'utf8')))
const rules = groups.flatMap((group) => group.rules)

let both: AgencyAndCentre
let told: readonly Sample[]
let names: ReadonlySet<string>

/** A line of what a process tells: `name{label="value",…} 1`. */
interface Sample {
  readonly name: string
  readonly labels: ReadonlyMap<string, string>
}

beforeAll(async () => {
  both = await startAgencyAndCentre({ agencySharesClock: false, settings: async () => ({}) })
  await observe()
  const pages = await Promise.all(
    [both.agency.url, both.centre.url, both.log].map(async (url) => (await fetch(`${url}/metrics`)).text()),
  )
  const text = pages.join('\n')
  told = samplesIn(text)
  names = new Set([...text.matchAll(/^# HELP (\S+)/gm)].flatMap(([, name]) => seriesOf(name!)))
})
afterAll(() => both.stop())

/** A report of the police, so that there is a command to be counted. */
const observe = async (): Promise<void> => {
  const token = await both.issuer.issue({
    ...{ agency: 'police', subject: 'police-1', roles: ['duty-officer'], purpose: 'search', case: 'C-7' },
    expiresInS: 3600,
  })
  const response = await fetch(`${both.agency.url}/v1/incidents/INC-1/commands/ReportObservation`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'idempotency-key': randomUUID(),
      authorization: `Bearer ${token}`,
    },
    body: JSON.stringify({ occurredAt: new Date().toISOString(), data: { observation: 'smoke' } }),
  })
  expect(response.status).toBe(201)
}

describe('a rule', () => {
  test.each(rules.map(({ alert, expr }) => [alert, expr]))('%s is written in PromQL', (_, expr) => {
    const faults: string[] = []
    parser.parse(expr).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) faults.push(expr.slice(from, to) || `at ${from}`)
      },
    })
    expect(faults).toEqual([])
  })

  test.each(rules.map(({ alert, expr }) => [alert, expr]))(
    '%s asks for what some process tells',
    (_, expr) => {
      const selectors = selectorsIn(expr)
      expect(selectors).not.toEqual([])
      for (const { metric, labels } of selectors) {
        expect(metric === 'up' || names.has(metric), metric).toBe(true)
        const series = told.filter(({ name }) => name === metric)
        // A counter by reason has no series before its first count.
        for (const { name, like = /^/ } of series.length === 0 ? [] : labels) {
          const isSo = ({ labels: its }: Sample) => its.has(name) && like.test(its.get(name)!)
          expect(series.some(isSo), `${metric}, ${name}`).toBe(true)
        }
      }
    },
  )

  test('has a name of its own', () => {
    const alerts = rules.map(({ alert }) => alert)
    expect(alerts).toEqual([...new Set(alerts)])
  })
})

test('every process of one machine is looked at, each where start puts it', () => {
  const { scrape_configs: jobs } = z
    .object({
      scrape_configs: z.array(
        z.object({ static_configs: z.array(z.object({ targets: z.array(z.string()) })) }),
      ),
    })
    .parse(parse(readFileSync(new URL('prometheus.yaml', folder), 'utf8')))
  const targets = jobs.flatMap((job) => job.static_configs.flatMap((one) => one.targets))
  const ports = [4100, 4101, ...roster.map((_, index) => 4110 + index)]
  expect(targets.toSorted()).toEqual(ports.map((port) => `127.0.0.1:${port}`))
})

type SyntaxNode = ReturnType<typeof parser.parse>['topNode']

/** What Prometheus adds to what a process tells. */
const addedByPrometheus = new Set(['job', 'instance'])

/** What a rule asks for: a metric, and what its labels have to be. */
interface Selector {
  readonly metric: string
  /** Of the labels that processes give. */
  readonly labels: readonly LabelMatcher[]
}

interface LabelMatcher {
  readonly name: string
  /** What the value has to be like; undefined where it is named, or only has to be another one. */
  readonly like: RegExp | undefined
}

const selectorsIn = (expr: string): readonly Selector[] =>
  nodesOf(expr, 'VectorSelector').map((selector) => ({
    metric: textOf(expr, selector.getChild('Identifier')!),
    labels: nodesOf(expr, 'UnquotedLabelMatcher', selector)
      .map((matcher) => matcherOf(expr, matcher))
      .filter(({ name }) => !addedByPrometheus.has(name)),
  }))

const matcherOf = (expr: string, matcher: SyntaxNode): LabelMatcher => {
  const [name, sign, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((part) =>
    textOf(expr, matcher.getChild(part)!),
  ) as [string, string, string]
  return { name, like: sign === '=~' ? new RegExp(`^(?:${JSON.parse(value)})$`) : undefined }
}

const nodesOf = (expr: string, name: string, within = parser.parse(expr).topNode): readonly SyntaxNode[] => {
  const found: SyntaxNode[] = []
  within.cursor().iterate(({ node }) => {
    if (node.name === name) found.push(node)
  })
  return found
}

const textOf = (expr: string, { from, to }: SyntaxNode): string => expr.slice(from, to)

/** The series of a metric: a histogram has three kinds of them. */
const seriesOf = (metric: string): readonly string[] => [
  metric,
  ...['_bucket', '_count', '_sum'].map((end) => `${metric}${end}`),
]

const samplesIn = (text: string): readonly Sample[] =>
  [...text.matchAll(/^([a-z]\w*)(?:\{(.*)\})? \S+$/gm)].map(([, name, within = '']) => ({
    name: name!,
    labels: new Map([...within.matchAll(/(\w+)="([^"]*)"/g)].map(([, label, value]) => [label!, value!])),
  }))
