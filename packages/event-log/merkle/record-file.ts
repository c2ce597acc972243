import { closeSync, existsSync, fdatasyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'

/** A file of records of one length, side by side and numbered from 0. */
export interface RecordFile {
  /** `count` records from one on; throws where they are not all there. */
  readonly read: (from: number, count?: number) => Buffer
  readonly write: (from: number, records: Buffer) => void
  /** What was written survives a crash once it returns. */
  readonly save: () => void
  readonly close: () => void
}

/** Opens the file (0600), making it when it is missing; what lies beyond `count` records is cut off. */
export const openRecordFile = (path: string, recordBytes: number, count: number): RecordFile => {
  const file = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)
  ftruncateSync(file, count * recordBytes)
  let isUnsaved = false
  return {
    read: (from, count = 1) => {
      const records = Buffer.allocUnsafe(count * recordBytes)
      if (readSync(file, records, 0, records.length, from * recordBytes) !== records.length)
        throw new Error('The Merkle tree is damaged. Delete its folder; it is built again.')
      return records
    },
    write: (from, records) => {
      isUnsaved = true
      let written = 0
      while (written < records.length) {
        const at = from * recordBytes + written
        written += writeSync(file, records, written, records.length - written, at)
      }
    },
    save: () => {
      if (isUnsaved) fdatasyncSync(file)
      isUnsaved = false
    },
    close: () => closeSync(file),
  }
}
