import { execFileSync } from 'node:child_process'
import { createCipheriv, createDecipheriv } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { KeyEncryptionAway } from './key-encryption-away.ts'
import { openKeyRing } from './key-ring.ts'
import type { Pkcs11Binding } from './pkcs11-binding.ts'
import { pkcs11KeyEncryption } from './pkcs11-encryption.ts'
import { pkcs11Key } from './pkcs11-uri.ts'

const folder = mkdtempSync(join(tmpdir(), 'concord-pkcs11-'))
afterAll(() => rmSync(folder, { recursive: true }))
const pinFile = join(folder, 'pin')
writeFileSync(pinFile, '4711\n', { mode: 0o600 })

const uriOf = (library: string, token = 'concord', object = 'data keys') =>
  `pkcs11:token=${token};object=${encodeURIComponent(object)}?module-path=${library}&pin-source=file:${pinFile}`

describe('the URI of a key', () => {
  test('says where it is, and in which file the PIN', () => {
    const { pin, ...place } = pkcs11Key(uriOf('/lib/hsm.so'))
    expect(place).toEqual({ library: '/lib/hsm.so', token: 'concord', object: 'data keys' })
    expect(pin()).toBe('4711')
  })

  test.each([
    ['file:/etc/key', 'begins with pkcs11:'],
    ['pkcs11:token=a?module-path=/b&pin-source=/c', 'lacks object'],
    ['pkcs11:token=a;object=b?module-path=/c&pin-value=4711', 'pin-source'],
  ])('%s is refused', (uri, why) => {
    expect(() => pkcs11Key(uri)).toThrow(why)
    expect(() => pkcs11Key(uri)).not.toThrow('4711')
  })
})

/** A token of words: it does what PKCS#11 says of one key, one session at a time, and can be made to fail. */
const tokenInTest = () => {
  const state = {
    sessions: 0,
    fails: undefined as string | undefined,
    isGone: false,
    isLost: false,
    pins: [] as string[],
  }
  /** A module that went away is lost to a library that was begun before. */
  const beThere = () => {
    state.isLost ||= state.isGone
    if (state.isLost) throw new Error('CKR_GENERAL_ERROR:5')
  }
  const fail = () => {
    const code = state.fails
    state.fails = undefined
    if (code) throw new Error(`${code}:5`)
  }
  interface Gcm {
    readonly parameter: { readonly iv: Buffer; readonly aad: Buffer }
  }
  const key = Buffer.alloc(32, 9)
  class Token {
    private begun: Gcm | undefined
    load() {}
    C_Initialize() {
      throw new Error('CKR_CRYPTOKI_ALREADY_INITIALIZED:401')
    }
    C_Finalize() {
      state.isLost = false
    }
    C_GetSlotList() {
      beThere()
      return [Buffer.from('a'), Buffer.from('b')]
    }
    C_GetTokenInfo(slot: Buffer) {
      return { label: (String(slot) === 'b' ? 'concord' : 'other').padEnd(32) }
    }
    C_OpenSession() {
      state.sessions += 1
      return Buffer.from('session')
    }
    C_CloseSession() {
      state.sessions -= 1
    }
    C_Login(_session: Buffer, _user: number, pin: string) {
      state.pins.push(pin)
      fail()
    }
    private found: readonly Buffer[] = []
    C_FindObjectsInit(_session: Buffer, template: readonly { value: unknown }[]) {
      this.found = template.some(({ value }) => value === 'data keys') ? [key] : []
    }
    C_FindObjects() {
      return this.found
    }
    C_FindObjectsFinal() {}
    C_EncryptInit(_session: Buffer, mechanism: Gcm) {
      if (this.begun) throw new Error('CKR_OPERATION_ACTIVE:144')
      this.begun = mechanism
    }
    C_DecryptInit(session: Buffer, mechanism: Gcm) {
      this.C_EncryptInit(session, mechanism)
    }
    private async end(act: (gcm: Gcm['parameter']) => Buffer) {
      await new Promise(setImmediate)
      const { parameter } = this.begun!
      this.begun = undefined
      fail()
      return act(parameter)
    }
    C_EncryptAsync(_session: Buffer, from: Buffer) {
      return this.end(({ iv, aad }) => {
        const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(aad)
        return Buffer.concat([cipher.update(from), cipher.final(), cipher.getAuthTag()])
      })
    }
    C_DecryptAsync(_session: Buffer, from: Buffer) {
      return this.end(({ iv, aad }) => {
        const decipher = createDecipheriv('aes-256-gcm', key, iv).setAAD(aad).setAuthTag(from.subarray(-16))
        return Buffer.concat([decipher.update(from.subarray(0, -16)), decipher.final()])
      })
    }
  }
  const binding = { PKCS11: Token, CKO_SECRET_KEY: 4 } as unknown as Pkcs11Binding
  return {
    state,
    encryption: (uri = uriOf('/lib/hsm.so')) => pkcs11KeyEncryption(pkcs11Key(uri), () => binding),
  }
}

