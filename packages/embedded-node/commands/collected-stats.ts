import { readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { storeStats } from '../operations/store-stats.ts'

/**
 * How the figures are asked for: in Prometheus' text format instead of JSON, and the PEM file of the certificate to
 * trust over https.
 */
export interface AskedStats {
  readonly prometheus?: true
  readonly ca?: string
}

/** What the node at a URL tells about itself, or what the store in a folder holds. */
export const collectedStats = async (where: string, asked: AskedStats): Promise<string> =>
  /^https?:/.test(where) ? ofNode(where, asked) : ofFolder(where)

const ofNode = async (url: string, { prometheus, ca }: AskedStats): Promise<string> =>
  (await fetchPage(new URL(prometheus ? '/metrics' : '/stats', url), ca)).trim()

const ofFolder = (folder: string): string =>
  JSON.stringify(storeStats(folder), (_key, value) => (typeof value === 'bigint' ? Number(value) : value))

const ADDRESS =
  'Name the address of a running node: https://, with its certificate in --ca, or http:// if it was started with --insecure. Or name the folder of a store, whether its node runs or not.'

const longestPage = 1024 * 1024
const patienceMs = 5000

const fetchPage = (url: URL, ca: string | undefined): Promise<string> =>
  new Promise((resolve, reject) => {
    const get = url.protocol === 'https:' ? getSecure : getPlain
    const trust = ca === undefined ? {} : { ca: readFileSync(ca) }
    const request = get(url, { ...trust, signal: AbortSignal.timeout(patienceMs) }, (response) => {
      let page = ''
      response.setEncoding('utf8')
      response.on('data', (chunk: string) => {
        page += chunk
        if (page.length > longestPage) request.destroy(new Error(`${url} answers with more than 1 MiB.`))
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(page)
        else
          reject(
            new Error(
              `${url} answers with status ${response.statusCode}; it may not be an embedded node of Concord.`,
            ),
          )
      })
    })
    request.on('error', ({ message }) => {
      const why = message.trim().split('\n')[0]
      reject(new Error(`${url.origin} does not answer (${why}). ${ADDRESS}`))
    })
  })
