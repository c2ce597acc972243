import { readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'
import { Command } from 'commander'
import { storeStats } from '../operations/store-stats.ts'
import { telling } from './telling.ts'

interface StatsOptions {
  readonly prometheus?: true
  readonly ca?: string
}

export const statsCommand = (): Command =>
  new Command('stats')
    .description('print what a running node tells about itself, or what a store folder holds')
    .argument('[url or folder]', 'where the node listens, or its folder', 'http://127.0.0.1:2113')
    .option('--prometheus', "in Prometheus' text format instead of JSON")
    .option('--ca <file>', 'the certificate to trust, for https')
    .action((where: string, options: StatsOptions) =>
      telling('stats', async () => (/^https?:/.test(where) ? ofNode(where, options) : ofFolder(where))),
    )

const ofNode = async (url: string, { prometheus, ca }: StatsOptions): Promise<string> =>
  (await fetchPage(new URL(prometheus ? '/metrics' : '/stats', url), ca)).trim()

const ofFolder = (folder: string): string =>
  JSON.stringify(storeStats(folder), (_key, value) => (typeof value === 'bigint' ? Number(value) : value))

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
        if (page.length > longestPage) request.destroy(new Error(`${url} answers with more than a page.`))
      })
      response.on('end', () => {
        if (response.statusCode === 200) resolve(page)
        else reject(new Error(`${url} answers ${response.statusCode}: no node of ours?`))
      })
    })
    request.on('error', reject)
  })