describe('a key in a hardware module', () => {
  const dataKey = Buffer.alloc(32, 7)

  test('wraps and unwraps, one call at a time, in one session', async () => {
    const { state, encryption } = tokenInTest()
    const { wrap, unwrap } = encryption()
    const wrapped = await Promise.all(Array.from({ length: 20 }, () => wrap(dataKey)))
    expect(new Set(wrapped.map(String)).size).toBe(20)
    expect(await Promise.all(wrapped.map(unwrap))).toEqual(wrapped.map(() => dataKey))
    expect(state).toMatchObject({ sessions: 1, pins: ['4711'] })
  })

  test('rejects what was tampered with, and goes on', async () => {
    const { unwrap, wrap } = tokenInTest().encryption()
    const wrapped = await wrap(dataKey)
    await expect(unwrap(wrapped.with(20, wrapped[20]! ^ 1) as Buffer)).rejects.toThrow('refuses')
    expect(await unwrap(wrapped)).toEqual(dataKey)
  })

  test('is found again after the module was away', async () => {
    const { state, encryption } = tokenInTest()
    const { wrap, unwrap } = encryption()
    const wrapped = await wrap(dataKey)
    state.fails = 'CKR_SESSION_HANDLE_INVALID'
    await expect(unwrap(wrapped)).rejects.toThrow('CKR_SESSION_HANDLE_INVALID')
    expect(await unwrap(wrapped)).toEqual(dataKey)
    expect(state).toMatchObject({ sessions: 1, pins: ['4711', '4711'] })
  })

  test('is away, and found again, also where its library is lost with it', async () => {
    const { state, encryption } = tokenInTest()
    const { wrap, unwrap } = encryption()
    const wrapped = await wrap(dataKey)
    state.fails = 'CKR_DEVICE_REMOVED'
    state.isGone = true
    await expect(unwrap(wrapped)).rejects.toThrow(KeyEncryptionAway)
    await expect(unwrap(wrapped)).rejects.toThrow(
      new KeyEncryptionAway('The token concord cannot be opened: CKR_GENERAL_ERROR.'),
    )
    state.isGone = false
    expect(await unwrap(wrapped)).toEqual(dataKey)
    expect(state.sessions).toBe(1)
  })

  test('that cannot be opened says why, and never the PIN', async () => {
    const { state, encryption } = tokenInTest()
    state.fails = 'CKR_PIN_INCORRECT'
    const refused = encryption().wrap(dataKey)
    await expect(refused).rejects.toThrow('The token concord cannot be opened: CKR_PIN_INCORRECT.')
    await expect(refused).rejects.not.toThrow('4711')
    await expect(encryption(uriOf('/lib/hsm.so', 'nowhere')).wrap(dataKey)).rejects.toThrow(
      'no token nowhere',
    )
    await expect(encryption(uriOf('/lib/hsm.so', 'concord', 'none')).wrap(dataKey)).rejects.toThrow(
      'no secret key by the name none',
    )
    expect(state.sessions).toBe(0)
  })

  test('needs a package that the deployment installs', async () => {
    const there = process.env.CONCORD_PKCS11_BINDING
    process.env.CONCORD_PKCS11_BINDING = '/nowhere/pkcs11js'
    try {
      await expect(pkcs11KeyEncryption(pkcs11Key(uriOf('/lib/hsm.so'))).wrap(dataKey)).rejects.toThrow(
        'pnpm add -w pkcs11js',
      )
    } finally {
      if (there === undefined) delete process.env.CONCORD_PKCS11_BINDING
      else process.env.CONCORD_PKCS11_BINDING = there
    }
  })
})

