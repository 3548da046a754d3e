// Starts the real Bluesky server and a directory of identities for it, both on 127.0.0.1 and in a folder of their own:
//   node run.mjs FOLDER PDS_PORT PLC_PORT
// Stops on SIGTERM, and when its standard input closes, so that it does not outlive the tests that started it.
import { randomBytes } from 'node:crypto'
import net from 'node:net'
import path from 'node:path'
import { Secp256k1Keypair } from '@atproto/crypto'
import { PDS } from '@atproto/pds'
import * as plc from '@did-plc/server'

const [folder, pdsPort, plcPort] = process.argv.slice(2)
const nowhere = 'http://127.0.0.1:1' // the services that a bare server does without: timelines, moderation

// Both servers would listen on every interface of the machine; a test server is nobody else's business.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, { port: Number(port), host: '127.0.0.1' }, ...rest)
}

const directory = plc.PlcServer.create({ db: plc.Database.mock(), port: Number(plcPort) })
await directory.start()

const rotation = await Secp256k1Keypair.create({ exportable: true })
const recovery = await Secp256k1Keypair.create()
const pds = await PDS.fromEnv({
  devMode: true,
  hostname: 'localhost',
  port: Number(pdsPort),
  dataDirectory: folder,
  blobstoreDiskLocation: path.join(folder, 'blobs'),
  didPlcUrl: `http://127.0.0.1:${plcPort}`,
  disableSsrfProtection: true, // the directory is on loopback
  plcRotationKeyK256PrivateKeyHex: Buffer.from(await rotation.export()).toString('hex'),
  recoveryDidKey: recovery.did(),
  adminPassword: randomBytes(16).toString('hex'),
  jwtSecret: randomBytes(16).toString('hex'),
  inviteRequired: false,
  serviceHandleDomains: ['.test'],
  bskyAppViewUrl: nowhere,
  bskyAppViewDid: 'did:example:invalid',
  bskyAppViewCdnUrlPattern: `${nowhere}/%s/%s/%s`,
  modServiceUrl: nowhere,
  modServiceDid: 'did:example:invalid',
  crawlers: [],
})
await pds.start()

const stop = () => process.exit(0)
process.on('SIGTERM', stop)
process.stdin.resume().on('close', stop)
