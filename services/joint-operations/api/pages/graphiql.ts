import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Router } from 'express'

/**
 * GraphiQL with the schema's documentation, and questions worth trying. It is nine megabytes of text, so it is made
 * when first asked for. It opens with the token that the board was given, or asks for one; another goes into its headers editor.
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
  /** The same bytes for everybody: whoever asks often and reads nothing would otherwise fill the memory with copies. */
  readonly html: Buffer
  readonly policy: string
}

const makePage = async (): Promise<GraphiqlPage> => {
  const { renderGraphiQL } = await import('@graphql-yoga/render-graphiql')
  const page = renderGraphiQL({
    title: 'Concord: GraphiQL',
    endpoint: '/graphql',
    defaultQuery: readFileSync(new URL('./worth-trying.graphql', import.meta.url), 'utf8'),
    shouldPersistHeaders: false,
    subscriptionsProtocol: 'SSE',
  })
  const html = openedWithToken(page, readFileSync(new URL('./graphiql-token.js', import.meta.url), 'utf8'))
  return { html: Buffer.from(html), policy: policyFor(html) }
}

/** Its last call, which opens it, is made with a token instead, and in a landmark, so that a screen reader finds it. */
const openedWithToken = (page: string, script: string): string => {
  const at = page.lastIndexOf('YogaGraphiQL.renderYogaGraphiQL(')
  const opening = page.slice(at).replace(opens, () => `${script}\nopenWithToken(`)
  if (!opening.startsWith('/**'))
    throw new Error('GraphiQL is opened in another way than it was: see openedWithToken')
  return page.slice(0, at).replace('<div id="root"></div>', '<main id="root"></main>') + opening
}

const opens = /^YogaGraphiQL\.renderYogaGraphiQL\(\s*window\.document\.querySelector\('#root'\),/

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