/*
 * With SoftHSM, where it and the package are there: `apt-get install softhsm2`, and `CONCORD_PKCS11_BINDING` where
 * pkcs11js is not installed in the workspace.
 */

const library = '/usr/lib/softhsm/libsofthsm2.so'
const bindingAt = (): string | undefined => {
  try {
    return createRequire(import.meta.url).resolve(process.env.CONCORD_PKCS11_BINDING || 'pkcs11js')
  } catch {
    return undefined
  }
}
const missing = [...(existsSync(library) ? [] : ['SoftHSM']), ...(bindingAt() ? [] : ['pkcs11js'])]
if (missing.length > 0)
  console.warn(`SKIPPED: PKCS#11 is not tried against a token, without ${missing.join(' and ')}.`)

test.skipIf(missing.length > 0)(
  'data keys are wrapped by a key in SoftHSM, and open for nothing else',
  async () => {
    mkdirSync(join(folder, 'tokens'))
    process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf')
    writeFileSync(process.env.SOFTHSM2_CONF, `directories.tokendir = ${join(folder, 'tokens')}\n`)
    execFileSync('softhsm2-util', [
      '--init-token',
      '--free',
      '--label',
      'concord',
      '--pin',
      '4711',
      '--so-pin',
      '0815',
    ])
    makeKey('data keys')
    makeKey('other')

    const encryption = pkcs11KeyEncryption(pkcs11Key(uriOf(library)))
    const other = pkcs11KeyEncryption(pkcs11Key(uriOf(library, 'concord', 'other')))
    const ring = openKeyRing(join(folder, 'ring'), encryption)
    const { id, key } = await ring.keyFor('P-1', 'police-INC-7')
    ring.close()

    const again = openKeyRing(join(folder, 'ring'), encryption)
    expect((await again.find(id))?.key).toEqual(key)
    expect(again.destroyKey('P-1', 'police-INC-7')).toBe(true)
    again.close()
    const wrapped = await encryption.wrap(Buffer.alloc(32, 7))
    await expect(other.unwrap(wrapped)).rejects.toThrow('CKR_')
    expect(await encryption.unwrap(wrapped)).toEqual(Buffer.alloc(32, 7))

    renameSync(join(folder, 'tokens'), join(folder, 'gone'))
    mkdirSync(join(folder, 'tokens'))
    for (let asked = 0; asked < 3; asked += 1)
      await expect(encryption.unwrap(wrapped)).rejects.toThrow(KeyEncryptionAway)
    rmSync(join(folder, 'tokens'), { recursive: true })
    renameSync(join(folder, 'gone'), join(folder, 'tokens'))
    expect(await encryption.unwrap(wrapped)).toEqual(Buffer.alloc(32, 7))
  },
)

/** A key of AES-256 made in the token, as an operator would by their own tool. */
const makeKey = (label: string): void => {
  const pkcs11 = createRequire(import.meta.url)(bindingAt()!)
  const cryptoki = new pkcs11.PKCS11()
  cryptoki.load(library)
  try {
    cryptoki.C_Initialize()
  } catch {
    // Initialised by the key before.
  }
  const slot = cryptoki
    .C_GetSlotList(true)
    .find((each: Buffer) => cryptoki.C_GetTokenInfo(each).label.trim() === 'concord')
  const session = cryptoki.C_OpenSession(slot, pkcs11.CKF_SERIAL_SESSION | pkcs11.CKF_RW_SESSION)
  cryptoki.C_Login(session, pkcs11.CKU_USER, '4711')
  cryptoki.C_GenerateKey(session, { mechanism: pkcs11.CKM_AES_KEY_GEN }, [
    { type: pkcs11.CKA_LABEL, value: label },
    { type: pkcs11.CKA_VALUE_LEN, value: 32 },
    { type: pkcs11.CKA_ENCRYPT, value: true },
    { type: pkcs11.CKA_DECRYPT, value: true },
    { type: pkcs11.CKA_TOKEN, value: true },
    { type: pkcs11.CKA_SENSITIVE, value: true },
    { type: pkcs11.CKA_EXTRACTABLE, value: false },
  ])
  cryptoki.C_Logout(session)
  cryptoki.C_CloseSession(session)
}
