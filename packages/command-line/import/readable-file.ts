import { accessSync, closeSync, constants, existsSync, openSync, readSync, statSync } from 'node:fs'
import { UsageError } from '@concord/kernel'

/** Throws a {@link UsageError} if a file cannot be read as it is: it is missing, a folder, not readable, or compressed. */
export const refuseUnreadable = (file: string): void => {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  if (statSync(file).isDirectory()) throw new UsageError(`${file} is a folder. Name the files in it.`)
  try {
    accessSync(file, constants.R_OK)
  } catch {
    throw new UsageError(`You may not read ${file}.`)
  }
  if (isPacked(file)) throw new UsageError(`${file} is compressed. Unpack it first.`)
}

/** Whether a file begins as gzip and zip files do. */
const isPacked = (file: string): boolean => {
  const begins = Buffer.alloc(4)
  const handle = openSync(file, 'r')
  try {
    readSync(handle, begins)
  } finally {
    closeSync(handle)
  }
  return begins.readUInt16BE(0) === 0x1f8b || begins.readUInt32BE(0) === 0x504b0304
}
