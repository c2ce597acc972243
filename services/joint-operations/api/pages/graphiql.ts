import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Router } from 'express'

/**
 * GraphiQL with the schema's documentation, and questions worth trying. It is nine megabytes of text, so it is made
 * when first asked for. A token goes into its headers editor and is not kept.
 */
export const graphiql = (): Router => {
  const router = Router()
  let page: Promise<GraphiqlPage> | undefined
  router.get('/', async (_request, response) => {
    page ??= makePage()
    const { html, policy } = await page
    response.setHeader('content-security-policy', policy).type('html').send(html)
  })
  return router
}

interface GraphiqlPage {
  readonly html: string
  readonly policy: string
}

const makePage = async (): Promise<GraphiqlPage> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const html = renderGraphiQL({
    title: 'Concord: GraphiQL',
    endpoint: '/graphql',
    defaultQuery: readFileSync(new URL('./worth-trying.graphql', import.meta.url), 'utf8'),
    headers: JSON.stringify({ authorization: 'Bearer TOKEN' }, null, 2),
    shouldPersistHeaders: false,
    subscriptionsProtocol: 'SSE',
  })
  return { html, policy: policyFor(html) }
}

/** Its own script and nobody else's; its editor makes styles and workers as it goes. */
const policyFor = (html: string): string =>
  [
    "default-src 'none'",
    `script-src ${inlineScripts(html).map(sourceHash).join(' ')} blob:`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'font-src data:',
    'img-src data:',
    "connect-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const inlineScripts = (html: string): readonly string[] =>
  [...html.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]!)

const sourceHash = (script: string): string =>
  `'sha256-${createHash('sha256').update(script).digest('base64')}'`
