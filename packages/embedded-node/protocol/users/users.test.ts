import { AccessDeniedError, binaryEvent, type EventStoreDBClient, jsonEvent } from '@eventstore/db-client'
import { describe, expect, test } from 'vitest'
import { clientFor, givenNode, sighting, sightings } from '../testing/node-in-test.ts'
import { usersClientFor } from '../testing/users-client.ts'

const given = givenNode({ security: { firstPassword: 'a long first one', recheckMs: 50 } })
const admin = { username: 'admin', password: 'a long first one' }
const asAdmin = () => clientFor(given.node, 'admin:a%20long%20first%20one')

const denied = async (act: Promise<unknown>) =>
  expect(await act.catch((e) => e)).toBeInstanceOf(AccessDeniedError)

describe('who calls', () => {
  test('the right password opens the log', async () => {
    const client = clientFor(given.node)
    expect((await Array.fromAsync(client.readAll({ credentials: admin }))).length).toBeGreaterThan(0)
    expect(await client.appendToStream('police-1', sighting('ford'), { credentials: admin })).toBeDefined()
    await client.dispose()
  })

  test.each([
    ['a wrong password', { username: 'admin', password: 'changeit' }],
    ['an unknown name', { username: 'AzureDiamond', password: 'hunter2' }],
  ])('%s opens nothing', async (_what, credentials) => {
    const client = clientFor(given.node)
    await denied(Array.fromAsync(client.readAll({ credentials })))
    await denied(Array.fromAsync(client.readStream('police-1', { credentials })))
    await denied(client.appendToStream('police-1', sighting('ford'), { credentials }))
    await denied(client.deleteStream('police-1', { credentials }))
    await client.dispose()
  })

  test('nobody in particular may do nothing', async () => {
    const client = clientFor(given.node)
    await denied(client.appendToStream('police-1', sighting('ford')))
    await denied(Array.fromAsync(client.readStream('police-1')))
    await denied(Array.fromAsync(client.subscribeToAll()))
    await client.dispose()
  })

  test('nobody may write to the whole log or delete it, not even an administrator', async () => {
    const client = asAdmin()
    await denied(client.appendToStream('$all', sighting('ford')))
    await denied(client.appendToStream('$all', sighting('ford'), { credentials: admin }))
    await denied(client.deleteStream('$all'))
    await denied(client.tombstoneStream('$all'))
    expect(await client.setStreamMetadata('$all', {})).toMatchObject({ success: true })
    await client.dispose()
  })

  test('the credentials of one call go before those of the connection', async () => {
    const wrong = clientFor(given.node, 'admin:wrong')
    await denied(Array.fromAsync(wrong.readAll()))
    await denied(wrong.appendToStream('police-1', sighting('ford')))
    expect((await Array.fromAsync(wrong.readAll({ credentials: admin }))).length).toBeGreaterThan(0)
    await wrong.dispose()
  })
})

describe('users', () => {
  test('are created, change their password, are disabled and deleted', async () => {
    const users = usersClientFor(given.node, admin)
    const bold = { username: 'bold', password: 'first' }
    await users.create({ ...bold, fullName: 'Bold', groups: ['border'] })
    const client = clientFor(given.node)
    const append = (credentials: typeof bold) =>
      client.appendToStream('border-1', sighting('ford'), { credentials })
    expect(await append(bold)).toMatchObject({ success: true })
    expect(await users.details('bold')).toMatchObject({
      fullName: 'Bold',
      groupsList: ['border'],
      disabled: false,
    })

    await usersClientFor(given.node, bold).changePassword('bold', 'first', 'second')
    await denied(append(bold))
    expect(await append({ ...bold, password: 'second' })).toMatchObject({ success: true })

    await users.disable('bold')
    await denied(append({ ...bold, password: 'second' }))
    await users.enable('bold')
    await users.resetPassword('bold', 'third')
    expect(await append({ ...bold, password: 'third' })).toMatchObject({ success: true })

    await users.remove('bold')
    await denied(append({ ...bold, password: 'third' }))
    await client.dispose()
  })

  test('are managed by administrators only, and errors say whom they are about', async () => {
    const users = usersClientFor(given.node, admin)
    const tuya = { username: 'tuya', password: 'word' }
    await users.create({ ...tuya, fullName: 'Tuya', groups: [] })
    const own = usersClientFor(given.node, tuya)
    await expect(
      own.create({ username: 'x', password: 'x', fullName: '', groups: ['$admins'] }),
    ).rejects.toThrow(/PERMISSION_DENIED/)
    await expect(own.resetPassword('admin', 'mine')).rejects.toThrow(/PERMISSION_DENIED/)
    await expect(own.changePassword('admin', 'guess', 'mine')).rejects.toThrow(/PERMISSION_DENIED/)
    await expect(own.changePassword('tuya', 'guess', 'mine')).rejects.toThrow(/UNAUTHENTICATED/)
    await expect(users.create({ ...tuya, fullName: 'Again', groups: [] })).rejects.toThrow(/exists already/)
    await expect(users.disable('nobody')).rejects.toThrow(/no user 'nobody'/)
    await expect(users.create({ username: 'a/b', password: 'x', fullName: '', groups: [] })).rejects.toThrow(
      /login name/,
    )
  })
})

