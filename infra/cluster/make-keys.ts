import { prepareKeys } from '@concord/event-log'
import { roster } from '../../services/roster.ts'

/* Makes what is missing of the agencies' signing keys in a folder, and says in its trust.json whose they are. */
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('Name the folder of keys as the argument.')
const anchors = prepareKeys(
  folder,
  roster.map((agency) => agency.name),
)
console.log(`keys of ${Object.keys(anchors).join(', ')} in ${folder}`)
