/**
 * Whether a JPEG whose data do not run to an end marker holds all its pixels. The decoder does not tell: it fills what
 * is missing with grey and says nothing, or fails only where the part that is asked for reaches so far. So the bits of
 * all blocks are read here, without their values, and the answer depends on the file alone.
 */
import { Bits, type CodeTable } from './bits'
import { firstAc, firstDc, refinedAc, refinedDc, sequentialBlock, type EmptyRun, type ReadBlock } from './blocks'
import { readFrame, type Component, type Frame } from './frame'
import { cutOff, damagedPixels, isFrame, markers } from './markers'

/** What was read before a scan and holds for it. */
interface State {
  frame: Frame | null
  /** By class and number, as a byte of the file has them. */
  readonly tables: Map<number, CodeTable>
  /** Units between two restart markers, 0 for none. */
  interval: number
}

/** The byte after the last one of the pixels; whatever follows does not matter. Throws BadImage where pixels are missing. */
export function endOfPixels(bytes: Buffer): number {
  const state: State = { frame: null, tables: new Map(), interval: 0 }
  for (const { marker, at } of markers(bytes)) {
    if (marker === 0xd8) throw damagedPixels()
    const end = at + 4 > bytes.length ? Infinity : at + 2 + bytes.readUInt16BE(at + 2)
    if (end > bytes.length) break
    const segment = bytes.subarray(at + 4, end)
    if (isFrame(marker)) {
      if (state.frame !== null) throw damagedPixels()
      state.frame = readFrame(marker, segment)
    } else if (marker === 0xc4) {
      readTables(segment, state.tables)
    } else if (marker === 0xdd && segment.length >= 2) {
      state.interval = segment.readUInt16BE(0)
    } else if (marker === 0xda) {
      const bits = new Bits(bytes, end)
      readScan(segment, bits, state)
      if (state.frame?.components.every(({ isWhole }) => isWhole) === true) return bits.position
    }
  }
  throw cutOff(bytes)
}

function readTables(segment: Buffer, tables: Map<number, CodeTable>): void {
  let at = 0
  while (at + 17 <= segment.length) {
    const counts = segment.subarray(at + 1, at + 17)
    const end = at + 17 + counts.reduce((sum, count) => sum + count, 0)
    tables.set(segment[at] ?? 0, { counts, symbols: segment.subarray(at + 17, end) })
    at = end
  }
}

function readScan(segment: Buffer, bits: Bits, { frame, tables, interval }: State): void {
  const count = segment[0] ?? 0
  if (frame === null || count === 0 || segment.length < 4 + 2 * count) throw damagedPixels()
  const bits4 = (byte: number | undefined) => [(byte ?? 0) >> 4, (byte ?? 0) & 15] as const
  const band = { from: segment[1 + 2 * count] ?? 0, to: segment[2 + 2 * count] ?? 0 }
  const [high, low] = bits4(segment[3 + 2 * count])
  const run: EmptyRun = { blocks: 0 }
  const parts = Array.from({ length: count }, (_, i) => {
    const component = frame.components.find(({ id }) => id === segment[1 + 2 * i])
    if (component === undefined) throw damagedPixels()
    const [dc, ac] = bits4(segment[2 + 2 * i])
    const table = (which: number) => tables.get(which) ?? missingTable()
    const read = frame.progressive
      ? progressiveBlock(component, { ...band, high, low, isAlone: count === 1 }, () => table(dc), () => table(0x10 | ac), run)
      : wholeBlock(component, table(dc), table(0x10 | ac))
    return { read, blocks: count === 1 ? 1 : component.blocksPerUnit, component }
  })
  const units = count === 1 ? parts[0]?.component.blocks ?? 0 : frame.units
  for (let unit = 0; unit < units; unit++) {
    if (interval > 0 && unit > 0 && unit % interval === 0) {
      bits.restart()
      run.blocks = 0
    }
    for (const { read, blocks } of parts) for (let block = 0; block < blocks; block++) read(bits, unit)
  }
}

function wholeBlock(component: Component, dc: CodeTable, ac: CodeTable): ReadBlock {
  component.bring(0, 63, 0, 0)
  return sequentialBlock(dc, ac)
}

interface Band {
  readonly from: number
  readonly to: number
  readonly high: number
  readonly low: number
  readonly isAlone: boolean
}

function progressiveBlock(component: Component, { from, to, high, low, isAlone }: Band, dc: () => CodeTable, ac: () => CodeTable, run: EmptyRun): ReadBlock {
  // Coefficients beside the first are in scans of their own, one colour each.
  if (from === 0 ? to !== 0 : !isAlone || to < from || to > 63) throw damagedPixels()
  component.bring(from, to, high, low)
  if (from === 0) return high === 0 ? firstDc(dc()) : refinedDc
  return high === 0 ? firstAc(ac(), from, to, run, component.nonzero) : refinedAc(ac(), from, to, run, component.nonzero)
}

function missingTable(): never {
  throw damagedPixels()
}