describe('access lists', () => {
  let boldClient: EventStoreDBClient
  const bold = { username: 'ganbold', password: 'word' }
  const setUp = async () => {
    await usersClientFor(given.node, admin)
      .create({ ...bold, fullName: '', groups: ['border'] })
      .catch(() => undefined)
    boldClient = clientFor(given.node, `${bold.username}:${bold.password}`)
    return { client: asAdmin(), own: boldClient }
  }

  test('by default everybody known may use streams, only administrators system streams and the log', async () => {
    const { client, own } = await setUp()
    await own.appendToStream('open', sightings(1))
    expect(await Array.fromAsync(own.readStream('open'))).toHaveLength(1)
    await denied(Array.fromAsync(own.readAll()))
    await denied(Array.fromAsync(own.subscribeToAll()))
    await denied(Array.fromAsync(own.readStream('$user-admin')))
    await denied(own.appendToStream('$settings', sightings(1)))
    expect(await Array.fromAsync(client.readStream('$user-admin'))).not.toHaveLength(0)
    await client.dispose()
    await own.dispose()
  })

  test('a stream names who may read, write, delete and describe it', async () => {
    const { client, own } = await setUp()
    const acl = {
      readRoles: ['border'],
      writeRoles: ['police'],
      deleteRoles: ['ganbold'],
      metaReadRoles: ['$admins'],
      metaWriteRoles: ['$admins'],
    }
    await client.setStreamMetadata('guarded', { acl })
    await client.appendToStream('guarded', sightings(1))

    expect(await Array.fromAsync(own.readStream('guarded'))).toHaveLength(1)
    await denied(own.appendToStream('guarded', sightings(1)))
    await denied(own.appendToStream('guarded', sightings(1), { credentials: bold }))
    await denied(own.setStreamMetadata('guarded', {}))
    await denied(own.getStreamMetadata('guarded'))
    expect(await own.deleteStream('guarded')).toBeDefined()
    await client.dispose()
    await own.dispose()
  })

  test('a link opens no stream that its reader may not read', async () => {
    const { client, own } = await setUp()
    await client.setStreamMetadata('secret', { acl: { readRoles: ['$admins'] } })
    await client.appendToStream('secret', sightings(1))
    await own.appendToStream('open-links', binaryEvent({ type: '$>', data: Buffer.from('0@secret') }))
    const [seen] = await Array.fromAsync(own.readStream('open-links', { resolveLinkTos: true }))
    const [full] = await Array.fromAsync(client.readStream('open-links', { resolveLinkTos: true }))
    expect(seen).toMatchObject({ link: { streamId: 'open-links' } })
    expect(seen!.event).toBeUndefined()
    expect(full!.event).toMatchObject({ streamId: 'secret' })
    await client.dispose()
    await own.dispose()
  })

  test('what is open ends when its rights do', async () => {
    const users = usersClientFor(given.node, admin)
    const dorj = { username: 'dorj', password: 'word' }
    await users.create({ ...dorj, fullName: '', groups: [] })
    const own = clientFor(given.node, 'dorj:word')
    await own.appendToStream('open', sightings(1))
    const subscription = own.subscribeToStream('open')
    const ended = new Promise((resolve) => subscription.once('error', resolve))
    subscription.resume()
    await new Promise((resolve) => subscription.once('confirmation', resolve))

    await users.disable('dorj')
    expect(await ended).toBeInstanceOf(AccessDeniedError)
    const append = () =>
      own.appendToStream('open', sightings(1)).then(
        () => undefined,
        (e) => e,
      )
    await expect.poll(append).toBeInstanceOf(AccessDeniedError)
    await own.dispose()
  })

  test('a subscription ends when its stream is closed to its reader', async () => {
    const { client, own } = await setUp()
    await own.appendToStream('closing', sightings(1))
    const subscription = own.subscribeToStream('closing')
    const ended = new Promise((resolve) => subscription.once('error', resolve))
    subscription.resume()
    await new Promise((resolve) => subscription.once('confirmation', resolve))

    await client.setStreamMetadata('closing', { acl: { readRoles: ['$admins'] } })
    expect(await ended).toBeInstanceOf(AccessDeniedError)
    await client.dispose()
    await own.dispose()
  })

  test('$settings changes what holds where a stream says nothing', async () => {
    const { client, own } = await setUp()
    const settings = { $userStreamAcl: { $r: '$all', $w: 'police' }, $systemStreamAcl: { $r: 'border' } }
    await client.appendToStream('$settings', jsonEvent({ type: '$settings', data: settings }))
    await denied(own.appendToStream('open', sightings(1)))
    expect(await Array.fromAsync(own.readStream('open'))).not.toHaveLength(0)
    expect((await Array.fromAsync(own.readAll({ maxCount: 3 }))).length).toBe(3)
    await client.appendToStream('$settings', jsonEvent({ type: '$settings', data: {} }))
    await client.dispose()
    await own.dispose()
  })
})
