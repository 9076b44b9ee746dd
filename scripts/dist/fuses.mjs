import { flipFuses, FuseV1Options, FuseVersion, getCurrentFuseWire } from '@electron/fuses'

/** As they stand in the binary; the library does not export its own names of them. */
const states = { 0x30: false, 0x31: true }

/**
 * Every fuse of Electron 33 as shipped. The check of the archive's hash has no effect on Linux and stays off; cookies
 * would be encrypted, if there were any.
 */
export const shipFuses = {
  RunAsNode: false,
  EnableCookieEncryption: true,
  EnableNodeOptionsEnvironmentVariable: false,
  EnableNodeCliInspectArguments: false,
  EnableEmbeddedAsarIntegrityValidation: false,
  OnlyLoadAppFromAsar: true,
  LoadBrowserProcessSpecificV8Snapshot: false,
  GrantFileProtocolExtraPrivileges: false,
}

/** Sets all fuses of an Electron binary as shipped; a fuse that this table does not know is an error. */
export const setShipFuses = (binary) => setFuses(binary, {})

/** As shipped but for those that are named, as { name: on }. */
export async function setFuses(binary, otherwise) {
  const fuses = Object.entries({ ...shipFuses, ...otherwise }).map(([name, on]) => [FuseV1Options[name], on])
  await flipFuses(binary, { version: FuseVersion.V1, strictlyRequireAllFuses: true, ...Object.fromEntries(fuses) })
}

/** The fuses of an Electron binary, as { name: on }; one that was removed from the binary is null. */
export async function readFuses(binary) {
  const wire = await getCurrentFuseWire(binary)
  return Object.fromEntries(Object.keys(shipFuses).map((name) => [name, states[wire[FuseV1Options[name]]] ?? null]))
}
